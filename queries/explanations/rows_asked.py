"""The row a reader asks about: its keys resolved, and one sentence with the nearest name where one means nothing."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from clauseway.queries import names
from clauseway.queries.derivations import Derivation
from clauseway.queries.explanations.evidence import Evidence
from clauseway.queries.names import UnknownName
from clauseway.queries.row_ids import RowId
from clauseway.queries.runner import Runner

_CODE = 3
"""Letters of the code of an economy."""


@dataclass(frozen=True, slots=True)
class RowAsked:
    """A row to be explained.

    Attributes:
        row: Its name, taken apart.
        evidence: Where the facts are asked for.
        form: How names of this analysis are made, for the sentence on one that is wrong.
    """

    row: RowId
    evidence: Evidence
    form: str

    @property
    def runner(self) -> Runner:
        """Where the graph is asked."""
        return self.evidence.runner

    @property
    def as_of(self) -> date:
        """The day."""
        return self.evidence.as_of

    def key(self, place: int) -> str:
        """The key at a place, from 0.

        Raises:
            UnknownName: The name is too short; its form is given.
        """
        if place >= len(self.row.keys):
            raise UnknownName(f"'{self.row}' names no row; the form is {self.form}.")
        return self.row.keys[place]

    def whole(self, keys: int) -> None:
        """Refuse a name with more keys than the analysis has.

        Raises:
            UnknownName: There are more; the nearest name is the one without them.
        """
        if len(self.row.keys) > keys:
            near = replace(self.row, keys=self.row.keys[:keys])
            raise UnknownName(f"There is no row '{self.row}'. Did you mean '{near}'?")

    def unknown(self, place: int, kind: str, known: Iterable[str]) -> UnknownName:
        """The sentence on a key that means nothing, with the nearest name of a row."""
        typed = self.key(place)
        there = {each.casefold(): each for each in known}
        near = difflib.get_close_matches(typed.casefold(), list(there), 5, 0.3)
        if len(typed) <= _CODE:  # many codes are equally near: the one that begins alike is meant
            near.sort(key=lambda each: each[:2] != typed.casefold()[:2])
        if not near:
            return UnknownName(f"There is no row '{self.row}': unknown {kind} '{typed}'; the form is {self.form}.")
        keys = list(self.row.keys)
        keys[place] = there[near[0]]
        meant = replace(self.row, keys=tuple(keys))
        return UnknownName(f"There is no row '{self.row}': unknown {kind} '{typed}'. Did you mean '{meant}'?")

    def economy(self, place: int) -> str:
        """Code of the economy at a place.

        Raises:
            UnknownName: There is none.
        """
        try:
            return names.find_economy(self.runner, self.key(place))[0]
        except UnknownName:
            known = [str(row["economy"]) for row in self.runner.rows("economies")]
            raise self.unknown(place, "economy", known) from None

    def clause(self, place: int) -> str:
        """Slug of the clause type at a place.

        Raises:
            UnknownName: There is none.
        """
        try:
            return names.find_clauses(self.runner, [self.key(place)])[0]
        except UnknownName:
            known = [str(row["clause"]) for row in self.runner.rows("clauses")]
            raise self.unknown(place, "clause type", known) from None

    def agreement(self, place: int) -> str:
        """Slug of the agreement at a place.

        Raises:
            UnknownName: There is none.
        """
        try:
            return names.find_agreement(self.runner, self.key(place))[0]
        except UnknownName:
            known = [str(row["agreement"]) for row in self.runner.rows("agreements")]
            raise self.unknown(place, "agreement", known) from None

    def economies(self, place: int) -> Sequence[str]:
        """Codes of the set at a place: a group, codes parted by commas, or `all`, which gives none.

        Raises:
            UnknownName: There is no such group or economy.
        """
        if (typed := self.key(place)) == "all":
            return ()
        if "," in typed:
            return names.set_asked(self.runner, self.as_of, None, typed)
        try:
            return names.set_asked(self.runner, self.as_of, typed, ())
        except UnknownName:
            groups = [str(row["group"]) for row in self.runner.rows("groups")]
            slugs = [str(row["agreement"]) for row in self.runner.rows("agreements")]
            if typed.lower() in (*groups, *slugs):
                raise
            raise self.unknown(place, "group", ["all", *groups, *slugs]) from None

    def named_set(self, option: str) -> Sequence[str]:
        """Codes of the set that an option holds: a group, or codes parted by commas.

        Raises:
            UnknownName: There is no such group or economy.
        """
        if "," in option:
            return names.set_asked(self.runner, self.as_of, None, option)
        return names.set_asked(self.runner, self.as_of, option, ())

    def clauses(self) -> list[str]:
        """Clause types the analysis was narrowed to; none for all.

        Raises:
            UnknownName: One is unknown.
        """
        given = self.row.options.get("clauses", "")
        return names.find_clauses(self.runner, [given]) if given else []

    def one_of(self, place: int, kind: str, known: Iterable[str]) -> str:
        """The key at a place, which is one of a list.

        Raises:
            UnknownName: It is none of them.
        """
        listed = list(known)
        if self.key(place) not in listed:
            raise self.unknown(place, kind, listed)
        return self.key(place)

    def row_id(self, *keys: str) -> str:
        """Name of another row on the same day, with the same codings counted."""
        analysis, *rest = keys
        kept = {name: self.row.options[name] for name in ("min-verification", "machine-coded", "clauses")
                if name in self.row.options and (name != "clauses" or analysis == self.row.analysis)}  # fmt: skip
        return str(RowId(analysis, tuple(rest), kept, self.as_of))


type Explain = Callable[[RowAsked], Derivation]
"""Makes the tree of a row."""
