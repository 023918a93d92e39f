"""SPDX 2.3 documents (JSON) of packages and how they belong together. The standard: ISO/IEC 5962 and SPDX 2.3."""

import json
import re
import uuid


def identifier(kind, name, version):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]+", "-", f"{kind}-{name}-{version}")


def package(kind, name, version, *, license_id="NOASSERTION", purl="", sha256="", comment=""):
    out = {
        "SPDXID": identifier(kind, name, version),
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": license_id,
        "licenseDeclared": license_id,
        "copyrightText": "NOASSERTION",
    }
    if sha256:
        out["checksums"] = [{"algorithm": "SHA256", "checksumValue": sha256}]
    if purl:
        out["externalRefs"] = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}]
    if comment:
        out["comment"] = comment
    return out


def relationship(one, kind, other):
    return {"spdxElementId": one["SPDXID"], "relationshipType": kind, "relatedSpdxElement": other["SPDXID"]}


def document(root, others, relationships, created, tool):
    """Of the packages `root` and `others`; its namespace follows from what is in it, so that the same content has the same."""
    body = {"packages": [root, *others], "relationships": relationships}
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{root['name']}-{root['versionInfo']}",
        "documentNamespace": uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True)).urn,
        "creationInfo": {"created": created, "creators": [f"Tool: {tool}"]},
        "documentDescribes": [root["SPDXID"]],
        **body,
    }
