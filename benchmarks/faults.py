"""Break things on purpose, at random moments and places, and count what comes of it.

    python benchmarks/faults.py --seed 10                 everything; half an hour and more
    python benchmarks/faults.py --seed 10 --quick         a few trials of each kind, as continuous integration does
    python benchmarks/faults.py --only builds,graph_bits  some kinds

It counts and does not time. Every trial must end with the old answer, the new answer, or one sentence and its exit
code; the run fails otherwise. `docs/reliability.md` quotes the table it prints.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import faults_disk
import faults_files
import faults_kills
import faults_neo4j
import faults_together
from faults_counting import Counted, Trial, make_trial

KINDS: dict[str, Callable[[Trial], Counted]] = {
    **faults_kills.KINDS,
    **faults_files.KINDS,
    **faults_disk.KINDS,
    **faults_together.KINDS,
    **faults_neo4j.KINDS,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="few trials of some kinds, in half a minute")
    parser.add_argument("--only", help=f"kinds, parted by commas, of: {', '.join(KINDS)}")
    asked = parser.parse_args()
    chosen = asked.only.split(",") if asked.only else list(QUICK if asked.quick else KINDS)
    if unknown := [name for name in chosen if name not in KINDS]:
        parser.error(f"There is no kind {', '.join(unknown)}; there are {', '.join(KINDS)}.")
    wrong: list[str] = []
    rows: list[str] = []
    with tempfile.TemporaryDirectory(prefix="clauseway-faults-") as folder:
        trial_of = make_trial(Path(folder), asked.seed, asked.quick)
        for name in chosen:
            begun = time.perf_counter()
            found = KINDS[name](trial_of(name))
            rows.append(found.row())
            wrong += [f"{name}: {sentence}" for sentence in found.wrong]
            print(f"{found.row()}  ({time.perf_counter() - begun:.0f} s)", flush=True)
    print("\n".join(("", f"seed {asked.seed}", "", "| fault | trials | what came of it |", "|---|---:|---|", *rows)))
    for sentence in wrong:
        print(f"WRONG {sentence}")
    sys.exit(bool(wrong))


QUICK = (
    "builds", "batches", "graph_bits", "graph_cuts", "dataset_bits", "dataset_swaps", "damaged_installations",
    "kept_texts", "full_disks", "clocks", "readers_in_swaps",
)  # fmt: skip
"""Kinds of a quick run; the others start servers or many builds, or are tried by the tests."""

if __name__ == "__main__":
    main()
