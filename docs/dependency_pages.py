"""Write `dependencies.md`: every library that Clauseway or one of its extras brings along, with its licence.

Run `python docs/dependency_pages.py` where every extra is installed (`.[dev,fast]`) and commit what it writes.
`--check` writes nothing: it names installed libraries that the page does not list, whose licence is not accepted, or
whose version does not fit, and exits 1. The page itself is dated and not compared: what a library needs differs from
system to system, and each of their releases would make it stale.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / ".ci"))
import distributions as known  # noqa: E402
from distributions import BASE, COPYLEFT, FOR_DEVELOPERS, LOOKED_INTO, OURS, Needed  # noqa: E402

PAGE = DOCS / "dependencies.md"
WRITE = "python docs/dependency_pages.py"
BUNDLED: Mapping[str, str] = {
    "numpy": "OpenBLAS: BSD-3-Clause, as its licence file says.",
    "pillow": "Codecs and fonts; its licence file gives the licence of each. FreeType is taken under its own, not "
    "the GPL. Comes with pictures only.",
    "pyzmq": "libzmq is MPL-2.0, unchanged; libsodium is ISC. Runs notebooks in tests.",
    "scipy": "libgfortran is GPL-3.0-or-later WITH GCC-exception-3.1, which lets any program use it; libquadmath is "
    "LGPL-2.1-or-later, unchanged, in a file of its own that can be replaced; OpenBLAS is BSD-3-Clause.",
}
"""Of wheels that carry compiled libraries of others: what their own licence texts say of these."""

type Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def sections(needed: Iterable[Needed]) -> dict[str, list[Needed]]:
    """Libraries by where a user first meets them: every installation, an extra, or development only."""
    found: dict[str, list[Needed]] = {BASE: [], "extras": [], "development": []}
    for one in sorted(needed, key=lambda each: each.name):
        found[BASE if BASE in one.extras else "extras" if one.extras - FOR_DEVELOPERS else "development"].append(one)
    return found


def bundled(one: Needed) -> list[str]:
    """Names of the compiled libraries that a wheel carries along in a folder of their own.

    They stand without version and hash, as `libopenblas`.
    """
    paths = [path.split("/") for path in (known.recorded(one.installed) if one.installed else [])]
    return sorted({re.split(r"[-.]", parts[-1])[0].rstrip("_") for parts in paths if parts[0].endswith(".libs")})


def page(table: Table, needed: Mapping[str, Needed], day: str) -> str:
    """The text of the page."""
    parts = [
        "# What Clauseway stands on",
        f"Read from the metadata of installed libraries on {day}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}: {len(needed)} libraries with every extra. Made by `{WRITE}`; "
        "`make audit` compares what is installed with it. Versions are those seen then; which ones fit, "
        "`pyproject.toml` says, and why each library was chosen, decision [6](decisions/0006-dependencies.md).",
        "Clauseway's programs are under Apache-2.0. A library may be used when its licence is permissive, or when it "
        "is one of the copyleft ones below, judged one by one.",
        "Told by: an *expression* is SPDX given by the library itself; a *field* or *classifier* is older metadata, "
        "read as SPDX; a *licence file* was recognised by its words.",
    ]
    titles = {BASE: "## Every installation", "extras": "## Extras", "development": "## Development only"}
    for name, members in sections(needed.values()).items():
        parts.append(titles[name])
        head = ["library", "version", "licence", "told by", "needed by"]
        if name == "extras":
            head.insert(1, "extra")
        rows: list[list[str]] = []
        for one in members:
            licence = known.licence_of(one.installed) if one.installed else known.Licence()
            version = one.installed.version if one.installed else ""
            own = ", ".join(sorted("Clauseway" if parent == OURS else parent for parent in one.parents))
            row = [one.name, version, licence.expression, licence.told_by, own]
            if name == "extras":
                row.insert(1, one.comes_with)
            rows.append(row)
        parts.append(table(head, rows))
    parts += [
        "## Copyleft, and how it is used",
        table(["library", "licence", "use"], [[name, one.licence, one.use] for name, one in sorted(COPYLEFT.items())]),
        "Programs, not libraries: a Neo4j server (Community Edition, GPL-3.0) is started by tests and by whoever "
        "chooses to load into one; Clauseway talks to it over the network through its Apache-2.0 driver and carries "
        "none of it. Chromium, LibreOffice and axe-core (MPL-2.0) are run by tests only.",
        "## Looked into",
        table(["library", "taken as", "what was found"], [[n, o.licence, o.found] for n, o in LOOKED_INTO.items()]),
        "## Compiled libraries inside wheels",
        "Some wheels carry libraries of others in a folder of their own, which metadata does not tell. Code that is "
        "linked into a module (lxml, pyarrow, pypdfium2) cannot be seen this way; those packages list it themselves.",
        table(
            ["library", "carries", "licences"],
            [[o.name, ", ".join(bundled(o)), BUNDLED.get(o.name, "")] for o in needed.values() if bundled(o)],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def problems(needed: Mapping[str, Needed], text: str) -> list[str]:
    """What is wrong with what is installed, measured by the page; a library that is not installed is no problem.

    What others bring along differs by system and Python, so it must be listed only on those of the page; elsewhere
    its licence alone is judged.
    """
    here = rf"Python {sys.version_info.major}\.{sys.version_info.minor}\.\w+, {platform.system()} {platform.machine()}:"
    alike = re.search(here, text) is not None
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \|", text, re.MULTILINE))
    found: list[str] = []
    for name, one in sorted(needed.items()):
        if one.direct and name not in listed:
            found.append(f"{name} is a dependency that docs/dependencies.md does not list; run: {WRITE}")
        if one.installed is None:
            continue
        licence = known.licence_of(one.installed).expression
        if alike and name not in listed and not one.direct:
            by = ", ".join(sorted(one.parents))
            found.append(f"{name}, needed by {by}, is not on docs/dependencies.md; run: {WRITE}")
        if not known.accepted(name, licence):
            told = f"licence '{licence}' is not accepted" if licence else "metadata tells no licence"
            found.append(f"{name} {one.installed.version}: its {told}; judge it in .ci/distributions.py")
        found += [f"{name} {one.installed.version} is installed, but {asked}" for asked in sorted(one.unmet)]
        if bundled(one) and name not in BUNDLED:
            found.append(f"{name} carries {', '.join(bundled(one))}; say under which licences in {Path(__file__).name}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with `--check` compare what is installed with it; 1 when something is wrong."""
    if list(arguments) not in ([], ["--check"]):
        print(f"usage: {WRITE} [--check]", file=sys.stderr)
        return 2
    needed = known.needed(known.declared())
    if arguments:
        found = problems(needed, PAGE.read_text(encoding="utf-8"))
    else:
        from generate import table

        text = page(table, dict(sorted(needed.items())), datetime.now(UTC).date().isoformat())
        missing = sorted(name for name, one in needed.items() if one.installed is None)
        found = [f"{name} is not installed; install .[dev,fast] first" for name in missing] or problems(needed, text)
        if not missing:
            PAGE.write_text(text, encoding="utf-8")
    for line in found:
        print(line, file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
