"""Reading and coding treaty texts: MB a second on one core, two processes and two Dask workers.

    python benchmarks/coder.py [--runs 5] [--quick]

The texts are ToTA's XML of the source data (`CLAUSEWAY_SHARED` names its folder). The ways take turns. Sizes are those
of the files as they lie on the disk, markup and all, in millions of bytes. Nothing is kept between runs but where the
name says so.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measuring import SHARED, Asked, Figure, Measured, in_turn, run_alone, run_process

ONE = "read and code, 1 process"
BESIDE = f"{ONE} beside an idle cluster"

CODED = """
import sys
from pathlib import Path
from clauseway.loaders.coder.running import code_files
for result in code_files([Path(name) for name in sys.argv[1:]]):
    pass
"""


def measure(asked: Asked) -> Measured:
    """Throughput of reading, of coding, and of both in several processes."""
    found = Measured("coder", "Reading and coding treaty texts", [])
    place = SHARED / "tota" / "xml"
    if not place.is_dir():
        found.figures.append(Figure(ONE, "MB/s", note="no treaty texts; name the source data in CLAUSEWAY_SHARED"))
        return found
    # nothing large may be imported before: a process that is started begins with the memory of its parent
    paths = sorted(place.glob("*.xml"))
    if asked.quick:
        paths = paths[::20]
    few = paths[:: max(1, len(paths) // 50)]
    memory = [
        Figure(f"memory for {len(some)} texts", "MB", (run_process([sys.executable, "-c", CODED, *some]).memory,))
        for some in ([few, paths] if len(few) < len(paths) else [paths])
    ]
    size = sum(path.stat().st_size for path in paths) / 1e6
    with tempfile.TemporaryDirectory(prefix="clauseway-codings-") as kept:
        taken = _timed(1 if asked.quick else asked.runs, paths, Path(kept))
    goals = {"code texts that were read, 1 process": ">= 5", ONE: ">= 5"}
    for name, seconds in taken.items():
        speed = tuple(size / each for each in seconds)
        against = {"read and code, 2 processes": ONE, "read and code, 2 Dask workers": BESIDE}.get(name, "")
        found.figures.append(Figure(name, "MB/s", speed, goals.get(name, ""), against))
    found.figures.append(Figure(f"{ONE}, {len(paths)} texts of {size:.1f} MB", "s", taken[ONE]))
    found.figures += memory
    return found


def _timed(runs: int, paths: list[Path], kept: Path) -> dict[str, tuple[float, ...]]:
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
        documents.clear()  # what comes next must not walk them in search of cycles

    list(code_files(paths, cache=kept))
    ways: dict[str, Callable[[], object]] = {
        "read, 1 process": read,
        "code texts that were read, 1 process": code,
        ONE: lambda: list(code_files(paths)),
        "read and code, 2 processes": lambda: list(code_files(paths, jobs=2)),
        "kept before, 1 process": lambda: list(code_files(paths, cache=kept)),
    }
    taken = in_turn(ways, runs, warm=0)
    try:
        from distributed import LocalCluster
    except ImportError:
        return taken
    from clauseway.loaders.coder.cluster import code_files_on

    # apart from the processes, which would be started another way while the threads of the cluster run
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        list(code_files_on(cluster.scheduler_address, paths[:20]))  # the workers import what they need
        beside: dict[str, Callable[[], object]] = {
            BESIDE: lambda: list(code_files(paths)),
            "read and code, 2 Dask workers": lambda: list(code_files_on(cluster.scheduler_address, paths)),
        }
        return taken | in_turn(beside, runs, warm=0)


if __name__ == "__main__":
    run_alone(measure)
