"""Pages in a real Chromium, examined by axe-core: contrast, headings, labels, landmarks, tables.

Chromium and axe-core are no parts of this project; without them these tests are skipped. `CLAUSEWAY_AXE` names the file
`axe.min.js`, else it is looked for where `.ci/run` puts it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, NoReturn

import pytest

from clauseway.graph.engine import Engine
from clauseway.queries.comparison import compared
from clauseway.queries.comparison_page import comparison_page
from clauseway.queries.coverage_analysis import coverage_table
from clauseway.queries.exports import rendered
from clauseway.queries.matrix_questions import asked_matrix
from clauseway.queries.names import members_of
from clauseway.queries.reports import economy_report, group_report
from clauseway.queries.runner import Runner

DAY = date(2026, 11, 21)
AXE = Path.home() / ".cache" / "clauseway-npm" / "node_modules" / "axe-core" / "axe.min.js"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
RUN = """
axe.run().then(found => {
  const told = document.createElement("pre");
  told.id = "axe-found";
  told.textContent = JSON.stringify({passes: found.passes.length, violations: found.violations.map(
    each => [each.id, each.impact, each.nodes.map(node => node.html.slice(0, 120))])});
  document.body.appendChild(told);
});
"""


@pytest.fixture(scope="module")
def examine(
    require_or_skip: Callable[[str, str], NoReturn], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., dict[str, Any]]:
    """Open a page in Chromium and give what axe-core finds."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        require_or_skip("chromium", "there is no Chromium")
    axe = Path(os.environ.get("CLAUSEWAY_AXE") or AXE)
    if not axe.is_file():
        require_or_skip("axe", f"there is no {axe}; name axe.min.js in CLAUSEWAY_AXE")
    folder = tmp_path_factory.mktemp("pages")

    def found(html: str, *options: str) -> dict[str, Any]:
        # the page forbids scripts, which is right for a page and wrong for this test
        script = f"<script>{axe.read_text(encoding='utf-8')}</script><script>{RUN}</script></body>"
        page = folder / "page.html"
        page.write_text(POLICY.sub("", html).replace("</body>", script), encoding="utf-8")
        done = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom",
             f"--user-data-dir={folder / 'profile'}", *options, page.as_uri()],
            capture_output=True, text=True, timeout=240, check=True,
        )  # fmt: skip
        told = re.search(r'<pre id="axe-found">(.*?)</pre>', done.stdout, re.DOTALL)
        assert told is not None, done.stderr[-2000:]
        return json.loads(unescape(told[1]))

    return found


def page_of(kind: str, runner: Runner) -> str:
    match kind:
        case "report":
            return rendered(economy_report(runner, "KAZ", "Kazakhstan", DAY), "html")
        case "group":
            members = [code for code, _ in members_of(runner, "asean", DAY)]
            return rendered(group_report(runner, members, "asean", DAY), "html")
        case "compare":
            comparison, _ = compared(runner, ["depa", "rcep"], ["paperless-trading"], DAY)
            return rendered(comparison_page(comparison), "html")
        case "matrix":
            matrix = asked_matrix(runner, DAY, economies=["CHN", "SGP", "KAZ"], clauses=())
            return rendered(matrix, "html")
        case _:
            return rendered(coverage_table(runner, "CHN", "China", DAY), "html")


@pytest.mark.parametrize("kind", ["report", "group", "compare", "matrix", "table"])
def test_a_page_has_nothing_that_shuts_somebody_out(
    grafeo: Engine, examine: Callable[..., dict[str, Any]], kind: str
) -> None:
    found = examine(page_of(kind, Runner(grafeo)))
    assert found["violations"] == []
    assert found["passes"] > 10


def test_a_report_can_be_read_in_the_dark(grafeo: Engine, examine: Callable[..., dict[str, Any]]) -> None:
    html = page_of("report", Runner(grafeo))
    dark = examine(html, "--blink-settings=preferredColorScheme=0")
    assert dark["violations"] == []


def test_a_page_without_contrast_or_name_would_be_found(examine: Callable[..., dict[str, Any]]) -> None:
    words = '<p style="color:#ddd;background:#fff">Hardly to be seen</p><img src="data:,">'
    bad = f"<!doctype html><html><head><title>x</title></head><body>{words}</body></html>"
    ids = {each[0] for each in examine(bad)["violations"]}
    assert {"color-contrast", "html-has-lang", "image-alt"} <= ids
