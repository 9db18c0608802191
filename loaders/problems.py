"""What is wrong with a source, said so that a person can mend it: file, line, sentence, advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

type Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding in one place.

    Attributes:
        file: Name of the file, relative to the sources folder.
        line: Line of the file, 1 for the header.
        severity: `error` refuses a build, `warning` is printed, `info` only on request.
        text: What is wrong, one sentence.
        advice: What to do.
    """

    file: str
    line: int
    severity: Severity
    text: str
    advice: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.severity}: {self.text}" + (f" {self.advice}" if self.advice else "")


class SourceError(Exception):
    """A source cannot be used. The text is one sentence with file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the problems; the first one is the message."""
        self.problems = list(problems)
        first = self.problems[0]
        more = len(self.problems) - 1
        super().__init__(str(first) + (f" (and {more} more)" if more else ""))


@dataclass(slots=True)
class ProblemLog:
    """Problems met while loading, in the order they were met."""

    problems: list[Problem] = field(default_factory=list[Problem])

    def error(self, file: str, line: int, text: str, advice: str = "") -> None:
        """Note something that refuses the build."""
        self.problems.append(Problem(file, line, "error", text, advice))

    def warning(self, file: str, line: int, text: str, advice: str = "") -> None:
        """Note something the reader of the answers should know."""
        self.problems.append(Problem(file, line, "warning", text, advice))

    def info(self, file: str, line: int, text: str, advice: str = "") -> None:
        """Note a difference between sources that was settled by the rules."""
        self.problems.append(Problem(file, line, "info", text, advice))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def refuse_errors(self) -> None:
        """Stop when anything was an error.

        Raises:
            SourceError: With every error, the first as its message.
        """
        errors = [p for p in self.problems if p.severity == "error"]
        if errors:
            raise SourceError(errors)
