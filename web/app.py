"""The application: addresses to answers, worked out in threads, kept while the data last."""

from __future__ import annotations

import contextlib
import difflib
import logging
import re
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from clauseway import __version__
from clauseway.graph.engine import GraphError, GraphUnreachable, QueryRefused
from clauseway.queries.exports import all_formats
from clauseway.queries.names import UnknownName
from clauseway.queries.rules_in_force import rule_facts, rules_in_force
from clauseway.web.answers_kept import AnswersKept, Kept, takes_gzip
from clauseway.web.api import API, api_answer, api_kinds, contents, question
from clauseway.web.cypher_page import cypher_kind
from clauseway.web.graphs import Graphs, OpenGraph
from clauseway.web.kinds import Kind, View
from clauseway.web.links import Addresses, address_of, with_suffix
from clauseway.web.parameters import LEAST_KNOWN, Asked, read_asked, without_command
from clauseway.web.problems import Problem, bad_parameter, not_found
from clauseway.web.registry import all_kinds
from clauseway.web.rendering import file_of, page_of, problem_response
from clauseway.web.safety import Gate, policy
from clauseway.web.settings import Settings
from clauseway.web.static_files import HashedFiles, looks_hash
from clauseway.web.suggestions import suggestions
from clauseway.web.views.search import name_index
from clauseway.web.workers import Workers

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph

_LOG = logging.getLogger("clauseway.web")

type WorkOut = Callable[[OpenGraph], Kept]


