"""Kill the loader of a Neo4j database at random moments, and stop the server under a load and under a query.

The server is one of the tests' own, started here with an empty database and stopped at the end. After each fault the
next load must make the database equal to the data, and a reader in between must see one whole version or be told
that a load is unfinished.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults_counting import Counted, Trial, clauseway

from clauseway.graph.engine import GraphData, GraphError, GraphNotFound
from clauseway.graph.neo4j_engine import Neo4jEngine, open_driver
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neo4j_writer import DriverWriter
from clauseway.graph.schema import load_schema

SERVER = Path(__file__).resolve().parents[1] / "tests" / "neo4j_server"

LEFT_OUT = ("EXPORTS_TO", "DISTANCE_TO", "OBSERVED")
"""Figures: nine tenths of the relationships, and all alike."""

BATCH = 100

LONGEST_SECONDS = 0.1
"""A write takes some hundredths of a second."""

SLOW = "UNWIND range(1, 40000) AS a UNWIND range(1, 40000) AS b WITH a, b WHERE a = -b RETURN count(*) AS n"
"""Takes far longer than the server needs to stop."""


class TellingWriter(DriverWriter):
    """Says before each write that it begins."""

    def write(self, statements):
        print("write", flush=True)
        return super().write(statements)


def load_in_this_process(file: str, at_once: str) -> None:
    """What a child does: load pickled data, and end as the command line does when it cannot."""
    settings = Neo4jSettings.from_environment()
    try:
        load(
            settings, pickle.loads(Path(file).read_bytes()), load_schema(), batch_size=BATCH, at_once=int(at_once),
            open_writer=TellingWriter,
        )  # fmt: skip
    except GraphError as error:
        sys.exit(f"Error: {error}")


@dataclass(slots=True)
class Server:
    """A Neo4j of our own."""

    instance: Path
    settings: Neo4jSettings

    def stop(self) -> None:
        """Stop it as an administrator would."""
        subprocess.run([SERVER, "stop", "--instance", self.instance], check=True, capture_output=True)

    def start(self) -> None:
        """Start it again at the same port."""
        port = self.settings.uri.rpartition(":")[2]
        subprocess.run([SERVER, "start", "--instance", self.instance, "--port", port], check=True, capture_output=True)

    def environment(self) -> dict[str, str]:
        """What a child needs to find it."""
        return {"NEO4J_URI": self.settings.uri, "NEO4J_PASSWORD": self.settings.password or ""}


@contextlib.contextmanager
def server(place: Path) -> Iterator[Server]:
    """An empty server that runs for as long as the block."""
    instance = place / "neo4j"

    def told(verb: str) -> str:
        done = subprocess.run([SERVER, verb, "--instance", instance], capture_output=True, text=True, check=True)
        return done.stdout.strip().splitlines()[-1]

    try:
        yield Server(instance, Neo4jSettings(uri=told("start"), password=told("password")))
    finally:
        subprocess.run([SERVER, "stop", "--instance", instance], capture_output=True, check=False)


def loads(trial: Trial) -> Counted:
    """Half of the loads write in batches, half in one transaction; somebody else's node must stay."""
    found = Counted("`load --to neo4j` killed")
    found.skipped = missing()
    if found.skipped:
        return found
    schema = trial.schema
    with server(trial.place) as running:
        settings = running.settings
        versions = two_versions(trial.shipped, trial.dice)
        files = pickled(versions, trial.place)
        with open_driver(settings) as driver:
            driver.execute_query("CREATE (:Ship {name: 'Aurora'})", database_=settings.database)
        load(settings, versions[0], schema, batch_size=BATCH)
        writes = {at_once: count_writes(running, files, at_once) for at_once in (0, 10_000)}
        turn = late = 0
        while turn < trial.times(20, 2) and late < 40:
            target = (turn + 1) % 2
            at_once = trial.dice.choice([0, 10_000])
            child = start(running, files[target], at_once)
            at, after = trial.dice.randint(1, writes[at_once]), trial.dice.uniform(0, LONGEST_SECONDS)
            assert child.stdout is not None
            for _ in range(at):
                child.stdout.readline()
            time.sleep(after)
            child.send_signal(signal.SIGKILL)
            if child.wait() == 0:  # it had ended; its version is there, so the other one is next
                late += 1
                load(settings, versions[1 - target], schema, batch_size=BATCH)
                continue
            turn += 1
            state = what_a_reader_sees(settings, versions)
            load(settings, versions[target], schema, batch_size=BATCH, lock_wait=30)
            how = f"killed {after * 1000:.0f} ms into write {at} (at once up to {at_once})"
            if not state or not equal(settings, versions[target]):
                found.fail("database", f"{how}: a reader sees {state or 'a mix'}, or the next load leaves it unequal")
            else:
                found.add(f"a reader {state}, the next load makes it equal")
        with open_driver(settings) as driver:
            (ships,) = driver.execute_query("MATCH (s:Ship) RETURN count(s) AS n", database_=settings.database).records
        if ships["n"] != 1:
            found.fail("foreign", f"{ships['n']} nodes of somebody else are left of 1")
    return found


