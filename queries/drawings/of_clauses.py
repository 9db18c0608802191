"""Drawings of a clause type: who owes it across the world, and how strongly it is written where."""

from __future__ import annotations

from clauseway.ontology.strength import RANK_OF, Grade
from clauseway.queries.clause_holders import ClauseHolders
from clauseway.queries.drawings.heaps import Held, heaps
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.drawings.tiles import Tile, tiles
from clauseway.queries.regions import region_place

FIRM = Grade.BINDING_UNENFORCEABLE.rank


def holders_said(found: ClauseHolders, as_of: str) -> str:
    """Who owes it, in a sentence with figures."""
    counts = found.counts()
    owed = sum(number for grade, number in counts.items() if RANK_OF.get(grade, 0) > 0)
    firm = sum(number for grade, number in counts.items() if RANK_OF.get(grade, 0) >= FIRM)
    off = f" {counts['put-off']} agreed to it and may still wait." if counts["put-off"] else ""
    if counts["perhaps"]:
        off += f" {counts['perhaps']} may owe it, by an agreement whose day of entry into force no source read gives."
    return (
        f"On {as_of} {owed} of {len(found.economies.rows)} economies owe a duty on it to somebody, {firm} of them a "
        f"firm one.{off} Of {counts['not-read']} nothing is known, and of {counts['absent']} it is known that they "
        "owe none."
    )


def holders_drawing(found: ClauseHolders, as_of: str) -> Drawing:
    """Tiles of the economies that have an agreement in force in the data."""
    rows = [row for row in found.economies.rows if row["agreements"]]
    rows.sort(key=lambda row: (region_place(str(row["economy"])), str(row["economy"])))
    made = [
        Tile(
            str(row["economy"]),
            str(row["region"]),
            None if row["grade"] == Grade.NOT_READ.value else RANK_OF[str(row["grade"])],
            f"{row['name']}: {row['grade']}" + (f", {row['agreement']} {row['article']}" if row["agreement"] else ""),
            RANK_OF[str(row["grade"])] > 0 and row["active"] is not True,
        )
        for row in rows
    ]
    firm = sum((tile.rank or 0) >= FIRM and not tile.put_off for tile in made)
    left = len(found.economies.rows) - len(rows)
    reading = (
        f"{firm} of {len(rows)} economies owe a firm duty; {left} more have no agreement in force in the data."
    )
    return tiles(f"{found.label}: who owes it on {as_of}", reading, made, found.economies)


def texts_drawing(found: ClauseHolders, as_of: str) -> Drawing:
    """Agreements heaped on the rungs."""
    texts = [
        Held(RANK_OF[str(row["grade"])], row["verification"] == "primary-text", f"{row['title']}, {row['article']}")
        for row in found.texts.rows
    ]
    firm = sum(text.rank >= FIRM for text in texts)
    reading = f"{firm} of {len(texts)} agreements with a provision on it word it as a firm duty."
    return heaps(f"{found.label}: how strongly texts hold it on {as_of}", reading, texts, found.texts)
