"""What every answer says to browsers, and which requests are not let in at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clauseway.web.problems import Problem
from clauseway.web.settings import Settings

type Fault = Callable[[Request, Exception], Awaitable[Response]]
"""Makes the answer to a request in which the application failed."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content security policy of pages: nothing from elsewhere, no script in the page, styles only those hashed."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

METHODS = ("GET", "HEAD", "OPTIONS")
ALLOW = ", ".join(METHODS)
LONGEST_HEADERS = 32_000
"""Bytes of all headers; browsers send some hundreds."""

LONGEST_ADDRESS = 4_000
"""Bytes of path and query; the longest sensible one names all economies."""

LONGEST_CYPHER = 16_000
"""Bytes of path and query of the page for queries of one's own, of which most characters are written as three."""


def policy(styles: tuple[str, ...] = ()) -> str:
    """The policy of a page whose style elements have these hashes."""
    return POLICY.format(styles="".join(f" {each}" for each in styles))


def _allowed(to_scripts: bool) -> Response:
    """Says what may be asked, to scripts of allowed origins in the words of CORS too."""
    told = {"allow": ALLOW}
    if to_scripts:
        told |= {"access-control-allow-methods": ALLOW, "access-control-allow-headers": "accept, if-none-match"}
    return Response(status_code=204, headers=told)


class Gate:
    """Lets in what is meant for this server, and puts the safety headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings, on_fault: Fault) -> None:
        """Stand before an application.

        Args:
            app: The application.
            settings: Which hosts are answered, and which origins may read.
            on_fault: Makes the answer when the application fails. It is asked for here, since what stands outside of
                the gate would answer without the headers.
        """
        self._app = app
        self._on_fault = on_fault
        self._hosts = settings.hosts
        self._origins = settings.origins
        self._cypher = settings.allow_cypher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it in one sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = self._allowed_origin(headers.get("origin", ""), scope["path"])

        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                told = MutableHeaders(raw=message["headers"])
                for name, text in HEADERS.items():
                    told.setdefault(name, text)
                told.setdefault("content-security-policy", policy())
                if origin:
                    told["access-control-allow-origin"] = origin
                if self._origins:
                    told.add_vary_header("Origin")
            await send(message)

        from clauseway.web.rendering import problem_response

        problem = self._problem(scope, headers)
        if problem is not None:
            answer = problem_response(problem, scope["path"], cypher=self._cypher)
        elif scope["method"] == "OPTIONS":
            answer = _allowed(bool(origin))
        else:
            try:
                await self._app(scope, receive, with_headers)
            except Exception as error:
                if begun:
                    raise
                answer = await self._on_fault(Request(scope), error)
            else:
                return
        await answer(scope, receive, with_headers)

    def _problem(self, scope: Scope, headers: Headers) -> Problem | None:
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if "*" not in self._hosts and name.lower() not in self._hosts:
            return Problem(421, "Wrong host", "This server does not answer for the host that was asked for.")
        if scope["method"] not in METHODS:
            return Problem(405, "Method not allowed", "Everything here is only read: use GET.")
        longest = LONGEST_CYPHER if scope["path"].startswith("/cypher") else LONGEST_ADDRESS
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > longest:
            return Problem(414, "Address too long", f"The address is longer than {longest} bytes.")
        if sum(len(name) + len(text) for name, text in headers.raw) > LONGEST_HEADERS:
            return Problem(431, "Headers too long", f"The headers are longer than {LONGEST_HEADERS} bytes.")
        return None

    def _allowed_origin(self, origin: str, path: str) -> str:
        if not origin or not path.startswith("/api/"):
            return ""
        if "*" in self._origins:
            return "*"
        return origin if origin in self._origins else ""
