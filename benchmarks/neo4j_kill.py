"""Kill the loader of a Neo4j database at random moments, and see whether the next load makes it whole each time.

    NEO4J_URI=... NEO4J_PASSWORD=... python benchmarks/neo4j_kill.py --times 20 --seed 8

The database must be empty. Each round starts a load of another version of the data in a process of its own, kills
it (SIGKILL) some milliseconds after one of its writes began, whichever the dice choose, asks what a reader then sees,
loads again and compares everything with the data. Half of the loads write in batches, half in one transaction.
"""

from __future__ import annotations

import argparse
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from clauseway.graph.engine import GraphData, GraphNotFound
from clauseway.graph.neo4j_engine import Neo4jEngine, open_driver
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.neo4j_writer import DriverWriter
from clauseway.graph.schema import load_schema

LEFT_OUT = ("EXPORTS_TO", "DISTANCE_TO", "OBSERVED")
"""Figures: nine tenths of the relationships, and all alike."""

BATCH = 100


LONGEST_SECONDS = 0.1
"""A write takes some hundredths of a second."""


class TellingWriter(DriverWriter):
    """Says before each write that it begins."""

    def write(self, statements):
        print("write", flush=True)
        return super().write(statements)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=8)
    arguments.add_argument("--child", nargs=2, metavar=("FILE", "AT_ONCE"), help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    settings = Neo4jSettings.from_environment()
    if asked.child:
        file, at_once = asked.child
        data = pickle.loads(Path(file).read_bytes())
        load(settings, data, load_schema(), batch_size=BATCH, at_once=int(at_once), open_writer=TellingWriter)
        return
    with tempfile.TemporaryDirectory() as folder:
        kill_again_and_again(settings, Path(folder), asked.times, asked.seed)


def kill_again_and_again(settings: Neo4jSettings, folder: Path, times: int, seed: int) -> None:
    dice = random.Random(seed)
    schema = load_schema()
    versions = two_versions(dice)
    files = [folder / "a.pickle", folder / "b.pickle"]
    for file, data in zip(files, versions, strict=True):
        file.write_bytes(pickle.dumps(data))
    with open_driver(settings) as driver:
        (found,) = driver.execute_query("MATCH (n) RETURN count(n) AS n", database_=settings.database).records
        if found["n"]:
            sys.exit(f"{settings.shown_uri} holds {found['n']} nodes; this needs an empty database.")
        driver.execute_query("CREATE (:Ship {name: 'Aurora'})", database_=settings.database)
    load(settings, versions[0], schema, batch_size=BATCH)
    writes = {at_once: count_writes(files, at_once) for at_once in (0, 10_000)}
    print(f"{sum(versions[0].counts().values())} items; a load is {writes[0]} writes in batches of {BATCH}, "
          f"{writes[10_000]} at once")  # fmt: skip
    seen: Counter[str] = Counter()
    equal = 0
    late = turn = 0
    while turn < times:
        target = (turn + 1) % 2
        at_once = dice.choice([0, 10_000])
        child = start(files[target], at_once)
        at, after = dice.randint(1, writes[at_once]), dice.uniform(0, LONGEST_SECONDS)
        assert child.stdout is not None
        for _ in range(at):
            child.stdout.readline()
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
        if child.wait() == 0:  # it had ended; its version is there, so the other one is next
            late += 1
            load(settings, versions[1 - target], schema, batch_size=BATCH)
            continue
        state = what_a_reader_sees(settings, versions)
        seen[state] += 1
        load(settings, versions[target], schema, batch_size=BATCH, lock_wait=30)
        left = load(settings, versions[target], schema, dry_run=True).total
        ok = not left.any and left.unchanged == sum(versions[target].counts().values())
        equal += ok
        turn += 1
        print(f"{turn:3} killed {after * 1000:3.0f} ms into write {at:3} ({'batches' if at_once == 0 else 'at once'}): "
              f"reader: {state}; after the next load: {'equal' if ok else left}")  # fmt: skip
    with open_driver(settings) as driver:
        (ships,) = driver.execute_query("MATCH (s:Ship) RETURN count(s) AS n", database_=settings.database).records
    print(f"{equal} of {times} equal; the reader saw {dict(seen)}; foreign nodes left: {ships['n']} of 1; "
          f"{late} loads ended before their kill and are not counted; seed {seed}")  # fmt: skip
    if equal != times or ships["n"] != 1:
        sys.exit(1)


def two_versions(dice: random.Random) -> tuple[GraphData, GraphData]:
    """The shipped data without the figures, and the same with a third of the provisions and Parties changed."""
    from clauseway.loaders.build import build_from_shipped

    whole = build_from_shipped(lambda _stage: None, trust_seal=True).graph
    kept = {name: items for name, items in whole.relationships.items() if name not in LEFT_OUT}
    first = GraphData(whole.nodes, kept, "kill-a")
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
    first.nodes["Dataset"] = [{**whole.nodes["Dataset"][0], "version": "kill-a"}]
    return first, GraphData(nodes, relationships, "kill-b")


def start(file: Path, at_once: int) -> subprocess.Popen[str]:
    """A loader in a process of its own, which prints a line before each write."""
    command = [sys.executable, __file__, "--child", str(file), str(at_once)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def count_writes(files: list[Path], at_once: int) -> int:
    """Writes of a whole load of the other version, there and back; the fewer of the two."""
    return min(len(start(file, at_once).communicate()[0].splitlines()) for file in reversed(files))


def what_a_reader_sees(settings: Neo4jSettings, versions: tuple[GraphData, GraphData]) -> str:
    """`marked`, or the version that is there, whole; anything else ends the run."""
    time.sleep(0.5)  # the server ends the transaction of a connection that broke
    try:
        with Neo4jEngine.connect(settings) as engine:
            named = engine.run("MATCH (d:Dataset) RETURN d.version AS version", {})[0]["version"]
    except GraphNotFound:
        return "marked as unfinished"
    (data,) = (data for data in versions if data.version == named)
    left = load(settings, data, load_schema(), dry_run=True).total
    if left.any:
        sys.exit(f"A reader was let in and saw a mix: named {named}, but {left}")
    return "one whole version"


if __name__ == "__main__":
    main()
