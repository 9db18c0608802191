"""All kinds of pages, found by looking at the modules of the folder `views`: a new one is one declaration there."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from clauseway.web import views
from clauseway.web.kinds import Kind


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind of page by its name, those with a fixed path before those with holes in it.

    Raises:
        ValueError: Two kinds claim a name or an address, which only a change of the code can bring.
    """
    names = sorted(path.stem for place in views.__path__ for path in Path(place).glob("[!_]*.py"))
    modules = [import_module(f"{views.__name__}.{name}") for name in names]
    found: list[Kind] = [kind for module in modules for kind in module.KINDS]
    if len({kind.name for kind in found}) < len(found) or len({kind.address for kind in found}) < len(found):
        raise ValueError("Two kinds of pages claim the same name or address.")
    for kind in found:
        known = {each.name for each in kind.parameters}
        if not known.issuperset(kind.in_path):
            raise ValueError(f"The path of '{kind.name}' has a hole that is none of its parameters.")
    return {kind.name: kind for kind in sorted(found, key=_order)}


def _order(kind: Kind) -> tuple[bool, int, str]:
    # a path that may hold slashes would swallow the pages below it
    return ":path" in kind.address, len(kind.in_path), kind.address


def kind_named(name: str) -> Kind:
    """A kind by its name.

    Raises:
        KeyError: There is none.
    """
    return all_kinds()[name]
