"""Trees of derivation as text, Markdown, HTML and JSON.

Text, Markdown and HTML name the sources in full once, below the tree, and shorten long lists unless all is asked for;
JSON is always whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from clauseway.queries.citations import CitedSource
from clauseway.queries.derivations import Derivation, Explanation
from clauseway.queries.exports.files import ExportError, to_bytes, write_atomically, write_to_pipe
from clauseway.queries.exports.formats.markdown import escaped
from clauseway.queries.exports.registry import format_for
from clauseway.queries.results import CODINGS_LICENCE

MOST = 8
"""Nodes of one list that are shown unless all are asked for."""

AS_ABOVE = "(as above)"


@dataclass(frozen=True, slots=True)
class Shown:
    """A node as it is drawn.

    Attributes:
        node: The node; `None` for the line that counts the nodes left out.
        note: What follows its line.
        below: What is drawn below it.
    """

    node: Derivation | None
    note: str
    below: tuple[Shown, ...] = ()

    def text(self) -> str:
        """Its line."""
        return " ".join(part for part in (self.node.line() if self.node else "", self.note) if part)


def shown(tree: Derivation, most: int = MOST) -> Shown:
    """What of a tree is drawn: lists are cut, and a part that came before is not drawn again.

    Args:
        tree: The derivation.
        most: Nodes of a list that are drawn; 0 for all.

    >>> ends = tuple(Derivation(str(number)) for number in range(4))
    >>> [each.text() for each in shown(Derivation("top", children=ends), 2).below]
    ['0', '1', '... 2 more']
    """
    seen: set[Derivation] = set()

    def draw(node: Derivation) -> Shown:
        if node.children and node in seen:
            return Shown(node, AS_ABOVE)
        seen.add(node)
        # one more would take the place of the line that counts it
        cut = len(node.children) if not most or len(node.children) <= most + 1 else most
        below = [draw(child) for child in node.children[:cut]]
        if rest := len(node.children) - cut:
            below.append(Shown(None, f"... {rest} more"))
        return Shown(node, "", tuple(below))

    return draw(tree)


def source_lines(explanation: Explanation) -> list[str]:
    """The sources of a tree in full."""
    return [_sentence(source) for source in explanation.sources().values()]


def _sentence(source: CitedSource) -> str:
    return f"{source.sentence()}{f' Address: {source.address}' if source.address else ''}"


def to_text(explanation: Explanation, most: int = MOST) -> str:
    """The tree as indented text."""
    lines = [f"{'  ' * depth}{' '.join(text.split())}" for depth, text in _flat(shown(explanation.tree, most))]
    foot = ["", f"{explanation.row_id}: {explanation.facts()}", *explanation.notes]
    return "\n".join([*lines, *foot, "Sources:", *(f"  {line}" for line in source_lines(explanation))]) + "\n"


def _flat(drawn: Shown, depth: int = 0) -> Iterator[tuple[int, str]]:
    yield depth, drawn.text()
    for below in drawn.below:
        yield from _flat(below, depth + 1)


def to_markdown(explanation: Explanation, most: int = MOST) -> str:
    """The tree as a nested list under a heading."""
    lines = [f"## {escaped(explanation.tree.heading())}", ""]
    lines += [f"{'  ' * depth}- {escaped(text)}" for depth, text in _flat(shown(explanation.tree, most))]
    lines += ["", f"*Clauseway explain {escaped(explanation.row_id)} · {escaped(explanation.facts())}*"]
    lines += [line for note in explanation.notes for line in ("", f"Note: {escaped(note)}")]
    lines += [line for told in source_lines(explanation) for line in ("", f"Source: {escaped(told)}")]
    return "\n".join([*lines, ""])


def to_json(explanations: Explanation | Sequence[Explanation]) -> str:
    """One tree as an object, several as a list; always whole."""
    plain = (
        explanations.to_dict()
        if isinstance(explanations, Explanation)
        else [each.to_dict() for each in explanations]
    )
    return json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_snippet(explanation: Explanation, most: int = MOST) -> str:
    """The tree as a nested list that opens and closes: a piece of a page."""
    foot = f"<p><small>{escape(explanation.row_id)}: {escape(explanation.facts())}</small></p>"
    notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in explanation.notes)
    sources = "".join(f"<li>{escape(line)}</li>" for line in source_lines(explanation))
    return (
        f'<div class="clauseway-derivation"><ul>{_item(shown(explanation.tree, most), 0)}</ul>{foot}{notes}'
        f"<details><summary>Sources ({len(explanation.sources())})</summary><ul>{sources}</ul></details></div>\n"
    )


_OPEN_DEPTH = 2
"""Levels of a page that are open at first."""


def _item(drawn: Shown, depth: int) -> str:
    line = escape(drawn.text())
    if not drawn.below:
        return f"<li>{line}</li>"
    below = "".join(_item(child, depth + 1) for child in drawn.below)
    state = " open" if depth < _OPEN_DEPTH else ""
    return f"<li><details{state}><summary>{line}</summary><ul>{below}</ul></details></li>"


def to_html(explanations: Sequence[Explanation], most: int = MOST) -> str:
    """The trees as one page that needs no network."""
    title = explanations[0].tree.heading() if len(explanations) == 1 else f"{len(explanations)} derivations"
    body = "".join(
        f"<h2>{escape(each.tree.heading())}</h2>\n{to_snippet(each, most)}" for each in explanations
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}"
        f"<p><small>{escape(CODINGS_LICENCE)}</small></p>\n</body></html>\n"
    )


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}ul{list-style:none;padding-left:1.25rem;border-left:1px solid #d0d0d0}"
    "li{overflow-wrap:anywhere}summary{cursor:pointer}"
)

_FORMATS: dict[str, Callable[[Sequence[Explanation], int], str]] = {
    "text": lambda trees, most: "\n".join(to_text(tree, most) for tree in trees),
    "md": lambda trees, most: "\n".join(to_markdown(tree, most) for tree in trees),
    "html": to_html,
    "json": lambda trees, _: to_json(trees[0] if len(trees) == 1 else trees),
}

TREE_FORMATS = tuple(_FORMATS)
"""Formats of trees."""


def export_explanations(
    explanations: Sequence[Explanation], path: Path | None, format: str | None = None, *, most: int = MOST
) -> None:
    """Write trees to a file, or to standard output if there is no path.

    Args:
        explanations: The trees.
        path: Target; its suffix decides the format (txt, md, html, json).
        format: Format for standard output (default `text`) and for a path whose suffix says nothing.
        most: Nodes of a list that are drawn; 0 for all.

    Raises:
        ExportError: The format is for rows, or the file could not be written; nothing half-written is left.
        PipeClosed: The reader of standard output went away.
    """
    chosen = format or "text"
    if path is not None and path.suffix.lower() != ".txt":
        chosen = format_for(path, format)
    if chosen not in _FORMATS:
        raise ExportError(f"A derivation is a tree and has no rows for '{chosen}'; use one of {', '.join(_FORMATS)}.")
    text = _FORMATS[chosen](explanations, most)
    if path is None:
        write_to_pipe(text)
        return

    def fill(beside: Path) -> None:
        beside.write_bytes(to_bytes(text))

    write_atomically(path, fill)
