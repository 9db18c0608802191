"""What Clauseway needs and what is installed: requirements, all that they bring along, and licences.

Read from `pyproject.toml` and from the metadata of the installed distributions, never from a network. Shared by
`audit.py` and `package.py` beside this file and by `docs/dependency_pages.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
OURS = "clauseway"
BASE = ""
"""The name, among the extras, of what every installation brings."""
FOR_DEVELOPERS = frozenset({"test", "dev"})
"""Extras that no user needs."""

PERMISSIVE = frozenset({
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "HPND", "ISC", "MIT",
    "MIT-0", "MIT-CMU", "PSF-2.0", "Python-2.0", "Unlicense", "W3C-20150513", "Zlib",
})  # fmt: skip
"""Licences that ask for no more than that their notice is kept: anything under Apache-2.0 may be built on them."""


@dataclass(frozen=True, slots=True)
class Copyleft:
    """A copyleft licence that is accepted for one library, and how the library is used."""

    licence: str
    use: str


COPYLEFT: Mapping[str, Copyleft] = {
    "cairosvg": Copyleft(
        "LGPL-3.0-or-later",
        "Imported as it is, by the extra `charts` only; installed beside Clauseway, never copied into it, so anybody "
        "can put another version in its place.",
    ),
    "certifi": Copyleft(
        "MPL-2.0",
        "A file of certificates that other libraries read. The licence binds changes to its own files; none is made.",
    ),
    "hypothesis": Copyleft(
        "MPL-2.0", "Makes up the cases of tests. The licence binds changes to its own files; none is made."
    ),
    "pycountry": Copyleft(
        "LGPL-2.1-only",
        "Imported as it is, for codes and names of economies; installed beside Clauseway, never copied into it, so "
        "anybody can put another version in its place.",
    ),
}
"""Accepted one library at a time: what is right for a library beside ours need not be for the next one."""


@dataclass(frozen=True, slots=True)
class LookedInto:
    """A licence that metadata does not tell in a form to be judged, and what was found instead."""

    licence: str
    found: str


LOOKED_INTO: Mapping[str, LookedInto] = {
    "pypdfium2": LookedInto(
        "Apache-2.0 AND BSD-3-Clause",
        'Its metadata adds "dependency licenses": those of PDFium (BSD-3-Clause) and of what PDFium is built from. The '
        "wheel carries their texts; by the package's own words none that it knows of is strong copyleft.",
    ),
}

_FIELD: Mapping[str, str] = {
    "2-clause bsd": "BSD-2-Clause",
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "bsd": "BSD",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd license": "BSD",
    "isc license": "ISC",
    "mit license": "MIT",
    "psfl": "PSF-2.0",
}
_CLASSIFIER: Mapping[str, str] = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_SPDX_LIKE = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
_LICENCE_FILE = re.compile(r"(?:^|/)(?:licen[cs]e|copying)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as an SPDX expression, and which part of a distribution tells it; both empty when nothing does.

    `BSD` stands, against SPDX, for a BSD licence of which nobody says whether it has two clauses or three.
    """

    expression: str = ""
    told_by: str = ""


@dataclass(slots=True)
class Needed:
    """A distribution that is needed, by which extras and by which others; `installed` is None when it is missing."""

    name: str
    installed: Distribution | None
    extras: set[str] = field(default_factory=set[str])
    parents: set[str] = field(default_factory=set[str])
    unmet: set[str] = field(default_factory=set[str])

    @property
    def direct(self) -> bool:
        """Whether `pyproject.toml` names it."""
        return OURS in self.parents

    @property
    def comes_with(self) -> str:
        """What brings it to a user: every installation, some extras, or nothing but development."""
        if BASE in self.extras:
            return "every installation"
        return ", ".join(sorted(self.extras - FOR_DEVELOPERS)) or "development"


