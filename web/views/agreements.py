"""Agreements: the list, and one provision by provision with its parties in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries import names
from clauseway.queries.agreement_analysis import agreement_table
from clauseway.queries.agreement_parties import Parties, deferrals_of, links_of, parties_in_time
from clauseway.queries.agreements_listed import READ_AS, agreements_on
from clauseway.queries.columns import in_words
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.results import ResultTable
from clauseway.web.kinds import DRAWN, PICTURES, Facts, Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import AS_OF, COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

AGREEMENT = Parameter(
    name="agreement", type="agreement", about="Slug or title of an agreement.", required=True, example="depa"
)
_ECONOMY = Parameter(
    name="economy", type="economy", about="As it stands for this economy; empty for the agreement at large.",
    title="For one economy", example="KOR",
)  # fmt: skip
SHOWN = (
    "article", "paragraph", "label", "summary", "grade", "wording", "exception", "enforcement", "active_from",
    "verification",
)  # fmt: skip
"""Columns of the provisions; the article leads to the evidence."""

_FIRM = {Grade.BINDING_ENFORCEABLE.value, Grade.BINDING_UNENFORCEABLE.value}


def agreements(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every agreement, in three lists by how well its text is known."""
    table = agreements_on(asked.runner, asked.as_of)
    read = {READ_AS[reading] for reading in READ_WHOLE}
    whole = [row for row in table.rows if row["provisions"] and row["reading"] in read]
    some = [row for row in table.rows if row["provisions"] and row not in whole]
    rest = [row for row in table.rows if not row["provisions"]]
    standing = Counter(str(row["standing"]) for row in table.rows)
    lead = (
        f"{len(table.rows)} agreements and other texts are in the data; on {asked.as_of} {standing['in force']} are in "
        f"force, and {standing['not meant to bind']} are not meant to bind. The provisions of {len(whole) + len(some)} "
        f"were coded, those of {len(whole)} after the whole digital text was read."
    )
    parts = (
        Part("Read whole", (_of(table, whole),), "A clause type without a provision is absent from these."),
        Part("Read in part, or by rules", (_of(table, some),), "What is not among the provisions may be there."),
        Part("Without coded provisions", (_of(table, rest),), "Known as a whole; most of their texts were not read."),
    )
    return View("Agreements", table, lead, parts)


def _of(table: ResultTable, rows: list[Row]) -> ResultTable:
    return replace(table, rows=rows, empty_message="There are none.")


