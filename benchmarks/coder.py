"""Time the text coder side by side in one run: reading, coding, and the same files in processes and on a cluster.

    python benchmarks/coder.py FOLDER [--runs 3] [--files 450]

FOLDER holds treaty texts (ToTA's XML, say). Machines are noisy, so read the ratios: the ways take turns, and each
figure is a median. Nothing is kept between runs but where the line says so. Memory is the largest of the process that
was started, in MB; workers have their own. Nothing here is a test, and no test is timed.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

MEASURED = """
import resource, sys
from pathlib import Path
from clauseway.loaders.coder.running import code_files
for result in code_files([Path(name) for name in sys.argv[1:]]):
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Run everything and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--files", type=int, default=450)
    asked = parser.parse_args()
    from clauseway import __version__
    from clauseway.loaders.coder.evaluation import texts_of
    from clauseway.loaders.coder.lexicon import coder_version

    paths = texts_of([asked.folder])[: asked.files]
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {date.today()}, medians of {asked.runs} runs")
    libraries = ", ".join(f"{name} {version(name)}" for name in ("lxml", "distributed"))
    print(f"versions: clauseway {__version__}, coder {coder_version()}, {libraries}")
    print(f"{len(paths)} files, {size:.1f} MB")
    # first: a process that is started begins with the largest memory its parent ever had
    few = paths[:: max(1, len(paths) // 50)]
    for some in (few, paths):
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *map(str, some)], check=True, capture_output=True, text=True
        )
        print(f"memory for {len(some):4d} files {float(done.stdout):10.0f} MB")
    seconds = _timed(asked.runs, paths)
    base = seconds["read and code, 1 process"]
    for name, took in seconds.items():
        print(f"{name:32s} {took:8.2f} s {size / took:8.1f} MB/s {base / took:8.2f} x 1 process")


def _timed(runs: int, paths: list[Path]) -> dict[str, float]:
    from distributed import LocalCluster

    from clauseway.loaders.coder.cluster import code_files_on
    from clauseway.loaders.coder.running import code_files
    from clauseway.loaders.coder.treaty import code_document
    from clauseway.loaders.texts.document import Document
    from clauseway.loaders.texts.reading import read_document

    documents: list[Document] = []

    def read() -> None:
        documents[:] = [read_document(path) for path in paths]

    def code() -> None:
        for document in documents:
            code_document(document)

    with (
        tempfile.TemporaryDirectory() as kept,
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
    ):
        list(code_files(paths, cache=Path(kept)))
        ways: dict[str, Callable[[], object]] = {
            "read": read,
            "code": code,
            "read and code, 1 process": lambda: list(code_files(paths)),
            "read and code, 2 processes": lambda: list(code_files(paths, jobs=2)),
            "read and code, 2 Dask workers": lambda: list(code_files_on(cluster.scheduler_address, paths)),
            "all kept before": lambda: list(code_files(paths, cache=Path(kept))),
        }
        list(code_files_on(cluster.scheduler_address, paths[:20]))  # the workers import what they need
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(runs):
            for name, action in ways.items():
                if name.startswith("read and"):
                    documents.clear()
                started = time.perf_counter()
                action()
                times[name].append(time.perf_counter() - started)
    return {name: statistics.median(held) for name, held in times.items()}


if __name__ == "__main__":
    main()
