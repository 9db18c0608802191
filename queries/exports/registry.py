"""All formats, found by looking at the modules of the folder `formats`: a new one is one file there."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from clauseway.queries.exports import formats as folder
from clauseway.queries.exports.files import ExportError
from clauseway.queries.exports.format import Format


@cache
def all_formats() -> dict[str, Format]:
    """Every format by its name, in the order of the names.

    Raises:
        ValueError: Two formats claim a name or a suffix, which only a change of the code can bring.
    """
    modules = [import_module(f"{folder.__name__}.{module.name}") for module in iter_modules(folder.__path__)]
    found: list[Format] = [form for module in modules for form in module.FORMATS]
    names = [form.name for form in found]
    suffixes = [suffix for form in found for suffix in form.suffixes]
    if len(set(names)) < len(names) or len(set(suffixes)) < len(suffixes):
        raise ValueError("Two export formats claim the same name or suffix.")
    return {form.name: form for form in sorted(found, key=lambda form: form.name)}


def suffixes() -> dict[str, str]:
    """File suffix, in small letters, to the name of the format."""
    return {suffix: form.name for form in all_formats().values() for suffix in form.suffixes}


def format_named(name: str) -> Format:
    """A format by its name.

    Raises:
        ExportError: There is none of that name; all names are given.
    """
    if name not in all_formats():
        raise ExportError(f"Unknown format '{name}'; use one of {', '.join(all_formats())}.")
    return all_formats()[name]


def format_for(path: Path, fallback: str | None = None) -> str:
    """The format of a file: its suffix decides; a fallback serves names with any other suffix.

    >>> format_for(Path("matrix.XLSX")), format_for(Path("rows"), "csv")
    ('xlsx', 'csv')

    Args:
        path: The file.
        fallback: Name of the format for a suffix that says nothing.

    Raises:
        ExportError: The suffix says nothing and there is no fallback.
    """
    suffix, known = path.suffix.lower(), suffixes()
    if suffix in known:
        return known[suffix]
    if fallback is not None:
        return fallback
    named = f"the suffix {path.suffix!r}" if suffix else "no suffix"
    raise ExportError(
        f"Cannot tell the format of '{path}' from {named}; use one of {', '.join(known)}, or name a format."
    )
