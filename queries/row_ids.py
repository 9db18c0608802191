"""Names of rows: a short text that a reader copies from a table and hands to `clauseway explain`.

A name is its analysis and keys parted by slashes, then options as `name:value`, then the day after an `@`:
`coverage/CHN/cross-border-data-transfer@2026-11-22`. It says all that the number depends on but the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Verification
from clauseway.queries.results import Column, ResultTable, as_text
from clauseway.queries.trust import Trust

ROW_ID = Column("row_id", "Row", "string", "name of the row, for clauseway explain")

_DAY = re.compile(r"@(\d{4}-\d{2}-\d{2})$")
_OPTION = re.compile(r"([a-z][a-z-]*):(.*)", re.DOTALL)
_LEVEL, _MACHINE = "min-verification", "machine-coded"


@dataclass(frozen=True, slots=True)
class RowId:
    """A name of a row, taken apart.

    Attributes:
        analysis: Its first word.
        keys: What is between the slashes after it.
        options: Settings of the analysis other than its own, by name.
        day: The day after the `@`; `None` when it names none.
    """

    analysis: str
    keys: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict[str, str])
    day: date | None = None

    @classmethod
    def read(cls, typed: str) -> RowId:
        """Take a name apart.

        >>> found = RowId.read("gaps/asean/data-localisation-ban/grade:qualified@2026-11-22")
        >>> found.analysis, found.keys, found.options, found.day
        ('gaps', ('asean', 'data-localisation-ban'), {'grade': 'qualified'}, datetime.date(2026, 11, 22))
        >>> RowId.read("agreement/depa/4.3.1/cross-border-data-transfer@as-amended-2023").keys[-1]
        'cross-border-data-transfer@as-amended-2023'

        Raises:
            ValueError: What stands after the `@` looks like a day and is none.
        """
        rest, found = typed.strip(), None
        if match := _DAY.search(rest):
            found, rest = date.fromisoformat(match[1]), rest[: match.start()]
        analysis, *parts = rest.split("/")
        options = {match[1]: match[2] for part in parts if (match := _OPTION.fullmatch(part))}
        return cls(analysis, tuple(part for part in parts if part and not _OPTION.fullmatch(part)), options, found)

    def __str__(self) -> str:
        """The name as it is typed.

        >>> str(RowId("coverage", ("CHN", "smes"), {}, date(2026, 11, 22)))
        'coverage/CHN/smes@2026-11-22'
        """
        return "/".join([self.analysis, *self.keys]) + self.ending

    @property
    def ending(self) -> str:
        """What comes after the keys: thousands of rows of one answer have the same.

        >>> RowId("coverage", ("CHN", "smes"), {"machine-coded": "no"}, date(2026, 11, 22)).ending
        '/machine-coded:no@2026-11-22'
        """
        options = "".join(f"/{name}:{value}" for name, value in self.options.items())
        return options + (f"@{self.day.isoformat()}" if self.day else "")

    def trust(self) -> Trust:
        """Which codings count by its options.

        >>> RowId.read("coverage/CHN/smes/machine-coded:no").trust().machine_coded
        False

        Raises:
            ValueError: There is no such level of verification.
        """
        least = Verification(self.options.get(_LEVEL, Verification.MACHINE_CODED.value))
        return Trust(least, self.options.get(_MACHINE, "yes") != "no")


def trust_options(trust: Trust) -> dict[str, str]:
    """The options of a name that say which codings counted; none where all did.

    >>> trust_options(Trust(Verification.SECONDARY))
    {'min-verification': 'secondary'}
    """
    told: dict[str, str] = {}
    if trust.least is not Verification.MACHINE_CODED:
        told[_LEVEL] = trust.least.value
    if not trust.machine_coded:
        told[_MACHINE] = "no"
    return told


def set_key(name: str, economies: tuple[str, ...]) -> str:
    """How a set of economies stands in a name: its group, its codes, or `all`.

    >>> set_key("asean", ("BRN", "IDN")), set_key("CHN, JPN", ("CHN", "JPN")), set_key("all economies", ())
    ('asean', 'CHN,JPN', 'all')
    """
    if not economies:
        return "all"
    return name.strip().lower() if name and name not in (", ".join(economies), economies[0]) else ",".join(economies)


def with_row_ids(
    table: ResultTable,
    trust: Trust,
    keys: Callable[[Row], tuple[Value, ...] | None],
    **options: Value,
) -> ResultTable:
    """The table with a last column of names.

    Args:
        table: The table of an analysis; its provenance gives the day.
        trust: Which codings counted.
        keys: Analysis and keys of a row; `None` for a row that nothing explains.
        options: Further options that the numbers depend on; those without a value are left out.
    """
    given = {name.replace("_", "-"): as_text(value) for name, value in options.items() if value not in (None, "")}
    ending = RowId("", (), given | trust_options(trust), table.provenance.as_of).ending
    for row in table.rows:
        found = keys(row)
        if found is None:
            row[ROW_ID.name] = None
            continue
        row[ROW_ID.name] = "/".join(filter(None, map(as_text, found))) + ending
    table.columns.append(ROW_ID)
    return table
