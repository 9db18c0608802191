"""Citations: every style names the data version, the day and the address, and the file at the top is valid."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clauseway import __version__
from clauseway.queries.citing import STYLES, Cited, as_bibtex, as_cff, as_csl, as_sentence, citation_file

CITED = Cited("0.1.0", "1a2b3c4d5e6f", "0.2.0", date(2024, 5, 3), date(2026, 11, 22))
ROOT = Path(__file__).resolve().parents[2]
CFF_KEYS = {"cff-version", "message", "title", "type", "abstract", "authors", "version", "url", "license", "keywords"}
"""The keys of CFF 1.2 that are used; the format refuses any it does not know."""


def yaml_of(text: str) -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="reading a Citation File needs PyYAML")
    return yaml.safe_load(text)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_names_data_day_and_address(style: str) -> None:
    text = STYLES[style](CITED)
    versions = ("1a2b3c4d5e6f", "0.1.0", "0.2.0")
    for part in (*versions, "2024-05-03", "https://w3id.org/clauseway/", "Clauseway contributors"):
        assert part in text, part
    assert text.endswith("\n")


def test_bibtex_is_an_entry_with_balanced_braces_and_no_invented_year() -> None:
    text = as_bibtex(CITED)
    assert text.startswith("@misc{clauseway-1a2b3c4d5e6f,\n")
    assert text.count("{") == text.count("}")
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", text, re.MULTILINE))
    assert fields["urldate"] == "2026-11-22"
    assert "2024-05-03" in fields["note"] and "1a2b3c4d5e6f" in fields["version"]
    assert "year" not in fields


def test_csl_is_a_list_of_one_dataset() -> None:
    (item,) = json.loads(as_csl(CITED))
    assert (item["type"], item["accessed"]) == ("dataset", {"date-parts": [[2026, 11, 22]]})


def test_the_sentence_tells_to_cite_the_sources_too() -> None:
    assert "CC BY 4.0" in as_sentence(CITED) and "names the sources" in as_sentence(CITED)


@pytest.mark.parametrize("text", [as_cff(CITED), citation_file("0.1.0")], ids=["of the data", "of the package"])
def test_a_citation_file_has_what_the_format_asks_for_and_nothing_else(text: str) -> None:
    read = yaml_of(text)
    assert read.keys() <= CFF_KEYS and {"cff-version", "message", "title", "authors"} <= read.keys()
    assert read["cff-version"] == "1.2.0"
    assert read["type"] in ("software", "dataset")
    assert read["authors"] == [{"name": "Clauseway contributors"}]
    assert read["license"] == ["Apache-2.0", "CC-BY-4.0"]
    assert all(isinstance(read[key], str) for key in ("title", "version", "url", "abstract", "message"))


def test_the_file_at_the_top_is_the_one_the_code_writes() -> None:
    """Write it anew with `citation_file(__version__)` when the version changes."""
    assert (ROOT / "CITATION.cff").read_text(encoding="utf-8") == citation_file(__version__)
