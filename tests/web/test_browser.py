"""The explorer in a real Chromium: the way of an analyst, by mouse, by keyboard and without script; quiet, light pages.

Chromium, its driver and axe-core are no parts of this project; without them these tests are skipped. `CLAUSEWAY_AXE`
names the file `axe.min.js`, else it is looked for where `.ci/run` puts it.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from openpyxl import load_workbook

from clauseway.web.registry import all_kinds
from clauseway.web.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

AXE = Path(os.environ.get("CLAUSEWAY_AXE") or "~/.cache/clauseway-npm/node_modules/axe-core/axe.min.js").expanduser()
KINDS = sorted(all_kinds())
# the queries of the catalogue are one page with other words: some of them stand for all where it takes long
# and a picture or table of a group alone is a part of the page of the group
SAMPLE = [*(name for name in KINDS if not name.startswith(("query-", "group-"))), "query-accessions", "group-gaps"]
MOST_BYTES = 200_000
LEAST_PHONE = 375
UNMOVED = 0.1  # what counts as good: columns of a long table may widen a little while its rows come in
SLOWEST_MS = 30_000
RUN_AXE = """async () => (await axe.run({resultTypes: ["violations"]})).violations
  .map(each => [each.id, each.impact, each.nodes.slice(0, 3).map(node => node.html.slice(0, 160))])"""
SHORTEN = """() => document.querySelectorAll("tbody, main ul, .side > div, tbody tr").forEach(
  list => [...list.children].slice(list.matches("tr") ? 30 : 12).forEach(each => each.remove()))"""
# tells of every piece of the page that moved without anybody having touched anything
WATCH_SHIFTS = """window.moved = 0; new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({type: "layout-shift", buffered: true});"""

type Require = Callable[[str, str], NoReturn]


@dataclass(frozen=True)
class Seen:
    """What a browser met on a page: messages, bytes, width on a phone, shift of the layout, findings of axe-core."""

    complaints: list[str]
    weight: int
    phone_width: int
    moved: float
    violations: list[Any] | None


@pytest.fixture(scope="module")
def browser(require_or_skip: Require) -> Iterator[Browser]:
    """One Chromium for all tests."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        require_or_skip("chromium", "there is no Chromium")
    if find_spec("playwright") is None:
        require_or_skip("chromium", "its driver is missing: pip install playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """One window of a common size, in which all pages share what the browser keeps."""
    with _window(browser, address) as made:
        yield made


@contextmanager
def _window(browser: Browser, address: str, **options: Any) -> Generator[BrowserContext]:
    with browser.new_context(base_url=address, viewport={"width": 1024, "height": 768}, **options) as made:
        made.set_default_timeout(SLOWEST_MS)
        yield made


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    yield made
    made.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The text of axe-core, empty where there is none."""
    return AXE.read_text(encoding="utf-8") if AXE.is_file() else ""


@pytest.fixture
def needs_axe(axe: str, require_or_skip: Require) -> None:
    """Skips what only axe-core can tell."""
    if not axe:
        require_or_skip("axe", f"there is no {AXE}; name axe.min.js in CLAUSEWAY_AXE")


@pytest.fixture(scope="module")
def see(browser: Browser, address: str, axe: str) -> Iterator[Callable[[str], Seen]]:
    """Opens the example of a kind of page, once, in a tab of its own."""
    with _window(browser, address) as window:
        window.add_init_script(WATCH_SHIFTS)

        @cache
        def seen(name: str) -> Seen:
            complaints: list[str] = []
            answers: list[Response] = []
            tab = window.new_page()
            tab.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
            tab.on("pageerror", lambda error: complaints.append(str(error)))
            tab.on("response", lambda answer: answers.append(answer))
            tab.goto(all_kinds()[name].example)
            weight = sum(len(answer.body()) for answer in answers if answer.ok)
            said = list(complaints)
            moved = float(tab.evaluate("window.moved"))
            tab.set_viewport_size({"width": LEAST_PHONE, "height": 700})
            width = int(tab.evaluate("document.documentElement.scrollWidth"))
            found = violations(tab, axe) if axe and name in SAMPLE else None
            tab.close()
            return Seen(said, weight, width, moved, found)

        yield seen


def violations(tab: Page, axe: str) -> list[Any]:
    """What axe-core finds on the page that is open; of long tables and lists the first lines stand for all."""
    tab.evaluate(SHORTEN)
    tab.evaluate(axe)  # through the driver, which the policy of the page does not bind
    return tab.evaluate(RUN_AXE)


def heading(tab: Page) -> str:
    return tab.locator("h1").inner_text()


def ask_for(tab: Page, day: str) -> str:
    """Asks the open page for another day, and gives its lead."""
    tab.get_by_label("As of").fill(day)
    tab.get_by_role("form", name="Day asked about").get_by_role("button").click()
    tab.wait_for_url(f"**as_of={day}*")
    return tab.locator(".lead").inner_text()


# ---- the way of an analyst -----------------------------------------------------------------------------------------


def test_an_analyst_finds_china_and_sees_korea_join_depa(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox", name="Search").or_(page.locator("#find-1-q")).last.fill("China")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/economy/CHN")
    assert heading(page) == "China (CHN)"
    page.get_by_label("Search economies").fill("DEPA")
    page.get_by_label("Search economies").press("Enter")
    page.get_by_role("link", name="Digital Economy Partnership Agreement").first.click()
    assert heading(page) == "Digital Economy Partnership Agreement"
    assert ask_for(page, "2024-05-02").startswith("3 economies are bound on 2024-05-02")
    lead = ask_for(page, "2024-05-03")
    assert lead.startswith("4 economies are bound on 2024-05-03")
    assert "Korea, on 2024-05-03" in lead


def test_a_cell_of_the_matrix_leads_to_the_article_and_its_evidence(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Matrix").click()
    row = page.locator("table.grid tbody tr").filter(has=page.get_by_role("rowheader", name="Singapore"))
    cell = row.locator("td a").first
    place = cell.locator("..").get_attribute("title") or ""
    cell.click()
    assert heading(page).startswith("Digit of Singapore on ")
    article = re.search(r" · (\S+) (\S+) ?\S* · ", place)
    assert article is not None, place
    assert f"SGP by {article[1]} Article {article[2]}" in page.locator(".tree").first.inner_text()
    page.locator('a[href^="/evidence/"]').first.click()
    assert f"{article[1]} Article {article[2]}" in heading(page)
    assert "source" in page.locator(".tree").first.inner_text()


def test_the_workbook_of_a_page_holds_its_rows(page: Page) -> None:
    page.goto("/economy/CHN/coverage?as_of=2026-11-22")
    rows = page.locator("table.rows tbody tr").count()
    with page.expect_download() as told:
        page.locator("div.bar").get_by_role("link", name="xlsx").click()
    assert told.value.suggested_filename.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(Path(told.value.path()).read_bytes()))["Data"]
    assert sheet.max_row == rows + 1


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto("/agreements")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "main"
    # a table is sorted by the button in its head; the next press turns the order
    table = page.locator("table.rows").first
    table.locator("thead button").first.focus()
    page.keyboard.press("Enter")
    head = table.locator("thead th").first
    assert head.get_attribute("aria-sort") == "ascending"
    first = table.locator("tbody tr").first.inner_text()
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    assert table.locator("tbody tr").first.inner_text() != first
    # suggestions: down, up again, down, and Enter opens the first of them
    page.get_by_label("Search economies").focus()
    page.keyboard.type("Singapor")
    page.get_by_role("option").first.wait_for()
    for key in ("ArrowDown", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert "Singapore" in page.locator('[role="option"][aria-selected="true"]').inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/economy/SGP")
    # the control of the day: three fields of the date, its picker, then the button
    page.get_by_label("As of").focus()
    page.keyboard.type("05022024")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/economy/SGP?as_of=2024-05-02")


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/economies")
    page.get_by_label("Search economies").press_sequentially("Kaz")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    assert page.get_by_label("Search economies").input_value() == "Kaz"


def test_the_same_way_leads_by_forms_where_script_is_off(browser: Browser, address: str) -> None:
    with _window(browser, address, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto("/")
        page.locator("#find-1-q").fill("China")
        page.locator("#find-1-q").press("Enter")
        page.get_by_role("link", name="China", exact=True).first.click()
        assert heading(page) == "China (CHN)"
        page.goto("/agreement/depa")
        assert ask_for(page, "2024-05-02").startswith("3 economies")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Matrix").click()
        page.locator("table.grid tbody td a").first.click()
        assert heading(page).startswith("Digit of ")
        assert page.locator(".filter *").count() == 0, "a filter that only script could work"


# ---- every kind of page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_opens_without_a_complaint_of_the_browser(see: Callable[[str], Seen], name: str) -> None:
    assert see(name).complaints == []


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_is_light_fits_a_phone_and_does_not_move(see: Callable[[str], Seen], name: str) -> None:
    seen = see(name)
    assert seen.weight > 2_000
    assert seen.weight < MOST_BYTES or name == "matrix"
    assert seen.phone_width <= LEAST_PHONE
    assert seen.moved < UNMOVED


@pytest.mark.parametrize("name", SAMPLE)
@pytest.mark.usefixtures("needs_axe")
def test_a_page_shuts_nobody_out(see: Callable[[str], Seen], name: str) -> None:
    assert see(name).violations == []


@pytest.mark.usefixtures("needs_axe")
@pytest.mark.parametrize("name", ["start", "economy", "clause", "matrix", "whatif"])
def test_a_page_can_be_read_in_the_dark(browser: Browser, address: str, axe: str, name: str) -> None:
    with _window(browser, address, color_scheme="dark") as window:
        page = window.new_page()
        page.goto(all_kinds()[name].example)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"
        assert violations(page, axe) == []


@pytest.mark.usefixtures("needs_axe")
def test_open_suggestions_and_the_page_of_a_problem_shut_nobody_out(page: Page, axe: str) -> None:
    page.goto("/economy/Singapor")
    page.get_by_label("Search economies").press_sequentially("Chin")
    page.get_by_role("option").first.wait_for()
    assert violations(page, axe) == []


@pytest.mark.usefixtures("needs_axe")
def test_a_page_for_queries_of_ones_own_is_in_the_menu_where_it_is_allowed(
    browser: Browser, axe: str, graph_file: Path, serve: Callable[[Settings], Any], get: Callable[..., Any]
) -> None:
    assert "/cypher" not in get("/").data.decode()
    with serve(Settings(graph=graph_file, allow_cypher=True)) as served, _window(browser, served) as window:
        page = window.new_page()
        page.goto("/economies")
        page.get_by_role("link", name="Cypher").click()
        assert page.locator("nav [aria-current]").inner_text() == "Cypher"
        assert violations(page, axe) == []


def test_a_page_is_printed_without_its_controls(page: Page) -> None:
    page.goto(f"/economy/CHN?as_of={date(2024, 5, 2)}")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert not page.locator("div.bar").is_visible()
    assert page.locator("table.rows").first.is_visible()
    assert "2024-05-02" in page.locator(".lead").inner_text()
