"""Several at once: builds of one file, readers while it is exchanged, a server over exchanges and damage."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

from faults_counting import Counted, Trial, command, hidden, whole_graph

from clauseway.graph.engine import GraphError
from clauseway.graph.grafeo_engine import GrafeoEngine
from clauseway.queries.runner import Runner


def builds_at_once(trial: Trial) -> Counted:
    """Several builds of one graph file at the same time, begun a moment apart."""
    found = Counted("builds of one file at once")
    right = whole_graph(trial.graph, trial.schema)
    target = trial.place / "graphs" / "graph.grafeo"
    target.parent.mkdir()
    for _ in range(trial.times(5, 1)):
        children: list[subprocess.Popen[str]] = []
        for _ in range(2 if trial.quick else 4):
            children.append(
                subprocess.Popen(command("build", "--graph", target), stderr=subprocess.PIPE, text=True)
            )
            time.sleep(trial.dice.uniform(0, 0.2))
        said = [child.communicate()[1] for child in children]
        codes = [child.returncode for child in children]
        if any(codes) or whole_graph(target, trial.schema) != right or hidden(target.parent):
            found.fail("builds", f"exits {codes}, left {hidden(target.parent)}: {said}")
        else:
            found.add("all succeed, the graph is whole, nothing is left")
    return found


def readers_in_swaps(trial: Trial) -> Counted:
    """Readers that open the file again and again, and one that keeps it open, while it is exchanged all the time."""
    found = Counted("reader while the graph is exchanged")
    older = trial.older_graph(trial.place / "older.grafeo")
    target = trial.place / "graph.grafeo"
    shutil.copy(older, target)
    over = threading.Event()

    def exchange() -> None:
        number = 0
        while not over.is_set():
            number += 1
            beside = trial.place / "beside.grafeo"
            shutil.copy((trial.graph, older)[number % 2], beside)
            os.replace(beside, target)
            time.sleep(trial.dice.uniform(0, 0.02))

    labels = {trial.shipped.version: False, "older": True}
    thread = threading.Thread(target=exchange)
    thread.start()
    try:
        with GrafeoEngine.open(target) as kept:
            first = Runner(kept).version
            for turn in range(trial.times(100, 10)):
                try:
                    with GrafeoEngine.open(target) as engine:
                        version = Runner(engine).version
                        rows = engine.run("MATCH (c:ClauseType) RETURN c.label AS label", {})
                except GraphError as error:
                    found.fail("refused", f"turn {turn}: {error}")
                    continue
                whole = all(str(row["label"]).endswith("(older)") == labels[version] for row in rows)
                if whole and Runner(kept).version == first:
                    found.add("one whole version; who has the old file open keeps its answers")
                else:
                    found.fail("mixed", f"turn {turn}: version {version} with labels of another")
    finally:
        over.set()
        thread.join()
    return found


def served_swaps(trial: Trial) -> Counted:
    """`serve` while its file is exchanged for another version, for a damaged file, taken away, and cut off in place."""
    found = Counted("`serve` while its graph is exchanged")
    older = trial.older_graph(trial.place / "older.grafeo")
    target = trial.place / "graph.grafeo"
    shutil.copy(older, target)
    server = subprocess.Popen(
        command("serve", "--port", "0", "--graph", target, "-q"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    assert server.stderr is not None
    address = re.search(r"http://[\d.:]+", server.stderr.readline())
    said: list[str] = []
    threading.Thread(target=lambda: said.extend(server.stderr or ()), daemon=True).start()
    if address is None:
        server.kill()
        raise RuntimeError("the server does not start")
    versions = {"older": older, trial.shipped.version: trial.graph}
    present = "older"
    try:
        _wait_for(address[0])
        for turn in range(trial.times(60, 8)):
            beside = trial.place / "beside.grafeo"
            way = turn % 4
            if way in (0, 1):
                present = list(versions)[(turn // 2 + 1) % 2]
                shutil.copy(versions[present], beside)
                os.replace(beside, target)
            elif way == 2:
                beside.write_bytes(trial.graph.read_bytes()[: trial.dice.randrange(1, 2_000_000)])
                os.replace(beside, target)
            else:
                target.unlink(missing_ok=True)
            for _ in range(3):
                version, labels = _served(address[0])
                if version == present and all(label.endswith("(older)") == (present == "older") for label in labels):
                    found.add("serves the new version" if way < 2 else "goes on with the last sound version")
                else:
                    found.fail("served", f"turn {turn}, way {way}: {version} instead of {present}")
        # written over in place, which Clauseway never does itself: the graph that is open must not change
        shutil.copy(versions[present], target)
        _served(address[0])
        before = _served(address[0])
        os.truncate(target, 100_000)
        if _served(address[0]) == before:
            found.add("goes on when the file is cut off in place")
        else:
            found.fail("served", "cut off in place: other answers")
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(60)
    if code or any("Traceback" in line for line in said):
        found.fail("log", f"exit {code}: {''.join(said)[-500:]}")
    return found


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urlopen(f"{address}/api/v1/", timeout=60):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def _served(address: str) -> tuple[str, list[str]]:
    try:
        with urlopen(f"{address}/api/v1/clauses?limit=1000", timeout=60) as answer:
            told = json.load(answer)
    except HTTPError as error:
        return f"status {error.code}", []
    return str(told["provenance"]["data_version"]), [str(row["label"]) for row in told["rows"]]


KINDS: dict[str, Callable[[Trial], Counted]] = {
    "builds_at_once": builds_at_once,
    "readers_in_swaps": readers_in_swaps,
    "served_swaps": served_swaps,
}
