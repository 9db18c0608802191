"""Where a result comes from, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from clauseway.graph.engine import Value
from clauseway.queries.citations import CitedSource
from clauseway.queries.value_text import as_text

CODINGS_LICENCE = "The codings are licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)."
"""Licence line of exports; each source keeps its own licence, named in the sources table."""

CODINGS_LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
"""The licence of the codings, for machines."""

CONTRIBUTORS = "Clauseway contributors"
ADDRESS = "https://w3id.org/clauseway/"
"""Whom and what to name when citing."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a result comes from.

    Attributes:
        data_version: Version of the dataset that answered; empty where no data were asked.
        as_of: Day the answer is true for; None where the question has no date.
        engine: `grafeo`, `neo4j`, or `oxigraph` for SPARQL.
        query: Name of the catalogue query or analysis.
        parameters: Its parameters, by name.
        milliseconds: Time the answer took.
        notes: Sentences a reader of the result has to know.
        sources: The sources the rows rest on, each once; empty where the question is not about claims.
        ontology_version: Version of the ontology the data are written in; empty where no data were asked.
    """

    data_version: str
    as_of: date | None
    engine: str
    query: str
    parameters: dict[str, Value] = field(default_factory=dict[str, Value])
    milliseconds: float = 0.0
    notes: list[str] = field(default_factory=list[str])
    sources: tuple[CitedSource, ...] = ()
    ontology_version: str = ""

    def facts(self, rows: int) -> list[str]:
        """The parts of the provenance line that depend on data and question only.

        Engine and time are left out because the same question to the same data has to give the same file,
        whichever engine answered and however long it took.

        >>> Provenance("1a2b3c4d5e6f", date(2026, 11, 21), "grafeo", "coverage").facts(51)
        ['data 1a2b3c4d', 'as of 2026-11-21', '51 rows']
        """
        return [*self.version_facts(), "1 row" if rows == 1 else f"{rows:,} rows"]

    def version_facts(self) -> list[str]:
        """Data version, ontology version and day, those that there are.

        >>> Provenance("1a2b3c4d5e6f", date(2026, 11, 21), "grafeo", "q", ontology_version="0.1.0").version_facts()
        ['data 1a2b3c4d', 'ontology 0.1.0', 'as of 2026-11-21']
        """
        data = [f"data {self.data_version[:8]}"] if self.data_version else []
        ontology = [f"ontology {self.ontology_version}"] if self.ontology_version else []
        day = [] if self.as_of is None else [f"as of {self.as_of.isoformat()}"]
        return [*data, *ontology, *day]

    def given_parameters(self) -> list[tuple[str, str]]:
        """Parameters that were given, as (name, text)."""
        return [(name, as_text(value)) for name, value in self.parameters.items() if value is not None]

    def citation(self, title: str) -> str:
        """One line to cite a result by.

        >>> Provenance("1a2b3c4d5e6f", date(2026, 11, 21), "grafeo", "coverage").citation("Coverage")
        'Clauseway, Coverage, data version 1a2b3c4d5e6f, as of 2026-11-21. https://w3id.org/clauseway/'
        """
        data = f", data version {self.data_version}" if self.data_version else ""
        ontology = f", ontology {self.ontology_version}" if self.ontology_version else ""
        day = "" if self.as_of is None else f", as of {self.as_of.isoformat()}"
        return f"Clauseway, {title}{data}{ontology}{day}. {ADDRESS}"

    def statements(self, title: str) -> list[tuple[str, str]]:
        """What every file says of itself, as (head, text): one order and one wording in all formats.

        A head stands more than once where there are several notes or sources.
        """
        parameters = "; ".join(f"{name} = {text}" for name, text in self.given_parameters())
        return [
            ("Question", title),
            ("As of", "not tied to a day" if self.as_of is None else self.as_of.isoformat()),
            ("Data version", self.data_version or "no data were asked"),
            *([("Ontology version", self.ontology_version)] if self.ontology_version else []),
            ("Query", self.query),
            ("Parameters", parameters or "none"),
            *(("Note", note) for note in self.notes),
            *(("Source", cited.sentence()) for cited in self.sources),
            ("Licence", CODINGS_LICENCE),
            ("Cite as", self.citation(title)),
        ]

    def run_facts(self, rows: int) -> list[str]:
        """All parts of the provenance line, for a terminal.

        >>> Provenance("1a2b3c4d", None, "grafeo", "coverage", milliseconds=11.6).run_facts(1)
        ['data 1a2b3c4d', 'grafeo', '1 row', '12 ms']
        """
        *before, count = self.facts(rows)
        return [*before, self.engine, count, f"{self.milliseconds:,.0f} ms"]
