"""The API against its own document: what schemathesis makes of the document is asked of the running server.

`CLAUSEWAY_SCHEMATHESIS=60` asks about that many questions of each operation, and those at the edges of every parameter
as well: some ten minutes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from clauseway.web.api import API, api_kinds

SETTINGS = """\
[checks]
# a name that fits the schema may be nobody's: 400 and 404 are right answers to it
positive_data_acceptance.enabled = false
# 414: generated texts may be longer than an address can be
negative_data_rejection.expected-statuses = [400, 404, 405, 414]
"""
FEW = "2"


def test_the_server_answers_as_its_document_says(
    address: str, tmp_path: Path, require_or_skip: Callable[[str, str], NoReturn]
) -> None:
    if find_spec("schemathesis") is None:
        require_or_skip("schemathesis", "schemathesis is not installed")
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    examples = os.environ.get("CLAUSEWAY_SCHEMATHESIS", "")
    done = subprocess.run(
        [
            sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()",
            "run", f"{address}{API}/openapi.json", "--seed", "9", "--max-examples", examples or FEW,
            "--phases", "examples,coverage,fuzzing" if examples else "examples,fuzzing", "--continue-on-failure",
            "--suppress-health-check", "all", "--no-color",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    cases = re.search(r"(\d+) generated", done.stdout)
    assert tested is not None and int(tested[1]) == len(api_kinds()) + 1
    assert cases is not None and int(cases[1]) >= len(api_kinds()) * 2
