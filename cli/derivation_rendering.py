"""Trees of derivation on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clauseway.queries.derivations import Explanation
from clauseway.queries.exports.derivations import Shown, shown, source_lines
from clauseway.queries.harmless_text import without_hidden
from clauseway.queries.results import GRADE_DIGITS, GRADE_FILLS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree


def render_explanation(explanation: Explanation, *, console: Console, most: int) -> None:
    """Print a tree, what it is true for, and its sources in full.

    Args:
        explanation: The derivation.
        console: Where to print; decides width and colour.
        most: Nodes of a list that are shown; 0 for all.
    """
    from rich.text import Text
    from rich.tree import Tree

    drawn = shown(explanation.tree, most)
    tree = Tree(_line(drawn), guide_style="dim")
    _grow(tree, drawn)
    console.print(tree)
    console.print()
    for line in (f"{explanation.row_id}: {explanation.facts()}", *explanation.notes):
        console.print(Text(without_hidden(line), style="dim"))
    for line in source_lines(explanation):
        console.print(Text(f"Source {without_hidden(line)}", style="dim"))


def _grow(tree: Tree, drawn: Shown) -> None:
    for below in drawn.below:
        _grow(tree.add(_line(below)), below)


def _line(drawn: Shown) -> Text:
    """A node: its value stands out, a grade in the colour it has in tables."""
    from rich.text import Text

    node = drawn.node
    if node is None:
        return Text(f"{drawn.note} (--all shows them)", style="italic")
    line = Text(without_hidden(node.label), style="dim" if node.source is not None else "")
    value = node.heading().removeprefix(node.label).removeprefix(" = ")
    if value:
        digit = GRADE_DIGITS.get(value)
        fill, ink = GRADE_FILLS[digit] if digit is not None else ("", "")
        line.append(" = ").append(without_hidden(value), style=f"#{ink} on #{fill}" if fill else "bold")
    if node.how:
        line.append(f": {without_hidden(node.how)}")
    if node.row_id:
        line.append(f"  clauseway explain {without_hidden(node.row_id)}", style="dim italic")
    if drawn.note:
        line.append(f" {drawn.note}", style="italic")
    return line
