"""How to cite Clauseway: as text, BibTeX, a Citation File (CFF 1.2) and CSL-JSON, with the version of the data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from clauseway.queries.provenance import ADDRESS, CODINGS_LICENCE, CONTRIBUTORS

TITLE = "Clauseway: the open graph of digital-trade rules"
_ABSTRACT = (
    "Which economy owes which digital-trade duty to whom, how strongly, since when: agreements, provisions, "
    "participation and law as linked data and as a property graph."
)


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation names.

    Attributes:
        software_version: Version of the package.
        data_version: Version of the data that answer.
        ontology_version: Version of the ontology they are written in.
        as_of: Day the answers are true for.
        accessed: Day the data were asked.
    """

    software_version: str
    data_version: str
    ontology_version: str
    as_of: date
    accessed: date

    @property
    def version(self) -> str:
        """All versions in one line."""
        return f"{self.software_version}, data {self.data_version}, ontology {self.ontology_version}"


def as_sentence(cited: Cited) -> str:
    """The citation as a line for a list of references, and the licence below it."""
    return (
        f"{CONTRIBUTORS}. {TITLE}. Version {cited.version}. As of {cited.as_of.isoformat()}, "
        f"accessed {cited.accessed.isoformat()}. {ADDRESS}\n{CODINGS_LICENCE} "
        "Each export names the sources its rows rest on; cite them with it.\n"
    )


def as_bibtex(cited: Cited) -> str:
    """The citation for BibTeX and biblatex.

    There is no `year`: the data carry a version, not a day of publication.
    """
    fields = {
        "author": f"{{{CONTRIBUTORS}}}",
        "title": f"{{{TITLE}}}",
        "version": cited.version,
        "note": f"Data version {cited.data_version}, as of {cited.as_of.isoformat()}",
        "url": ADDRESS,
        "urldate": cited.accessed.isoformat(),
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@misc{{clauseway-{cited.data_version},\n{lines}}}\n"


def as_csl(cited: Cited) -> str:
    """The citation as CSL-JSON, which Zotero and Pandoc read."""

    def parts(day: date) -> dict[str, list[list[int]]]:
        return {"date-parts": [[day.year, day.month, day.day]]}

    item = {
        "id": f"clauseway-{cited.data_version}",
        "type": "dataset",
        "title": TITLE,
        "author": [{"literal": CONTRIBUTORS}],
        "version": cited.version,
        "URL": ADDRESS,
        "accessed": parts(cited.accessed),
        "note": f"As of {cited.as_of.isoformat()}. {CODINGS_LICENCE}",
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def as_cff(cited: Cited) -> str:
    """The citation as a Citation File, for these data."""
    return citation_file(cited.version, notes=f"Data version {cited.data_version}, as of {cited.as_of.isoformat()}.")


def citation_file(version: str, notes: str = "") -> str:
    """A Citation File (CFF 1.2): the one at the top of the repository names the version of the package alone.

    Args:
        version: What is cited.
        notes: Added to the abstract.
    """
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use Clauseway, cite it as below, with the sources that each export names."',
        f"title: {_quoted(TITLE)}",
        "type: dataset",
        f"abstract: {_quoted(f'{_ABSTRACT} {notes}'.strip())}",
        "authors:",
        f"  - name: {_quoted(CONTRIBUTORS)}",
        f"version: {_quoted(version)}",
        f"url: {_quoted(ADDRESS)}",
        "license:",
        "  - Apache-2.0 # the programs",
        "  - CC-BY-4.0 # the codings",
        "keywords:",
        *(f"  - {word}" for word in ("digital trade", "trade agreements", "knowledge graph", "linked data")),
    ]
    return "\n".join(lines) + "\n"


STYLES: dict[str, Callable[[Cited], str]] = {
    "text": as_sentence,
    "bibtex": as_bibtex,
    "cff": as_cff,
    "csl": as_csl,
}
"""Ways to write a citation, by the name the command line gives them."""


def _quoted(text: str) -> str:
    # a JSON string is a YAML string
    return json.dumps(text, ensure_ascii=False)
