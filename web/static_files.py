"""Style, script and mark: their addresses carry a hash of their content, so browsers may keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
ONE_YEAR = 365 * 24 * 3600


@cache
def content_hash(name: str) -> str:
    """Hash of a static file, 12 hex digits.

    Raises:
        OSError: There is no such file.
    """
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@cache
def looks_hash() -> str:
    """Hash of all that makes a page look as it does besides the data: static files and templates, 8 hex digits."""
    found = sorted([*STATIC.iterdir(), *TEMPLATES.iterdir()])
    return hashlib.sha256(b"".join(path.read_bytes() for path in found if path.is_file())).hexdigest()[:8]


def static_address(name: str) -> str:
    """The address of a static file, another one whenever its content is.

    >>> static_address("mark.svg").startswith("/static/mark.svg?v=")
    True
    """
    return f"/static/{name}?v={content_hash(name)}"


class HashedFiles(StaticFiles):
    """The static files: those asked for by their present hash are kept for a year, others asked after each time."""

    def __init__(self) -> None:
        # an installation for development has links to the files of the checkout
        super().__init__(directory=STATIC, follow_symlink=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept.

        Raises:
            HTTPException: 404, what is asked for is not the name of a static file.
        """
        # Starlette tidies a path before it looks; a file has one address here, so `clauseway.css/` is none
        if scope["path"] != f"{scope['root_path']}/{path}" or path not in {file.name for file in STATIC.iterdir()}:
            raise HTTPException(status_code=404)
        found = await super().get_response(path, scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[0]
        # an older page may ask for a hash that is not ours any more; what it gets must not be kept under that name
        kept = found.status_code in (200, 304) and asked == content_hash(path)
        found.headers["cache-control"] = f"public, max-age={ONE_YEAR}, immutable" if kept else "no-cache"
        return found
