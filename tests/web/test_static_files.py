"""Style and script: kept for good under the hash of their content; the colours of grades are those of the matrix."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from urllib3 import BaseHTTPResponse

from clauseway.queries.results import GRADE_DIGITS, GRADE_FILLS
from clauseway.web.static_files import STATIC, static_address

type Get = Callable[..., BaseHTTPResponse]


@pytest.mark.parametrize("name", ["clauseway.css", "clauseway.js", "mark.svg"])
def test_a_static_file_is_kept_for_a_year_under_its_hash_alone(get: Get, name: str) -> None:
    address = static_address(name)
    assert address in get("/").data.decode()
    assert get(address).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert get(f"/static/{name}?v=older").headers["cache-control"] == "no-cache"
    assert get(f"/static/{name}").headers["cache-control"] == "no-cache"


def test_the_style_sheet_is_one_small_file() -> None:
    assert [path.name for path in STATIC.glob("*.css")] == ["clauseway.css"]
    assert (STATIC / "clauseway.css").stat().st_size < 20_000


def test_a_grade_has_the_same_colour_in_tables_as_in_the_matrix() -> None:
    css = (STATIC / "clauseway.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"\.grade-([a-z-]+) { --grade: #([0-9a-f]{6}); }", css))
    assert found == {grade: GRADE_FILLS[digit][0] for grade, digit in GRADE_DIGITS.items() if digit is not None}