def declared(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, list[Requirement]]:
    """Requirements by extra as `pyproject.toml` has them, those of every installation under the empty name."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    groups: Mapping[str, Sequence[str]] = {BASE: project["dependencies"], **project["optional-dependencies"]}
    return {name: [Requirement(line) for line in lines] for name, lines in groups.items()}


def of_extra(groups: Mapping[str, Sequence[Requirement]], extra: str) -> list[Requirement]:
    """What an extra asks for, extras of ours that it takes along included.

    >>> groups = {"web": [Requirement("uvicorn")], "test": [Requirement("clauseway[web]"), Requirement("pytest")]}
    >>> [str(one) for one in of_extra(groups, "test")]
    ['uvicorn', 'pytest']
    """
    found: list[Requirement] = []
    for requirement in groups[extra]:
        if canonicalize_name(requirement.name) == OURS:
            for other in sorted(requirement.extras):
                found += of_extra(groups, other)
        else:
            found.append(requirement)
    return found


def installed(name: str) -> Distribution | None:
    """An installed distribution, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needed(extras: Iterable[str], groups: Mapping[str, Sequence[Requirement]] | None = None) -> dict[str, Needed]:
    """All that the extras bring along on this system and Python, by canonical name, direct or through others.

    A requirement that the installed version does not satisfy is kept in `unmet`; what is missing has no further
    needs that could be known.
    """
    groups = declared() if groups is None else groups
    found: dict[str, Needed] = {}
    for extra in extras:
        waiting = [(OURS, requirement) for requirement in of_extra(groups, extra)]
        seen: set[tuple[str, str, frozenset[str]]] = set()
        while waiting:
            parent, requirement = waiting.pop()
            name = canonicalize_name(requirement.name)
            key = (parent, name, frozenset(requirement.extras))
            if key in seen:
                continue
            seen.add(key)
            if name not in found:
                found[name] = Needed(name, installed(name))
            one = found[name]
            one.extras.add(extra)
            one.parents.add(parent)
            if one.installed is None:
                continue
            if not requirement.specifier.contains(one.installed.version, prereleases=True):
                one.unmet.add(f"{parent} asks for {requirement.name}{requirement.specifier}")
            for line in one.installed.requires or []:
                further = Requirement(line)
                wanted = ("", *requirement.extras)
                if further.marker is None or any(further.marker.evaluate({"extra": word}) for word in wanted):
                    waiting.append((name, further))
    return found


def licence_of(dist: Distribution) -> Licence:
    """The licence of a distribution: looked into by us, else its expression, field, classifiers, licence file."""
    known = LOOKED_INTO.get(canonicalize_name(dist.name))
    if known is not None:
        return Licence(known.licence, "looked into")
    metadata = dist.metadata
    expression: str = metadata.get("License-Expression", "").strip()
    if expression:
        return Licence(expression, "expression")
    told = [Licence(from_field(metadata.get("License", "")), "field")]
    words = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or [] if line.startswith("License")]
    classified = sorted({_CLASSIFIER[word] for word in words if word in _CLASSIFIER})
    told.append(Licence(" OR ".join(classified), "classifier"))
    if not any(one.expression not in ("", "BSD") for one in told):
        told.append(Licence(from_text(licence_text(dist)), "licence file"))
    clear = [one for one in told if one.expression not in ("", "BSD")]
    return next(iter(clear or [one for one in told if one.expression]), Licence())


def from_field(text: str) -> str:
    r"""The SPDX expression that the free text of the field `License` stands for, or nothing.

    >>> from_field("Apache License, Version 2.0"), from_field("MPL-2.0"), from_field("Copyright 2001\nAll rights ...")
    ('Apache-2.0', 'MPL-2.0', '')
    """
    first = text.strip().partition("\n")[0].strip()
    if first.lower() in _FIELD:
        return _FIELD[first.lower()]
    spdx = first in PERMISSIVE or ("-" in first and _SPDX_LIKE.fullmatch(first))
    return first if spdx else ""


def from_text(text: str) -> str:
    """The licence whose words these are, for the few kinds that are met without being named.

    >>> from_text("Redistribution and use in source and binary forms ... Neither the name of ...")
    'BSD-3-Clause'
    """
    words = " ".join(text.split())
    if "Apache License Version 2.0" in words:
        return "Apache-2.0"
    if "Redistribution and use in source and binary forms" in words:
        return "BSD-3-Clause" if re.search("neither the names? of", words, re.IGNORECASE) else "BSD-2-Clause"
    return "MIT" if "Permission is hereby granted, free of charge" in words else ""


def recorded(dist: Distribution) -> list[str]:
    """Paths of the files of a distribution, by its record: faster than its `files`, which are objects each."""
    return [line.rsplit(",", 2)[0].strip('"') for line in (dist.read_text("RECORD") or "").splitlines()]


def licence_text(dist: Distribution) -> str:
    """The text of the licence that a distribution carries in its metadata folder; empty when it has none or many."""
    texts = [path for path in recorded(dist) if ".dist-info/" in path and _LICENCE_FILE.search(path)]
    place = Path(str(dist.locate_file(texts[0]))) if len(texts) == 1 else None
    return place.read_text(encoding="utf-8", errors="replace") if place is not None and place.is_file() else ""


def accepted(name: str, expression: str) -> bool:
    """Whether a library of this licence may be used: it is permissive, or copyleft that we know and say how we use.

    >>> accepted("numpy", "BSD-3-Clause AND MIT"), accepted("packaging", "Apache-2.0 OR GPL-3.0-only")
    (True, True)
    >>> accepted("pycountry", "LGPL-2.1-only"), accepted("other", "LGPL-2.1-only"), accepted("other", "")
    (True, False, False)
    """
    copyleft = COPYLEFT.get(canonicalize_name(name))
    fine = PERMISSIVE | ({copyleft.licence} if copyleft else set[str]())
    return any(all(one in fine for one in choice.split(" AND ")) for choice in expression.split(" OR "))
