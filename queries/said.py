"""How sentences say what rows hold: names in a row, figures without needless digits, shares in per cent."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str], most: int | None = None) -> str:
    """Names in a row, the first few if there are more than `most`.

    >>> listed([]), listed(["a"]), listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('', 'a', 'a, b and c', 'a, b and 1 more')
    """
    if most is not None and len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def number(value: object) -> float:
    """A value as a number, 0 for what is none.

    >>> number(3), number(None)
    (3.0, 0.0)
    """
    return float(value) if isinstance(value, (int, float)) else 0.0


def figure(value: object) -> str:
    """A number to three digits, whole ones in full.

    >>> figure(1234), figure(0.12345), figure(None)
    ('1,234', '0.123', 'not known')
    """
    if not isinstance(value, (int, float)):
        return "not known"
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"


def share(value: object, decimals: int = 0) -> str:
    """A share from 0 to 1 in per cent.

    >>> share(0.256), share(0.256, 1), share(None)
    ('26%', '25.6%', 'not known')
    """
    return f"{value:.{decimals}%}" if isinstance(value, (int, float)) else "not known"
