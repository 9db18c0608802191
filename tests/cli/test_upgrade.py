"""The command `upgrade`: what it prints, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]

DAY = ("--as-of", "2026-11-22")
HEADER = "indicator,middle,advanced,themes,reason\n"


def rows(done: Any) -> list[dict[str, Any]]:
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_the_steps_of_an_economy_come_ranked_with_its_tier(clauseway: Clauseway, on_shipped: Path) -> None:
    found = rows(clauseway("upgrade", "KAZ", *DAY, "-f", "json"))
    assert [row["rank"] for row in found] == list(range(1, len(found) + 1))
    assert {row["tier"] for row in found} == {"middle"}
    assert {"join", "upgrade", "adopt"} <= {row["kind"] for row in found}
    assert {"depa", "cptpp", "rcep", "wto-jsi-ecommerce"} <= {row["target"] for row in found}


def test_the_notes_give_thresholds_weights_and_what_is_open(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("upgrade", "KAZ", *DAY, "-f", "md")
    assert "Tier middle: internet-users 92.88 advanced" in done.out
    assert "Weights of criteria, tier middle: gain 0.25" in done.out
    assert "Open to all by the data: cptpp, depa, rcep, wto-jsi-ecommerce." in done.out
    assert "no rung of the text was read, so no step: ots-depa" in done.out


def test_an_economy_with_too_few_observations_is_unknown_with_its_range(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("upgrade", "PCN", *DAY, "-f", "md")
    assert done.code == 0
    assert "Tier unknown, between early and advanced: too few observations" in done.out


def test_thresholds_of_ones_own_change_the_tier(clauseway: Clauseway, on_shipped: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}internet-users,60,85,trust,mine\n", encoding="utf-8")
    found = rows(clauseway("upgrade", "KAZ", "--tiers", file, *DAY, "-f", "json"))
    assert {row["tier"] for row in found} == {"advanced"}


def test_weights_change_the_order(clauseway: Clauseway, on_shipped: Path) -> None:
    only = ",".join(f"{name}=0" for name in ("trade", "partners", "precedent", "readiness", "ease", "talks", "harmony"))
    found = rows(clauseway("upgrade", "KAZ", "--weights", only, *DAY, "-f", "json"))
    middles = [row["gain"] + row["gain_most"] for row in found]
    assert middles == sorted(middles, reverse=True)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("upgrade",), 2, "Name an economy, or give --all, --group or --economies; one of them."),
        (("upgrade", "KAZ", "--all"), 2, "one of them."),
        (("upgrade", "Kazahstan"), 2, "Did you mean KAZ Kazakhstan?"),
        (("upgrade", "KAZ", "--weights", "gian=1"), 2, "Unknown criterion 'gian'. Did you mean 'gain'?"),
        (("upgrade", "KAZ", "--steps", "0"), 2, "'--steps'"),
        (("upgrade", "KAZ", "--clause", "paperless"), 2, "Unknown clause type 'paperless'."),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    clauseway: Clauseway, on_shipped: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    done = clauseway(*words)
    assert done.code == code
    assert told in done.message


def test_a_table_of_thresholds_that_cannot_be_used_is_refused(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    done = clauseway("upgrade", "KAZ", "--tiers", file)
    assert (done.code, done.message) == (3, "mine.csv: error: the file is missing. Name a table of thresholds.")
    file.write_text(f"{HEADER}internet-user,60,85,,\n", encoding="utf-8")
    done = clauseway("upgrade", "KAZ", "--tiers", file)
    assert done.code == 3
    assert done.message.startswith("mine.csv:2: error: 'internet-user' is not a known indicator. Did you mean")
