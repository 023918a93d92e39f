#!/usr/bin/env python3
"""Makes the documentation as HTML: build_docs.py --doxygen PROGRAM DOXYFILE.

Doxygen reads the pages and the public headers; each of its warnings is an error. Then every class, enumeration and function
of the headers is looked up in what it wrote: one without a sentence is an error too. Fields, typedefs and operators need none;
to_string gives the words of its enumeration. The status is 0, 1 if anything is wrong, 4 without doxygen.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

KINDS = {"class", "struct", "union"}


def documented(element):
    return any("".join(element.find(part).itertext()).strip() for part in ("briefdescription", "detaileddescription")
               if element.find(part) is not None)


def place(element):
    location = element.find("location")
    return f"{location.get('file')}:{location.get('line')}"


def needs_a_sentence(compound, member):
    """All public functions and enumerations but operators, to_string, and a constructor that takes nothing."""
    if member.get("kind") == "enum":
        return member.get("prot") == "public"
    name = member.findtext("name")
    class_name = re.sub(r"<.*", "", compound.findtext("compoundname")).split("::")[-1]
    return (member.get("kind") == "function" and member.get("prot") == "public"
            and not name.startswith(("operator", "~")) and name != "to_string"
            and not (name == class_name and member.find("param") is None))


def undocumented(folder):
    """One line for each type and function without a sentence."""
    for file in sorted(folder.glob("*.xml")):
        for compound in ElementTree.parse(file).getroot().iter("compounddef"):
            if compound.get("kind") not in KINDS | {"namespace"} or compound.get("prot", "public") != "public":
                continue
            if compound.get("kind") in KINDS and not documented(compound):
                yield f"{place(compound)}: {compound.findtext('compoundname')} has no sentence"
            for member in compound.iter("memberdef"):
                if needs_a_sentence(compound, member) and not documented(member):
                    yield f"{place(member)}: {compound.findtext('compoundname')}::{member.findtext('name')} has no sentence"


def header_pages(folder):
    """The name of each header's page by its path in the tree: "include/wasmbench/core/probe.hpp" -> "probe_8hpp.html"."""
    found = {}
    for file in folder.glob("*_8hpp.xml"):
        path = ElementTree.parse(file).getroot().find("compounddef/location").get("file")
        found[path] = file.stem + ".html"
    return found


def mend_links(html, headers):
    """Doxygen knows no links to headers, folders and sources: headers get their page, the others become plain text."""
    for page in html.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        new = re.sub(r'<a href="\.\./([^"]*)">(.*?)</a>',
                     lambda m: f'<a href="{headers[m[1]]}">{m[2]}</a>' if m[1] in headers else m[2], text)
        if page.name.startswith("md_"):
            new = re.sub(r"\[(\w+)\]\(\w+\)", r"\1", new)
        if new != text:
            page.write_text(new, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--doxygen", required=True, help="the program")
    parser.add_argument("doxyfile", type=lambda path: pathlib.Path(path).resolve())
    chosen = parser.parse_args()
    if not pathlib.Path(chosen.doxygen).is_file():
        print("docs: there is no doxygen here. scripts/deps --with docs installs it; then configure again", file=sys.stderr)
        return 4
    folder = chosen.doxyfile.parent
    for old in (folder / "xml").glob("*.xml"):  # of headers that have gone
        old.unlink()
    failed = subprocess.run([chosen.doxygen, str(chosen.doxyfile)], cwd=folder, check=False).returncode != 0
    found = list(undocumented(folder / "xml"))
    for line in found:
        print(line, file=sys.stderr)
    if failed or found:
        return 1
    mend_links(folder / "html", header_pages(folder / "xml"))
    print(f"docs: {folder / 'html' / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
