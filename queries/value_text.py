"""How a value reads as text, the same in every format."""

from __future__ import annotations

from datetime import date
from math import isfinite

from clauseway.graph.engine import Value


def as_text(value: Value) -> str:
    """A value as unformatted text: null and NaN empty, dates ISO, booleans true/false, lists joined by "; ".

    >>> as_text(date(2026, 11, 21)), as_text(True), as_text(None), as_text(["a", 2])
    ('2026-11-21', 'true', '', 'a; 2')
    """
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(as_text(item) for item in value)
    return str(value)
