"""The graph behind the pages: opened once, watched, and exchanged when its data are.

A graph file is never patched, but replaced as a whole. So each request looks at the file's place; when another file
lies there, it is opened, new requests go to it, and the old one is closed when the last request on it has ended.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.graph.engine import Engine, GraphError
from clauseway.ontology.strength import Verification
from clauseway.queries.facade import Graph
from clauseway.queries.kept import Kept
from clauseway.queries.opening import default_graph, open_graph_file, open_server
from clauseway.queries.runner import Runner
from clauseway.queries.trust import Trust
from clauseway.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

_LOG = logging.getLogger("clauseway.web")

SERVER_LOOK_SECONDS = 2.0
"""How often a server is asked for its data version: a file is looked at on each request, which costs microseconds."""

type Stamp = tuple[int, int, int] | str
"""What tells one state of the data from another: inode, time and size of the file, or the server's data version."""


class ServedGraph(Graph):
    """A graph of the Python interface whose runners share what they remember."""

    def __init__(self, engine: Engine, trust: Trust | None = None) -> None:
        """Take an open engine; it is closed if it holds no Clauseway graph."""
        self._lasting = Kept()
        super().__init__(engine, trust)

    def once[T](self, name: str, work_out: Callable[[ServedGraph], T]) -> T:
        """What a function makes of the graph, worked out at the first asking and kept while these data last."""
        return self._lasting.once(name, lambda: work_out(self))

    def trusting(self, min_verification: str = "machine-coded", *, count_machine_coded: bool = True) -> ServedGraph:
        """As `Graph.trusting`."""
        trust = Trust(Verification(min_verification), count_machine_coded)
        found = ServedGraph(self._engine, trust)
        found._kept = self._kept  # which tells by the trust what belongs to whom
        return found

    def runner(self) -> Runner:
        """A runner for one request."""
        return self._runner()

    def _runner(self) -> Runner:
        # it knows the version: other data are another graph
        return replace(self._first, trust=self._trust, kept=self._kept, milliseconds=0.0)


class OpenGraph:
    """One state of the data, open, with what was worked out of it once."""

    def __init__(self, engine: Engine, stamp: Stamp) -> None:
        """Take an open engine.

        Raises:
            GraphDamaged: It holds no Clauseway graph; the engine is closed.
        """
        self.graph = ServedGraph(engine)
        self.engine = engine
        self.stamp = stamp
        self._users = 0
        self._retired = False
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """Data version."""
        return self.graph.version

    def answers(self) -> bool:
        """Whether the engine still answers with these data; a server that was loaded anew or stopped does not."""
        try:
            return Runner(self.engine).version == self.version
        except GraphError:
            return False

    def enter(self) -> None:
        """Count one more request."""
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        """Count one request less; the last one of a state that is over closes it."""
        with self._lock:
            self._users -= 1
            over = self._retired and self._users == 0
        if over:
            self.graph.close()

    def retire(self) -> None:
        """No new request will come; close as soon as the last one has ended."""
        with self._lock:
            self._retired = True
            over = self._users == 0
        if over:
            self.graph.close()


class Graphs:
    """Gives each request the present state of the data."""

    def __init__(self, settings: Settings) -> None:
        """Open the graph.

        Raises:
            GraphError: It cannot be opened; the sentence says why.
        """
        self._settings = settings
        self._exchange = threading.Lock()
        self._looking = threading.Lock()
        self._refused: Stamp | None = None
        self._told = ""
        self._looked = time.monotonic()
        self._open = self._opened()

    @property
    def present(self) -> OpenGraph:
        """The state that new requests get."""
        return self._open

    def is_stale(self) -> bool:
        """Whether other data than the open ones may lie there. For a file this costs microseconds."""
        if not self._is_file:
            return time.monotonic() - self._looked > SERVER_LOOK_SECONDS
        stamp = _stamp(self._path())
        return stamp is not None and stamp not in (self._open.stamp, self._refused)

    def refresh(self) -> None:
        """Open the data that lie there now, if they are others; what cannot be opened is told to the log once.

        A server is looked at by one request alone: it may take seconds to say that it does not answer.
        """
        if not self._looking.acquire(blocking=self._is_file):
            return
        try:
            if self.is_stale():
                self._look()
        finally:
            self._looking.release()

    def has_instead_of(self, failed: OpenGraph) -> bool:
        """Whether there is another state than one on which a request failed: a server is looked at for it."""
        if self._is_file:
            return False
        with self._looking:
            if self._open is failed:
                self._look()
            return self._open is not failed

    def _look(self) -> None:
        self._looked = time.monotonic()
        stamp = _stamp(self._path()) if self._is_file else None
        if not self._is_file and self._open.answers():
            return
        try:
            fresh = self._opened()
        except GraphError as error:
            self._refused = stamp
            if str(error) != self._told:
                self._told = str(error)
                _LOG.warning("Still serving data version %s: %s", self._open.version, error)
            return
        self._told = ""
        with self._exchange:
            old, self._open = self._open, fresh
        old.retire()
        _LOG.info("Now serving data version %s.", fresh.version)

    @property
    def _is_file(self) -> bool:
        return self._settings.engine == "grafeo"

    @contextmanager
    def lease(self) -> Generator[OpenGraph]:
        """The present state, kept open until the context ends."""
        with self._exchange:
            mine = self._open
            mine.enter()
        try:
            yield mine
        finally:
            mine.leave()

    def close(self) -> None:
        """Close the graph once the requests on it have ended."""
        self._open.retire()

    def _path(self) -> Path:
        return self._settings.graph or default_graph()

    def _opened(self) -> OpenGraph:
        if not self._is_file:
            from clauseway.graph.neo4j_settings import Neo4jSettings

            profile = self._settings.profile
            server = Neo4jSettings.from_profile(profile) if profile else Neo4jSettings.from_environment()
            found = OpenGraph(open_server(server, self._settings.engine), "")
            found.stamp = found.version
            return found
        # looked at before the opening: a file put there meanwhile is then seen to be another one
        stamp = _stamp(self._path())
        engine = open_graph_file(self._settings.graph, _LOG.info)
        return OpenGraph(engine, stamp or _stamp(self._path()) or "")


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
