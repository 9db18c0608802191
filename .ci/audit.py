"""What is installed, held against what is asked for: versions, licences, and known weaknesses where they can be known.

`make audit` runs it; nothing here asks a network. It lists every installed distribution with version, licence and
who needs it, then what is wrong: a version that does not fit, a licence that is not accepted, a library that
`docs/dependencies.md` does not list, files of a distribution that are not as they were installed (`--files`).

Known weaknesses are looked up in a local copy of the Python advisories, `--advisories PATH`: a clone of the PyPA
advisory database (a folder with `vulns/`), or the OSV export for PyPI (a zip file, or a folder of JSON files).
Without a copy it says that no weakness was looked for. Exit code: 0 nothing wrong, 1 something is, 2 bad arguments.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution
from importlib.metadata import distributions as all_installed
from pathlib import Path
from typing import Any

import distributions as known

sys.path.insert(0, str(known.ROOT / "docs"))
import dependency_pages
from packaging.utils import canonicalize_name
from packaging.version import Version

type Advisory = Mapping[str, Any]


class UnreadableAdvisories(Exception):
    """A copy of the advisories that cannot be used; the text says why and what to do."""


def advisories(path: Path, names: frozenset[str]) -> Iterator[Advisory]:
    """Advisories about some distributions (canonical names) from a local copy, in the OSV format.

    Raises:
        UnreadableAdvisories: There is no such file or folder, or it holds no advisories.
    """
    if (path / "vulns").is_dir():
        import yaml

        for name in sorted(names):
            for file in sorted((path / "vulns" / name).glob("*.yaml")):
                yield yaml.safe_load(file.read_text(encoding="utf-8"))
    elif path.is_dir() and any(path.glob("*.json")):
        for file in sorted(path.glob("*.json")):
            yield json.loads(file.read_text(encoding="utf-8"))
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as export:
            for member in export.namelist():
                if member.endswith(".json"):
                    yield json.loads(export.read(member))
    else:
        raise UnreadableAdvisories(
            f"{path} holds no advisories; name a clone of the PyPA advisory database, or the OSV export for PyPI."
        )


def strikes(advisory: Advisory, name: str, version: str) -> bool:
    """Whether an advisory is about this version of a distribution, by the rules of the OSV format.

    A version is struck when it is listed, or lies in a range: from `introduced` to before `fixed`, or up to and with
    `last_affected`. A withdrawn advisory strikes nothing.

    >>> about = {"affected": [{"package": {"ecosystem": "PyPI", "name": "Some.Thing"}, "ranges": [
    ...     {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10"}]}]}]}
    >>> strikes(about, "some-thing", "2.9"), strikes(about, "some-thing", "2.10"), strikes(about, "other", "2.9")
    (True, False, False)
    """
    if advisory.get("withdrawn"):
        return False
    at = Version(version)
    for affected in advisory.get("affected", []):
        package = affected.get("package", {})
        if package.get("ecosystem") != "PyPI" or canonicalize_name(package.get("name", "")) != name:
            continue
        if version in affected.get("versions", []):
            return True
        for span in affected.get("ranges", []):
            if span.get("type") == "ECOSYSTEM" and _lies_in(at, span.get("events", [])):
                return True
    return False


def _lies_in(version: Version, events: Sequence[Mapping[str, str]]) -> bool:
    struck = False
    for kind, where in sorted(
        ((kind, Version(where)) for event in events for kind, where in event.items() if kind != "limit"),
        key=lambda one: (one[1], one[0] != "introduced"),
    ):
        if kind == "introduced" and where <= version:
            struck = True
        elif (kind == "fixed" and where <= version) or (kind == "last_affected" and where < version):
            struck = False
    return struck


def changed_files(dist: Distribution) -> list[str]:
    """Files of a distribution that are missing or are not as its record says they were installed."""
    wrong: list[str] = []
    for file in dist.files or []:
        if file.hash is None:
            continue
        path = Path(str(dist.locate_file(file)))
        if not path.is_file():
            wrong.append(file.as_posix())
            continue
        digest = hashlib.new(file.hash.mode, path.read_bytes()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            wrong.append(file.as_posix())
    return wrong


def main(arguments: Sequence[str]) -> int:
    """Print the list and what is wrong; 1 when something is, 2 when the advisories cannot be read."""
    parser = argparse.ArgumentParser(prog="audit", description="Audit the installed libraries, without a network.")
    parser.add_argument("--advisories", type=Path, metavar="PATH", help="local copy of the Python advisories")
    parser.add_argument("--files", action="store_true", help="also compare every file with its recorded checksum")
    asked = parser.parse_args(arguments)

    groups = known.declared()
    needed = known.needed(groups)
    found = {str(canonicalize_name(dist.name)): dist for dist in all_installed()}
    here = {name: dist for name, dist in found.items() if name != known.OURS}
    read: list[Advisory] | None = None
    if asked.advisories is not None:
        try:
            read = [one for one in advisories(asked.advisories, frozenset(here)) if one.get("affected")]
        except (UnreadableAdvisories, OSError, ValueError) as error:
            print(f"audit: {error}", file=sys.stderr)
            return 2
    for name, dist in sorted(here.items()):
        wanted = needed[name].comes_with if name in needed else "nobody"
        licence = known.licence_of(dist)
        print(f"{name:26} {dist.version:14} {licence.expression or 'no licence told':52} {wanted}")

    wrong = dependency_pages.problems(needed, dependency_pages.PAGE.read_text(encoding="utf-8"))
    absent = sorted({extra for one in needed.values() if one.installed is None for extra in one.extras})
    print(f"\n{len(here)} installed, {len(here.keys() & needed)} of them needed by Clauseway or an extra.")
    if absent:
        print(f"Not installed whole, so not judged whole: {', '.join(extra or 'base' for extra in absent)}.")
    if asked.files:
        for name, dist in sorted(here.items()):
            wrong += [f"{name} {dist.version}: {file} is not as it was installed" for file in changed_files(dist)]
    if read is None:
        print("No weakness was looked for: name a local copy of the advisories (make audit ADVISORIES=path).")
    else:
        newest = max((str(one.get("modified", "")) for one in read), default="none")
        print(f"{len(read)} advisories read, the newest of {newest[:10]}; what became known later is not in them.")
        for name, dist in sorted(here.items()):
            wrong += [
                f"{name} {dist.version}: {one['id']} {str(one.get('summary') or one.get('details', ''))[:90]}"
                for one in read
                if strikes(one, name, dist.version)
            ]
    for line in wrong:
        print(line, file=sys.stderr)
    print("Something is wrong, see above." if wrong else "Versions fit, licences are accepted.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
