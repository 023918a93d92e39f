"""What scripts/mutate says at its end: how many bugs of each room were caught, and every one that was not."""

NEEDED = 0.8


def equivalents(file):
    """From the text of a bug ("FILE: before => after") to why no test can tell it; the reason is the line before it, a comment."""
    found, reason = {}, ""
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        if line.startswith("#"):
            reason = line[1:].strip()
        elif line.strip():
            found[line.strip()] = reason
    return found


def text_of(entry):
    return f"{entry['file']}: {entry['before']} => {entry['after'] or '(removed)'}"


def report(entries, equivalent):
    """(Markdown, whether every room reaches what is needed)."""
    entries = list(entries)
    lines = ["| room | caught | of which by time | survived | equivalent | did not compile | caught of all | without the equivalent |",
             "|---|---|---|---|---|---|---|---|"]
    survivors, alike, enough = [], [], True
    for room in sorted({entry["room"] for entry in entries}):
        of = {verdict: [e for e in entries if e["room"] == room and e["verdict"] == verdict]
              for verdict in ("caught", "timeout", "survived", "did not compile")}
        same = [e for e in of["survived"] if text_of(e) in equivalent]
        alive = [e for e in of["survived"] if text_of(e) not in equivalent]
        caught = len(of["caught"]) + len(of["timeout"])
        counted = caught + len(alive)
        share = caught / counted if counted else 0
        of_all = caught / (counted + len(same)) if counted else 0
        enough = enough and share >= NEEDED
        lines.append(f"| {room} | {caught} | {len(of['timeout'])} | {len(alive)} | {len(same)} | {len(of['did not compile'])} | "
                     f"{of_all:.1%} of {counted + len(same)} | {share:.1%} of {counted} |")
        survivors += alive
        alike += same
    for title, found in (("Survived", survivors), ("Equivalent: no test can tell", alike)):
        lines += ["", f"## {title}", ""]
        for e in found:
            why = equivalent.get(text_of(e))
            lines.append(f"- {e['file']}:{e['line']} ({e['kind']}): `{e['before']}` => `{e['after'] or '(removed)'}`" + (f": {why}" if why else ""))
        if not found:
            lines.append("none")
    return "\n".join(lines) + "\n", enough
