"""Hostile input: thousands of inputs that nobody should give, and how each is taken.

    python benchmarks/hostile_input.py [--seed 10] [--quick] [--graph FILE] [--kind KIND]

Each input is a command line with the files beside it: words at every place of every command, tables of sources, treaty
texts of every format, files of questions, graph files. Most are run in one watched process, one after the other, some
in processes of their own. An input passes when it ends in time and memory with exit code 0, 2 or 3, failures in one
sentence that holds no control character, without a traceback, and without a word of a file outside its folder.
Exit code 1 is for a place that cannot be written to and a server that is not there. `docs/hostile-input.md` tells more.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import hostile_fuzz
import hostile_tables
import hostile_texts
import hostile_words
from hostile_worker import Input, Outcome, Worker, wrong
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st


def generated(inputs: st.SearchStrategy[Input], number: int, seed: int) -> list[Input]:
    """So many inputs as Hypothesis makes them up; the same seed gives the same."""
    found: list[Input] = []

    @settings(max_examples=number, database=None, phases=[Phase.generate], deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @seeded(seed)
    @given(inputs)
    def collect(one: Input) -> None:
        found.append(one)

    collect()
    return found[:number]


def all_inputs(seed: int, graph: Path, *, quick: bool) -> Iterator[Input]:
    """The inputs, kind by kind."""
    few = 24 if quick else 1
    yield from hostile_words.chosen_words(1_200 // few, seed)
    yield from generated(hostile_words.any_words(), 300 // few, seed)
    harmful = list(hostile_texts.harmful_inputs())
    slow = re.compile("packed|form-of|same-page|paragraphs|lines|articles|zeros|long")
    yield from [one for one in harmful if not slow.search(one.name)][::4] if quick else harmful
    yield from hostile_texts.damaged_inputs(1_200 // few, seed)
    yield from generated(hostile_texts.any_texts(), 300 // few, seed)
    yield from hostile_tables.hostile_cells(300 // few, seed)
    yield from hostile_tables.damaged_tables(120 // few, seed)
    yield from generated(hostile_tables.any_tables(), 120 // few, seed)
    if not quick:
        yield from hostile_tables.whole_tables()
        yield from hostile_tables.questions(200, seed)
    yield from hostile_tables.graph_files(graph, 120 // few, seed)


def in_processes(inputs: Iterable[Input], graph: Path, scratch: Path) -> Iterator[tuple[Input, Outcome]]:
    """Inputs in processes of their own, as the installed program takes them."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "CLAUSEWAY_"))}
    environment |= {
        "CLAUSEWAY_GRAPH": str(graph),
        "XDG_CACHE_HOME": str(scratch / "cache"),
        "XDG_DATA_HOME": str(scratch),
    }
    for at, one in enumerate(inputs):
        folder = scratch / f"process-{at}"
        for name, content in one.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        begun = time.monotonic()
        try:
            done = subprocess.run(
                [sys.executable, "-m", "clauseway", *one.words], cwd=folder, env=environment | dict(one.environment),
                stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            yield one, Outcome("hang", b"", "", 120.0)
            continue
        yield one, Outcome(done.returncode, done.stdout, done.stderr.decode(errors="replace"), time.monotonic() - begun)


def fuzzed(seconds: int, seed: int) -> Iterator[tuple[str, int, str]]:
    """Format, number of inputs and find (empty for none) of the coverage-guided fuzzer, for each format."""
    for form in hostile_fuzz.FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, hostile_fuzz.__file__, form, str(seconds), str(seed)], cwd=folder, capture_output=True,
                text=True, errors="replace", timeout=seconds + 300, check=False,
            )  # fmt: skip
            number = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
            finds = [path.read_bytes()[:300] for path in Path(folder).glob("find-*")]
        told = f"{finds} {done.stderr[-1500:]}" if finds or done.returncode else ""
        yield form, int(number[1]) if number else 0, told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="a tenth of them, as continuous integration does")
    parser.add_argument("--graph", type=Path, help="a graph file (default: the shipped dataset is built into one)")
    parser.add_argument("--kind", default="", help="only kinds that begin so")
    parser.add_argument("--fuzz-seconds", type=int, default=30, help="seconds of atheris for each format; 0 for none")
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        graph = scratch / "shipped.grafeo"
        if asked.graph:
            graph.write_bytes(asked.graph.read_bytes())
        else:
            subprocess.run(
                [sys.executable, "-m", "clauseway", "build", "--graph", graph], check=True, capture_output=True
            )
        before = hashlib.sha256(graph.read_bytes()).hexdigest()
        failures = run_all(asked, graph, scratch)
        if hashlib.sha256(graph.read_bytes()).hexdigest() != before:
            failures.append("The graph file was changed.")
    if not asked.quick and asked.fuzz_seconds and not asked.kind:
        failures += run_fuzzer(asked.fuzz_seconds, asked.seed)
    for failure in failures:
        print(failure)
    print(f"{len(failures)} not taken as they should be; seed {asked.seed}, {time.monotonic() - begun:.0f} s.")
    sys.exit(bool(failures))


def run_all(asked: argparse.Namespace, graph: Path, scratch: Path) -> list[str]:
    """Give every input, print the counts, and give what was wrong."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    largest: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    failures: list[str] = []
    inputs = [one for one in all_inputs(asked.seed, graph, quick=asked.quick) if one.kind.startswith(asked.kind)]
    worker = Worker(graph, scratch)
    try:
        sample = [one for one in inputs if not one.sources][:: 400 if asked.quick else 60]
        taken = chain(((one, worker.take(one)) for one in inputs), in_processes(sample, graph, scratch))
        for at, (one, outcome) in enumerate(taken):
            kind = one.kind if at < len(inputs) else "in processes of their own"
            counts[kind][str(outcome.code)] += 1
            seconds, megabytes = largest[kind]
            largest[kind] = max(seconds, outcome.seconds), max(megabytes, outcome.megabytes)
            if said := wrong(one, outcome):
                failures.append(f"{kind} | {one.name} | {said}")
    finally:
        worker.close()
    print("| input | number | exit 0 | exit 2 | exit 3 | exit 1 | longest | most memory |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for kind, found in counts.items():
        seconds, megabytes = largest[kind]
        codes = " | ".join(str(found[code]) for code in ("0", "2", "3", "1"))
        print(f"| {kind} | {found.total()} | {codes} | {seconds:.1f} s | {megabytes:.0f} MB |")
    total = Counter[str]()
    for found in counts.values():
        total += found
    print(f"| all | {total.total()} | {' | '.join(str(total[code]) for code in ('0', '2', '3', '1'))} | | |")
    return failures


def run_fuzzer(seconds: int, seed: int) -> list[str]:
    """Run the coverage-guided fuzzer where it is installed, print its counts, and give its finds."""
    if importlib.util.find_spec("atheris") is None:
        print("The coverage-guided part is left out: atheris is not installed.")
        return []
    failures: list[str] = []
    for form, number, find in fuzzed(seconds, seed):
        print(f"atheris, {form}: {number} inputs in {seconds} s", flush=True)
        if find:
            failures.append(f"atheris, {form}: {find}")
    return failures


if __name__ == "__main__":
    main()