class Answers:
    """Gives answers: those kept at once, the others worked out one thread each, equal questions once."""

    def __init__(self, settings: Settings) -> None:
        """Open the graph.

        Raises:
            GraphError: It cannot be opened.
        """
        self.settings = settings
        self.graphs = Graphs(settings)
        self.kept = AnswersKept(settings.cache_bytes)
        self._workers: Workers[Kept] = Workers(settings.at_once)
        # what a browser keeps must not outlive the looks and the menu it was made with
        self._looks = f"{__version__}-{looks_hash()}{'-cypher' if settings.allow_cypher else ''}"

    def prepare(self) -> None:
        """Work out in a thread what the first one to ask would else wait for: names, and the rules of today."""

        def work() -> None:
            with self.graphs.lease() as state:
                try:
                    name_index(state.graph)
                    rules_in_force(rule_facts(state.graph.runner()), date.today())
                except GraphError as error:
                    _LOG.warning("The data could not be made ready: %s", error)

        threading.Thread(target=work, name="making ready", daemon=True).start()

    async def of(self, request: Request, work_out: WorkOut) -> Response:
        """Answer a request.

        Raises:
            Problem: It cannot be answered; 503 when it takes too long.
        """
        if self.graphs.is_stale():
            before = self.graphs.present.version
            await anyio.to_thread.run_sync(self.graphs.refresh)
            if self.graphs.present.version != before:
                self.kept.clear()
                self.prepare()
        version = self.graphs.present.version
        tag = f'W/"{version[:12]}-{self._looks}-{date.today().isoformat()}"'
        if tag in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers={"etag": tag, "cache-control": "no-cache"})
        path, query = request.url.path, request.url.query
        key = (version, date.today().isoformat(), path, query)
        found = self.kept.get(key)
        if found is None:
            found = await self._worked_out(key, work_out)
        return _response(found, tag, request.headers.get("accept-encoding", ""))

    async def _worked_out(self, key: tuple[str, ...], work_out: WorkOut) -> Kept:
        try:
            return await self._workers.run(key, lambda: self._in_thread(key, work_out), self.settings.seconds)
        except TimeoutError:
            raise Problem(
                503, "Took too long", f"The answer took longer than {self.settings.seconds:g} seconds; ask for less, "
                "or try again.",
            ) from None  # fmt: skip

    def _in_thread(self, key: tuple[str, ...], work_out: WorkOut) -> Kept:
        with self.graphs.lease() as state:
            try:
                return self._made(key, work_out, state)
            except QueryRefused:
                raise
            except GraphError:
                # a server may have been loaded anew, or started again, since it was looked at
                if not self.graphs.has_instead_of(state):
                    raise
        with self.graphs.lease() as state:
            return self._made(key, work_out, state)

    def _made(self, key: tuple[str, ...], work_out: WorkOut, state: OpenGraph) -> Kept:
        made = work_out(state).packed()
        # the data may have been exchanged since the key was made; what is kept must be of the version it names
        if state.version == key[0]:
            self.kept.put(key, made)
        return made

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being worked out."""
        return self._workers.is_busy

    def close(self) -> None:
        """Close the graph and end the threads, as soon as each has done what it does."""
        self._workers.close()
        self.graphs.close()


def create_app(settings: Settings | None = None) -> Starlette:
    """The application.

    Args:
        settings: How to serve; those of the environment where none are given (worker processes).

    Raises:
        GraphError: The graph cannot be opened.
    """
    asked = settings or Settings.from_environment()
    answers = Answers(asked)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        answers.prepare()
        yield
        answers.close()

    routes: list[BaseRoute] = []
    kinds = [*all_kinds().values(), *([cypher_kind(asked)] if asked.allow_cypher else [])]
    for kind in kinds:
        endpoint = _endpoint(answers, kind)
        routes.append(Route(kind.address, endpoint, name=kind.name))
        if not kind.address.endswith("}"):  # else the suffix comes with the last name of the path
            routes.append(Route(with_suffix(kind.address, "{suffix}"), endpoint))
    routes.append(Route("/go/{kind}", _go(answers)))
    routes += api_routes(answers)
    routes.append(Route("/suggest", _suggest(answers)))
    routes.append(Mount("/static", GZipMiddleware(HashedFiles(), minimum_size=1_000)))
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Gate, settings=asked, on_fault=_fault)],
        exception_handlers={Problem: _problem, HTTPException: _http_problem, GraphError: _fault},
        lifespan=lifespan,
    )
    # they would name the scheme and host that the server sees, which behind a proxy are not those of the reader
    app.router.redirect_slashes = False
    app.state.answers = answers
    return app


def _endpoint(answers: Answers, kind: Kind) -> Callable[[Request], Awaitable[Response]]:
    cypher = answers.settings.allow_cypher

    async def answer(request: Request) -> Response:
        in_path: dict[str, str] = dict(request.path_params)
        suffix = in_path.pop("suffix", "")
        if kind.address.endswith("}"):
            last = kind.in_path[-1]
            stem, dot, ending = in_path[last].rpartition(".")
            if dot and ending in all_formats():
                in_path[last], suffix = stem, ending
        if suffix and suffix not in all_formats():
            near = difflib.get_close_matches(suffix, list(all_formats()), 1)
            hint = f" Did you mean '.{near[0]}'?" if near else ""
            raise not_found(f"There are no files that end in '.{suffix}'.{hint}")
        query = query_of(request)
        return await answers.of(request, lambda state: work_out(kind, state, in_path, query, suffix, cypher=cypher))

    return answer


def work_out(
    kind: Kind,
    state: OpenGraph,
    in_path: dict[str, str],
    query: list[tuple[str, str]],
    suffix: str,
    *,
    cypher: bool,
) -> Kept:
    """The answer of a kind of page, as a page or as a file; `cypher` says whether the menu offers that page.

    Raises:
        Problem: A parameter does not fit, or there is no such file.
    """
    asks = any(each.required and each.name not in in_path for each in kind.parameters)
    if asks and not in_path and not query and not suffix:
        return Kept(b"", "text/plain", 303, moved_to=kind.example)  # its form, filled in with an example
    asked = read_asked(state.graph.runner(), kind.parameters, in_path, query)
    canonical = address_of(kind, {name: asked.texts[name] for name in asked.given})
    # one thing has one address: /economy/china leads to /economy/CHN
    if any(asked.texts[name] != text for name, text in in_path.items()):
        return Kept(b"", "text/plain", 308, moved_to=with_suffix(canonical, suffix) if suffix else canonical)
    view, at = view_of(kind, state, asked)
    return file_of(view, suffix, canonical) if suffix else page_of(kind, view, at, cypher=cypher)


def view_of(kind: Kind, state: OpenGraph, asked: Asked) -> tuple[View, Addresses]:
    """What a kind of page answers, and what makes the addresses on it.

    Raises:
        Problem: The parameters do not go together.
    """
    graph: ServedGraph = state.graph
    if LEAST_KNOWN.name in asked.given:
        graph = graph.trusting(asked.text(LEAST_KNOWN.name))
        asked = replace(asked, runner=graph.runner())
    at = Addresses(kind, asked)
    try:
        return kind.answer(graph, asked, at), at
    except UnknownName as error:
        raise bad_parameter("", without_command(str(error))) from None


def query_of(request: Request) -> list[tuple[str, str]]:
    """Names and texts after the question mark.

    Raises:
        Problem: 400; they are not UTF-8, or there are too many.
    """
    try:
        return parse_qsl(request.url.query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except (ValueError, UnicodeDecodeError):
        raise bad_parameter("", "What stands after '?' in the address is not well formed or too much.") from None


def _go(answers: Answers) -> Callable[[Request], Awaitable[Response]]:
    """Leads a form to the page whose path holds what was typed: `/go/pair?first=..&second=..` to `/pair/CHN/NZL`."""

    async def go(request: Request) -> Response:
        kind = all_kinds().get(request.path_params["kind"])
        if kind is None:
            raise not_found("There is no such kind of page.")
        typed = query_of(request)
        in_path = {name: text for name, text in typed if name in kind.in_path}
        for name in kind.in_path:
            if not in_path.get(name, "").strip():
                raise bad_parameter(name, f"The field '{name.replace('_', ' ')}' is empty.")
        rest = [(name, text) for name, text in typed if name not in kind.in_path]

        def lead(state: OpenGraph) -> Kept:
            asked = read_asked(state.graph.runner(), kind.parameters, in_path, rest)
            return Kept(b"", "text/plain", 303, moved_to=address_of(kind, {n: asked.texts[n] for n in asked.given}))

        return await answers.of(request, lead)

    return go


def api_routes(answers: Answers) -> list[BaseRoute]:
    """The same answers for programs, page by page of rows, and the document that describes them."""

    def route(kind: Kind) -> Route:
        async def answer(request: Request) -> Response:
            in_path, query = dict(request.path_params), query_of(request)

            def in_json(state: OpenGraph) -> Kept:
                asked, rows = question(state.graph.runner(), kind, in_path, query)
                view, at = view_of(kind, state, asked)
                return api_answer(view, at, rows)

            return await answers.of(request, in_json)

        return Route(f"{API}{kind.address}", answer)

    async def index(request: Request) -> Response:
        query_of(request)
        return await answers.of(request, lambda state: contents(state.version))

    async def document(request: Request) -> Response:
        from clauseway.web.openapi import openapi_document

        return await answers.of(request, lambda state: openapi_document())

    described = [Route(API, index), Route(f"{API}/", index), Route(f"{API}/openapi.json", document)]
    return [*described, *(route(kind) for kind in api_kinds())]


def _suggest(answers: Answers) -> Callable[[Request], Awaitable[Response]]:
    async def suggest(request: Request) -> Response:
        query = query_of(request)
        return await answers.of(request, lambda state: suggestions(state, query))

    return suggest


def _response(found: Kept, tag: str, encodings: str) -> Response:
    headers = {"etag": tag, "cache-control": "no-cache"}
    if found.moved_to:
        return RedirectResponse(found.moved_to, found.status, headers)
    if found.media_type.startswith("text/html"):
        headers["content-security-policy"] = policy(found.styles)
    elif found.media_type.startswith("image/svg"):
        headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if found.filename:
        headers["content-disposition"] = f'attachment; filename="{found.filename}"'
    body = found.body
    if found.is_packed:
        headers["vary"] = "Accept-Encoding"
        if takes_gzip(encodings):
            headers["content-encoding"] = "gzip"
        else:
            body = found.unpacked()
    return Response(body, found.status, headers, found.media_type)


def _told(problem: Problem, request: Request) -> Response:
    return problem_response(problem, request.url.path, cypher=request.app.state.answers.settings.allow_cypher)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _told(error, request)


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = request.url.path
    # a path that begins with '//' would lead to another host
    if error.status_code == 404 and re.fullmatch(r"/(?!static/)\w.*[^/]/", path):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{path.rstrip('/')}{query}", 308)
    if error.status_code == 404:
        problem = not_found(f"There is no page at this address.{_nearest(request.url.path)}")
    else:
        problem = Problem(error.status_code, error.detail, f"{error.detail}.")
    return _told(problem, request)


async def _fault(request: Request, error: Exception) -> Response:
    """A fault of ours or of the server behind: told to the log whole, to the reader in one sentence."""
    if isinstance(error, GraphUnreachable):
        problem = Problem(503, "No data", "The database behind this page does not answer; try again in a moment.")
    elif isinstance(error, GraphError):
        problem = Problem(503, "No data", "The data cannot be asked at the moment; try again.")
    else:
        problem = Problem(500, "A fault", "This page could not be made; the server's log says why.")
    _LOG.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    return _told(problem, request)


def _nearest(path: str) -> str:
    first = re.split(r"[/.]", path.strip("/"), maxsplit=1)[0]
    known = sorted({kind.address.strip("/").partition("/")[0] for kind in all_kinds().values()} - {""})
    near = difflib.get_close_matches(first, known, 1)
    return f" Did you mean /{near[0]}?" if near and near[0] != first else ""


def from_environment() -> Starlette:
    """The application of a worker process."""
    return create_app()
