"""The style sheet of Neo4j Browser (GraSS), made from the schema: captions, colours, sizes.

Form: what Browser 5 itself writes and reads. It has no comments; a caption stands in single quotes, with properties in
braces and `<type>` for the type of a relationship.
"""

from __future__ import annotations

from clauseway.graph.schema import NodeMapping, RelationshipMapping, Schema

PALETTE = (
    "#88CCEE", "#332288", "#DDCC77", "#117733", "#CC6677", "#999933", "#DDDDDD", "#44AA99", "#882255", "#AA4499",
)  # fmt: skip
"""Paul Tol's "muted" qualitative scheme, which colour-blind readers can tell apart; in the order of the labels."""

_BETWEEN_AGREEMENTS = "#882255"
_OTHER = "#6C6C6C"
_DIAMETERS = {"Agreement": 80, "Group": 80, "Economy": 50, "Dataset": 20}
"""Pixels, of the sizes Browser offers; those that are not named here get the next to largest."""
_DIAMETER = 65


def style_sheet(schema: Schema) -> str:
    """The whole sheet: a rule for nodes and relationships at large, then one a label and one a relationship type."""
    rules = [
        _rule("node", {"diameter": f"{_DIAMETER}px", "border-width": "2px", "font-size": "11px"}),
        _rule(
            "relationship",
            {
                "color": _OTHER, "shaft-width": "1px", "font-size": "9px", "padding": "3px",
                "text-color-external": "#000000", "text-color-internal": "#FFFFFF", "caption": "'<type>'",
            },
        ),
    ]  # fmt: skip
    rules += [_node(node, PALETTE[place % len(PALETTE)]) for place, node in enumerate(schema.nodes)]
    by_type = {mapping.type: mapping for mapping in reversed(schema.relationships)}
    rules += [_relationship(by_type[name]) for name in dict.fromkeys(r.type for r in schema.relationships)]
    return "\n".join(rules)


def _node(node: NodeMapping, colour: str) -> str:
    return _rule(
        f"node.{node.label}",
        {
            "diameter": f"{_DIAMETERS.get(node.label, _DIAMETER)}px",
            "color": colour,
            "border-color": darker(colour),
            "text-color-internal": text_colour(colour),
            "caption": f"'{{{node.caption}}}'",
        },
    )


def _relationship(mapping: RelationshipMapping) -> str:
    told = f" {{{mapping.caption}}}" if mapping.caption else ""
    colour = _BETWEEN_AGREEMENTS if mapping.start == mapping.end == "Agreement" else _OTHER
    return _rule(f"relationship.{mapping.type}", {"color": colour, "caption": f"'<type>{told}'"})


def _rule(selector: str, properties: dict[str, str]) -> str:
    inside = "".join(f"  {name}: {value};\n" for name, value in properties.items())
    return f"{selector} {{\n{inside}}}\n"


def darker(colour: str) -> str:
    """The colour at three quarters of its light, for the edge of a node.

    >>> darker("#88CCEE")
    '#6699B2'
    """
    return "#" + "".join(f"{part * 3 // 4:02X}" for part in _channels(colour))


def text_colour(colour: str) -> str:
    """Black or white, whichever stands out more from the colour.

    The light of a colour is its relative luminance, 0 to 1 (WCAG 2.2, "relative luminance"); black and white have the
    same contrast with one of 0.179.

    >>> text_colour("#332288"), text_colour("#88CCEE")
    ('#FFFFFF', '#000000')
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _channels(colour))]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#FFFFFF"


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
