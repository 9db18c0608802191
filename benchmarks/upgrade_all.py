"""Time the next steps of every economy, and of single ones in a warm process.

    python benchmarks/upgrade_all.py [--graph FILE] [--economies KAZ,UZB,SGP,CHN,KEN]

Machines are noisy: the whole run should stay below a minute and a single answer below a second. Nothing here is a
test, and no test is timed.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path

from clauseway.queries.opening import open_graph_file
from clauseway.queries.runner import Runner
from clauseway.queries.upgrade_analysis import upgrade_table

DAY = date(2026, 11, 22)


def main() -> None:
    """Run everything and print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, default=None)
    parser.add_argument("--economies", default="KAZ,UZB,SGP,CHN,KEN")
    asked = parser.parse_args()
    with open_graph_file(asked.graph, print) as engine:
        started, used = time.perf_counter(), time.process_time()
        table = upgrade_table(Runner(engine), [], DAY, name="all economies")
        economies = len({row["economy"] for row in table.rows})
        print(
            f"all economies: {economies} with {len(table.rows)} steps, {time.perf_counter() - started:.2f} s "
            f"({time.process_time() - used:.2f} s of one core), the import of pymcdm with it"
        )
        for code in asked.economies.split(","):
            for length in (0, 3):
                started = time.perf_counter()
                upgrade_table(Runner(engine), [code], DAY, steps=length)
                what = f"path of {length}" if length else "steps"
                print(f"{code} {what}: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