def server_stops(trial: Trial) -> Counted:
    """The server stops at a random write of a load, and under a query; it is started again, and all goes on."""
    found = Counted("Neo4j stopped and started again")
    found.skipped = missing()
    if found.skipped:
        return found
    with server(trial.place) as running:
        settings = running.settings
        versions = two_versions(trial.shipped, trial.dice)
        files = pickled(versions, trial.place)
        load(settings, versions[0], trial.schema, batch_size=BATCH)
        writes = count_writes(running, files, 0)
        for turn in range(trial.times(4, 1)):
            target = (turn + 1) % 2
            child = start(running, files[target], 0)
            assert child.stdout is not None and child.stderr is not None
            for _ in range(trial.dice.randint(1, writes - 2)):
                child.stdout.readline()
            running.stop()
            said = child.communicate()[1]
            away = clauseway("coverage", "CHN", "--engine", "neo4j", **running.environment())
            running.start()
            state = what_a_reader_sees(settings, versions)
            load(settings, versions[target], trial.schema, batch_size=BATCH, lock_wait=30)
            one_sentence = child.returncode == 1 and said.startswith("Error: ") and said.count("\n") == 1
            ended_before = child.returncode == 0
            if not (one_sentence or ended_before) or not away.sentence or away.code != 1 or not state:
                found.fail("load", f"exit {child.returncode} {said[-300:]!r}; asked while it is away: {away.code} "
                           f"{away.err[-200:]!r}; a reader then {state or 'sees a mix'}")  # fmt: skip
            elif not equal(settings, versions[target]):
                found.fail("load", "the next load leaves it unequal")
            else:
                found.add(f"load: one sentence, exit 1; then a reader {state}; the next load makes it equal")
        with Neo4jEngine.connect(settings) as engine:
            for _ in range(trial.times(3, 1)):
                _stop_under_query(found, running, engine)
    return found


def _stop_under_query(found: Counted, running: Server, engine: Neo4jEngine) -> None:
    ends: list[str] = []

    def ask() -> None:
        try:
            ends.append(f"answers {engine.run(SLOW, {}, timeout=120)}")
        except GraphError as error:
            ends.append(f"{type(error).__name__}: {error}")
        except Exception as error:
            ends.append(f"WRONG {type(error).__name__}: {error}")

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(1)
    running.stop()
    thread.join(180)
    try:
        engine.run("RETURN 1 AS one", {})
        away = "answers"
    except GraphError as error:
        away = str(error)
    running.start()
    back = engine.run("MATCH (e:Economy) RETURN count(e) AS n", {})
    if ends and not ends[0].startswith(("answers", "WRONG")) and away != "answers" and back[0]["n"]:
        found.add("query: one sentence; the same connection answers after the restart")
    else:
        found.fail("query", f"{ends}; while it is away: {away}; afterwards {back}")


def missing() -> str:
    """What this machine lacks for a server; empty when nothing."""
    lacks = [program for program in ("java", "mvn") if shutil.which(program) is None]
    return f"{' and '.join(lacks)} cannot be found" if lacks else ""


def two_versions(whole: GraphData, dice: random.Random) -> tuple[GraphData, GraphData]:
    """The shipped data without the figures, and the same with a third of the provisions and Parties changed."""
    kept = {name: items for name, items in whole.relationships.items() if name not in LEFT_OUT}
    gone = {str(a["slug"]) for a in whole.nodes["Agreement"] if dice.random() < 0.1}
    gone |= {r.end for r in kept["CONTAINS"] if r.start in gone}
    nodes = {
        label: [
            {**item, "title": f"{item.get('title')} (b)"} if label == "Provision" and dice.random() < 0.3 else item
            for item in items
            if item.get("slug", item.get("id")) not in gone or label not in ("Agreement", "Provision")
        ]
        for label, items in whole.nodes.items()
    }
    nodes["Economy"] = [*nodes["Economy"], *({"iso3": f"X{n:02}", "name": f"Made up {n}"} for n in range(50))]
    nodes["Dataset"] = [{**whole.nodes["Dataset"][0], "version": "kill-b"}]
    relationships = {
        name: [
            replace(r, properties={**r.properties, "source": "b"}) if name == "PARTY_TO" and dice.random() < 0.3 else r
            for r in items
            if r.start not in gone and r.end not in gone
        ]
        for name, items in kept.items()
    }
    first = {**whole.nodes, "Dataset": [{**whole.nodes["Dataset"][0], "version": "kill-a"}]}
    return GraphData(first, kept, "kill-a"), GraphData(nodes, relationships, "kill-b")


def pickled(versions: tuple[GraphData, GraphData], folder: Path) -> list[Path]:
    """The versions as files that a child reads."""
    files = [folder / f"{data.version}.pickle" for data in versions]
    for file, data in zip(files, versions, strict=True):
        file.write_bytes(pickle.dumps(data))
    return files


def start(running: Server, file: Path, at_once: int) -> subprocess.Popen[str]:
    """A loader in a process of its own, which prints a line before each write."""
    return subprocess.Popen(
        [sys.executable, __file__, str(file), str(at_once)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **running.environment()},
    )  # fmt: skip


def count_writes(running: Server, files: list[Path], at_once: int) -> int:
    """Writes of a whole load of the other version, there and back; the fewer of the two."""
    return min(len(start(running, file, at_once).communicate()[0].splitlines()) for file in reversed(files))


def what_a_reader_sees(settings: Neo4jSettings, versions: tuple[GraphData, GraphData]) -> str:
    """What a reader is given after a fault; empty when it is a mix of two versions."""
    time.sleep(0.5)  # the server ends the transaction of a connection that broke
    try:
        with Neo4jEngine.connect(settings) as engine:
            named = engine.run("MATCH (d:Dataset) RETURN d.version AS version", {})[0]["version"]
    except GraphNotFound:
        return "is told that a load is unfinished"
    (data,) = (data for data in versions if data.version == named)
    return "sees one whole version" if equal(settings, data) else ""


def equal(settings: Neo4jSettings, data: GraphData) -> bool:
    """Whether a load of these data would change nothing."""
    left = load(settings, data, load_schema(), dry_run=True).total
    return not left.any and left.unchanged == sum(data.counts().values())


KINDS: dict[str, Callable[[Trial], Counted]] = {"loads": loads, "server_stops": server_stops}

if __name__ == "__main__":
    load_in_this_process(*sys.argv[1:3])
