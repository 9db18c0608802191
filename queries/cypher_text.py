"""Cypher as a row of tokens: what a linter needs to know what is a name, a string, a comment or a bracket.

Any text at all becomes tokens. What cannot be read (a string without an end, a bracket without its fellow) is told as
a fault beside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

type TokenKind = Literal["word", "string", "number", "parameter", "sign"]

_TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<parameter>\$(?:\w+|`(?:[^`]|``)*`))
  | (?P<number>\d\w*(?:\.\d\w*)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<open>'|"|`|/\*)
  | (?P<sign>\|\||\.\.|<=|>=|<>|=~|\+=|::|.)
    """,
    re.DOTALL | re.VERBOSE,
)
_OPEN = {"'": "string", '"': "string", "`": "name in backticks", "/*": "comment"}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query that means something.

    Attributes:
        kind: What it is; keywords are words.
        text: A word's name without backticks, a string with its quotes, a parameter's name without `$`.
        line, column: Where it begins, both counted from 1, columns in characters.
        quoted: Whether a name stands in backticks, and so is no keyword.
    """

    kind: TokenKind
    text: str
    line: int
    column: int
    quoted: bool = False

    def is_word(self, *keywords: str) -> bool:
        """Whether it is one of these keywords (in capitals), however it is written."""
        return self.kind == "word" and not self.quoted and self.text.upper() in keywords

    def is_sign(self, *signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == "sign" and self.text in signs


@dataclass(frozen=True, slots=True)
class TextFault:
    """What cannot be read, and where."""

    line: int
    column: int
    message: str


NOTHING = Token("sign", "", 0, 0)
"""Stands before the first and after the last token."""


class Statement:
    """The tokens of one statement, with the fellow of each bracket.

    Attributes:
        closing: Index of the closing bracket by that of its opening one.
        opening: The same the other way round.
        around: For each token the index of the innermost opening bracket it stands in, -1 for none.
        faults: Brackets without a fellow.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Pair the brackets."""
        self._tokens = tuple(tokens)
        self.closing: dict[int, int] = {}
        self.opening: dict[int, int] = {}
        self.around: list[int] = []
        self.faults: list[TextFault] = []
        open_ones: list[int] = []
        for index, token in enumerate(self._tokens):
            if token.is_sign(*_BRACKETS.values()):
                if open_ones and _BRACKETS[self._tokens[open_ones[-1]].text] == token.text:
                    start = open_ones.pop()
                    self.closing[start], self.opening[index] = index, start
                else:
                    self._fault(token, f"'{token.text}' closes nothing that is open")
            self.around.append(open_ones[-1] if open_ones else -1)
            if token.is_sign(*_BRACKETS):
                open_ones.append(index)
        for start in open_ones:
            self._fault(self._tokens[start], f"'{self._tokens[start].text}' is never closed")

    def _fault(self, token: Token, message: str) -> None:
        self.faults.append(TextFault(token.line, token.column, message))

    def __iter__(self) -> Iterator[Token]:
        """Every token."""
        return iter(self._tokens)

    def __getitem__(self, index: int) -> Token:
        """A token; beyond either end a sign that is nothing."""
        return self._tokens[index] if 0 <= index < len(self._tokens) else NOTHING

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self._tokens)

    def between(self, start: int, end: int) -> Iterator[tuple[int, Token]]:
        """Tokens from an index up to, but without, another, with their indexes."""
        yield from ((index, self._tokens[index]) for index in range(max(start, 0), min(end, len(self))))

    def inside(self, start: int) -> Iterator[tuple[int, Token]]:
        """Tokens that stand in a bracket, but in none within it; none where it is never closed."""
        end = self.closing.get(start, start)
        yield from ((i, t) for i, t in self.between(start + 1, end) if self.around[i] == start)

    def is_call(self, index: int, *names: str) -> bool:
        """Whether a function of one of these names (in capitals) is called at an index."""
        return (
            self[index].is_word(*names) and self[index + 1].is_sign("(") and not self[index - 1].is_sign(".", ":", "|")
        )


def read_tokens(text: str) -> tuple[list[Token], list[TextFault]]:
    r"""Tokens of any text, without blanks and comments, and what cannot be read.

    Reading ends at a string, name or comment that never ends.

    >>> [token.text for token in read_tokens("RETURN e.name // the name\n AS `the name`")[0]]
    ['RETURN', 'e', '.', 'name', 'AS', 'the name']
    >>> read_tokens("RETURN 'a")[1]
    [TextFault(line=1, column=8, message='the string that begins here never ends')]
    """
    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        start = found.start()
        line = bisect_right(lines, start)
        column = start - lines[line - 1] + 1
        piece = found[0]
        match found.lastgroup:
            case "blank" | "comment":
                pass
            case "open":
                return tokens, [TextFault(line, column, f"the {_OPEN[piece]} that begins here never ends")]
            case "quoted":
                tokens.append(Token("word", _unquoted(piece), line, column, quoted=True))
            case "parameter":
                name = piece[1:]
                tokens.append(Token("parameter", _unquoted(name) if name[0] == "`" else name, line, column))
            case "word" | "string" | "number" | "sign" as kind:
                tokens.append(Token(kind, piece, line, column))
            case _:
                raise AssertionError(found.lastgroup)
    return tokens, []


def _unquoted(name: str) -> str:
    return name[1:-1].replace("``", "`")


def statements(tokens: Sequence[Token]) -> list[Statement]:
    """Tokens parted at semicolons; empty statements are left out.

    >>> [len(one) for one in statements(read_tokens("RETURN 1; RETURN 2 + 3;")[0])]
    [2, 4]
    """
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.is_sign(";"):
            parts.append([])
        else:
            parts[-1].append(token)
    return [Statement(part) for part in parts if part]


def parts_of_union(statement: Statement) -> list[Statement]:
    """The queries a UNION puts together, each with variables of its own.

    >>> [len(part) for part in parts_of_union(statements(read_tokens("RETURN 1 UNION ALL RETURN 2")[0])[0])]
    [2, 2]
    """
    parts: list[list[Token]] = [[]]
    for index, token in enumerate(statement):
        outermost = statement.around[index] == -1
        if outermost and token.is_word("UNION") and not statement[index - 1].is_sign(".", ":"):
            parts.append([])
        elif not (outermost and token.is_word("ALL", "DISTINCT") and statement[index - 1].is_word("UNION")):
            parts[-1].append(token)
    return [Statement(part) for part in parts if part]


def last_clause(statement: Statement, keyword: str) -> int | None:
    """Index of the last such keyword outside all brackets, None where there is none."""
    found = [i for i, t in enumerate(statement) if t.is_word(keyword) and statement.around[i] == -1]
    return found[-1] if found else None


def columns_of(part: Statement) -> list[str]:
    """Names of what the last RETURN of one part of a query gives, in order; an item without a name is its text."""
    start = last_clause(part, "RETURN")
    if start is None:
        return []
    items: list[list[int]] = [[]]
    for index, token in part.between(start + 1, len(part)):
        outermost = part.around[index] == -1
        if outermost and token.is_word("ORDER", "SKIP", "LIMIT") and not part[index - 1].is_sign(".", ":"):
            break
        if outermost and token.is_sign(","):
            items.append([])
        elif not (index == start + 1 and token.is_word("DISTINCT")):
            items[-1].append(index)
    named = ([part[i] for i in item[-2:]] for item in items)
    return [
        last[1].text if len(last) == 2 and last[0].is_word("AS") else "".join(part[i].text for i in item)
        for item, last in zip(items, named, strict=True)
    ]
