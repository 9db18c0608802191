"""Run catalogue queries on an engine and remember what a provenance line needs."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date

from clauseway.graph.engine import Engine, GraphDamaged, QueryRefused, Row, Value
from clauseway.queries.catalogue import query
from clauseway.queries.kept import Kept
from clauseway.queries.results import Provenance
from clauseway.queries.trust import Trust

_VERSION_QUERY = "dataset"


@dataclass(slots=True)
class Runner:
    """An engine with the time its queries took.

    Attributes:
        engine: Where queries run.
        trust: Which codings count; the facts of the others are taken as not read in every answer.
        milliseconds: Sum of the query times so far.
        kept: What was worked out of the graph; runners on one engine may share it.
    """

    engine: Engine
    trust: Trust = field(default_factory=Trust)
    milliseconds: float = 0.0
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)
    _version: str = field(default="", repr=False)
    _ontology: str = field(default="", repr=False)

    def rows(self, name: str, **parameters: Value) -> list[Row]:
        """Rows of a catalogue query; those asked for before come from memory: the data of a version never change."""

        def ask() -> list[Row]:
            return self.text(query(name).text, parameters)

        if name == _VERSION_QUERY:  # asked once by each runner, so that a server can tell that it was loaded anew
            return ask()
        told = tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in parameters.items())
        return self.trust.applied_to(self.kept.rows.once((name, self.version, told), ask))

    def text(self, text: str, parameters: dict[str, Value]) -> list[Row]:
        """Rows of any read query."""
        started = time.perf_counter()
        try:
            return self.engine.run(text, parameters)
        finally:
            self.milliseconds += (time.perf_counter() - started) * 1000

    def once[T](self, name: str, about: Hashable, work_out: Callable[[], T]) -> T:
        """What a function makes of these data and this trust; worked out once, and never to be changed.

        Args:
            name: What it is, such as `rule facts`.
            about: What it depends on besides.
            work_out: Works it out.
        """
        return self.kept.once((name, self.version, self.trust, about), work_out)

    @property
    def version(self) -> str:
        """Data version of the graph.

        Raises:
            GraphDamaged: The graph was not made by Clauseway, or not to the end.
        """
        if not self._version:
            try:
                found = self.rows(_VERSION_QUERY)
            except QueryRefused:
                found = []
            if len(found) != 1:
                raise GraphDamaged(
                    "This graph holds no Clauseway data version; build it again with: clauseway build "
                    "(or, for a server: clauseway load --to neo4j)."
                )
            self._version, self._ontology = str(found[0]["version"]), str(found[0]["ontology_version"])
        return self._version

    def provenance(self, name: str, as_of: date | None, parameters: dict[str, Value], notes: list[str]) -> Provenance:
        """What a table tells of its making."""
        told = dict(parameters)
        if left_out := self.trust.sentence():
            told |= {"min_verification": self.trust.least.value, "count_machine_coded": self.trust.machine_coded}
            notes = [*notes, left_out]
        return Provenance(
            data_version=self.version,
            as_of=as_of,
            engine=self.engine.name,
            query=name,
            parameters=told,
            milliseconds=self.milliseconds,
            notes=notes,
            ontology_version=self._ontology,
        )
