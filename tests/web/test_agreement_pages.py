"""Pages of agreements: the day decides who is bound, and each provision leads to its evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from urllib3 import BaseHTTPResponse

type Get = Callable[..., BaseHTTPResponse]
type Read = Callable[[str], Any]


def test_the_accession_of_korea_to_depa_changes_the_party_list_overnight(read: Read) -> None:
    before = read("/agreement/depa?as_of=2024-05-02")
    after = read("/agreement/depa?as_of=2024-05-03")
    assert before.lead.startswith("3 economies are bound on 2024-05-02")
    assert after.lead.startswith("4 economies are bound on 2024-05-03; the last to begin: Korea, on 2024-05-03.")
    assert ">Korea</a>" not in before.part("Bound on 2024-05-02")
    assert ">Korea</a>" in before.part("At the door")
    assert ">Korea</a>" in after.part("Bound on 2024-05-03")
    assert ">Korea</a>" not in after.part("At the door")


def test_the_facts_of_an_agreement_stand_at_the_top(read: Read) -> None:
    facts = read("/agreement/depa?as_of=2026-11-22").part("What it is")
    assert re.findall("<dt>(.*?)</dt>", facts)[:5] == [
        "Kind", "Signed or adopted", "First in force", "Parties bound on 2026-11-22", "Text",
    ]  # fmt: skip
    told = re.findall("<dd>(.*?)</dd>", facts)
    assert told[:4] == ["digital economy agreement", "2020-06-12 (secondary)", "2021-01-07", "4"]


def test_each_article_leads_to_its_evidence_and_that_page_is_there(get: Get, read: Read) -> None:
    table = read("/agreement/depa").part("Provision by provision")
    places = re.findall(r'<th scope="row"><a href="(/evidence/[^"]+)">', table)
    assert len(places) > 150
    assert get(places[100]).status == 200


def test_a_paragraph_without_a_duty_is_not_called_absent(get: Get, read: Read) -> None:
    table = read("/agreement/depa").part("Provision by provision")
    assert "no duty" in table
    assert ">absent<" not in table
    assert "absent" in {row["grade"] for row in get("/agreement/depa.json").json()}, "files keep the keys"


def test_an_agreement_for_one_economy_tells_what_it_owes_and_what_it_may_put_off(read: Read) -> None:
    page = read("/agreement/rcep?economy=KHM&as_of=2026-11-22")
    assert "Cambodia owes a duty on" in page.lead
    delays = page.part("Delays")
    assert ">Cambodia</a>" in delays
    assert "2027-01-01" in delays


def test_the_picture_of_parties_tells_the_members_of_a_union_once(get: Get, read: Read) -> None:
    page = read("/agreement/eu-singapore-dta/parties?as_of=2026-11-22")
    assert "28 economies are bound on 2026-11-22, all since 2026-02-01." in page.text
    picture = get("/agreement/eu-singapore-dta/parties.svg?as_of=2026-11-22").data.decode()
    assert "European Union" in picture
    assert ">Germany<" not in picture


def test_an_agreement_without_coded_provisions_says_so(read: Read) -> None:
    page = read("/agreement/efta-india-tepa")
    assert "None of its provisions is coded" in page.lead
    assert "No provision of 'efta-india-tepa' has been coded." in page.text


def test_the_list_of_agreements_parts_those_read_whole_from_the_others(get: Get, read: Read) -> None:
    page = read("/agreements?as_of=2026-11-22")
    assert 'href="/agreement/depa' in page.part("Read whole")
    rows = get("/agreements.json?as_of=2024-05-02").json()
    bound = {row["agreement"]: row["bound"] for row in rows}
    assert bound["depa"] == 3
    assert {row["agreement"]: row["standing"] for row in rows}["depa"] == "in force"