def agreement(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """One agreement, at large or as it stands for an economy."""
    runner, day = asked.runner, asked.as_of
    slug, title = names.find_agreement(runner, asked.text("agreement"))
    who = names.find_economy(runner, asked.text("economy")) if asked.text("economy") else None
    table = agreement_table(runner, slug, day, economy=who)
    about = runner.rows("about_agreement", slug=slug)[0]
    parties = parties_in_time(runner, slug, title, day)
    delays, linked = deferrals_of(runner, slug, title, day), links_of(runner, slug, title)
    unread = about["reading"] not in READ_WHOLE
    said = "The text was not read whole: what does not stand here may still be in it." if unread else ""
    provisions = replace(table, rows=[in_words(row) for row in table.rows], shown=(*SHOWN, "row_id"))
    here = {"agreement": slug}
    drawn = parties.picture if parties.whole.rows else parties.whole
    parts = [
        Part("What it is", (_facts(about, parties, day),)),
        Part("Provision by provision", (provisions,), said),
        Part("Parties in time", (drawn,), "", at.to("parties", **here), PICTURES),
        Part(f"Bound on {day}", (parties.bound,)),
    ]
    if parties.door.rows:
        words = "These do not owe anything under it on the day: they signed, applied, were invited, or left."
        parts.append(Part("At the door", (parties.door,), words))
    if delays.rows:
        parts.append(Part("Delays", (delays,), f"{len(delays.rows)} duties may be put off by single Parties."))
    if linked.rows:
        parts.append(Part("Links to other agreements", (linked,)))
    parts.append(Part("Go on from here", _onward(slug, title, parties, at)))
    trail = (Link("Agreements", at.to("agreements")), *((Link(title, at.this(economy=None)),) if who else ()))
    name = f"{title} for {who[1]}" if who else title
    return View(name, table, _lead(title, who, table, parties, day), tuple(parts), trail=trail)


def _lead(title: str, who: tuple[str, str] | None, table: ResultTable, parties: Parties, day: date) -> str:
    counted = [row for row in table.rows if row["clause"] and row["grade"] not in (None, "absent", "not-read")]
    types = {str(row["clause"]) for row in counted}
    firm = {str(row["clause"]) for row in counted if row["grade"] in _FIRM}
    rules = (
        f"Its {len(table.rows)} coded provisions bear a duty on {len(types)} clause types, on {len(firm) or 'none'} of "
        "them a firm one." if table.rows else "None of its provisions is coded, so nothing is known of its rules here."
    )  # fmt: skip
    if who is None:
        return f"{parties.picture.reading} {rules}"
    active = {str(row["clause"]) for row in counted if row["active"] is True}
    return f"On {day} {who[1]} owes a duty on {len(active)} clause types under it. {rules}"


def _facts(about: Row, parties: Parties, day: date) -> Facts:
    """What a reader asks first."""
    begun = sorted(str(row["since"]) for row in parties.whole.rows if row["bound"] is not False and row["since"])
    signed = _to_precision(about["signed"], about["signed_precision"])
    known = f" ({about['date_verification']})" if about["date_verification"] and signed else ""
    reading = READ_AS.get(str(about["reading"]), str(about["reading"]))
    binding = {True: "yes", False: "no"}.get(about["binding"] is not False, "")
    facts = [
        ("Kind", str(about["kind"]).replace("-", " "), ""),
        ("Signed or adopted", f"{signed}{known}" if signed else "no source read gives the day", ""),
        ("First in force", begun[0] if begun else "no source read gives the day", ""),
        (f"Parties bound on {day}", str(len(parties.surely())), ""),
        ("Text", reading + (f": {about['chapter']}" if about["chapter"] else ""), ""),
        ("Meant to bind in law", binding, ""),
        ("Status by its source", str(about["status"] or "not given"), ""),
    ]
    return Facts(tuple(facts))


def _to_precision(found: object, precision: object) -> str:
    """A day as far as it is known.

    >>> _to_precision(date(2020, 6, 1), "month")
    '2020-06'
    """
    return found.isoformat()[: {"year": 4, "month": 7}.get(str(precision), 10)] if isinstance(found, date) else ""


def _onward(slug: str, title: str, parties: Parties, at: Addresses) -> tuple[Links, Form]:
    other, words = ("depa", "DEPA") if slug == "rcep" else ("rcep", "RCEP")
    links = [Link(f"Compare {title} with {words}", at.to("compare", agreements=f"{slug},{other}"))]
    if len(parties.surely()) >= 2:
        links.append(Link("Where its Parties lack a common rule", at.to("group", group=slug)))
    form = Form("compare", f"Compare {title} with others", "Compare", {"agreements": f"{slug},"}, ("agreements",))
    return Links(tuple(links)), form


def parties(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The parties of an agreement in time."""
    slug, title = names.find_agreement(asked.runner, asked.text("agreement"))
    found = parties_in_time(asked.runner, slug, title, asked.as_of)
    trail = (Link("Agreements", at.to("agreements")), Link(title, at.to("agreement", agreement=slug)))
    if not found.whole.rows:
        return View(found.picture.title, found.picture, found.whole.empty_message, (Part("Parties", (found.whole,)),),
                    trail=trail)  # fmt: skip
    return View(found.picture.title, found.picture, found.picture.reading, trail=trail)


KINDS = (
    Kind(
        name="agreements", address="/agreements", title="Agreements",
        about="Every agreement in the data, in force or not, and how far it was read.",
        parameters=(AS_OF,), answer=agreements, width="wide", example="/agreements",
    ),
    Kind(
        name="agreement", address="/agreement/{agreement}", title="An agreement",
        about="An agreement provision by provision, with its facts and its parties in time.",
        parameters=(AGREEMENT, _ECONOMY, *COMMON), answer=agreement, width="wide", example="/agreement/depa",
    ),
    Kind(
        name="parties", address="/agreement/{agreement}/parties", title="Parties of an agreement in time",
        about="Who signed, joined, applied for and left an agreement, and when.",
        parameters=(AGREEMENT, AS_OF), answer=parties, files=DRAWN,
        example="/agreement/depa/parties",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
