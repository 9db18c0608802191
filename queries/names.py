"""What a user calls things, resolved to keys: economies, agreements, clause types, groups, days.

The command line and the Python interface share these functions, so a name that means nothing gets the same sentence
from both.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from clauseway.graph.engine import Row
from clauseway.queries.runner import Runner

type Day = date | str | None
"""A day: a date, ISO text (`2026-11-21`), or None for today."""

type Names = str | Iterable[str]
"""One name or several; a text may hold several parted by commas."""


class UnknownName(ValueError):
    """A word of the user that names nothing or does not fit; the text is one sentence with the nearest match."""


def find_economy(runner: Runner, typed: str) -> tuple[str, str]:
    """Code and name of an economy by ISO3, ISO2, name or alias.

    Raises:
        UnknownName: There is none; the nearest is offered.
    """
    found = runner.once("economies by name", None, lambda: _by_name(runner.rows("economies")))
    known = found.get(typed.strip().casefold())
    if known is None:
        near = _nearest_economy(typed, runner.rows("economies"))
        raise UnknownName(f"Unknown economy '{typed}'.{near} List: clauseway economies")
    return known


def _by_name(rows: list[Row]) -> dict[str, tuple[str, str]]:
    """Code and name of each economy by whatever it is called, in small letters; codes go before names."""
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        for code in (row["economy"], row["iso2"]):
            found.setdefault(str(code).casefold(), (str(row["economy"]), str(row["name"])))
    for row in rows:
        for name in _names(row):
            found.setdefault(name.casefold(), (str(row["economy"]), str(row["name"])))
    return found


def find_two_economies(runner: Runner, first: str, second: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two different economies, each as `find_economy` gives it.

    Raises:
        UnknownName: One is unknown, or both are the same.
    """
    one, other = find_economy(runner, first), find_economy(runner, second)
    if one == other:
        raise UnknownName(f"{one[1]} is given twice; name two economies.")
    return one, other


def _names(row: Row) -> list[str]:
    aliases = str(row["aliases"] or "")
    return [str(row["name"]), *(alias for alias in aliases.split("|") if alias)]


def _nearest_economy(typed: str, rows: list[Row]) -> str:
    from rapidfuzz import fuzz, process

    names: dict[str, Row] = {}
    for row in rows:
        for name in (str(row["economy"]), *_names(row)):
            names.setdefault(name, row)
    found = process.extractOne(
        typed, list(names), scorer=fuzz.WRatio, processor=lambda s: str(s).casefold(), score_cutoff=60
    )
    if found is None:
        return ""
    row = names[found[0]]
    return f" Did you mean {row['economy']} {row['name']}?"


def agreement_titles(runner: Runner) -> dict[str, str]:
    """Titles of all agreements by slug."""
    return {str(row["agreement"]): str(row["title"]) for row in runner.rows("agreements")}


def find_agreement(runner: Runner, typed: str) -> tuple[str, str]:
    """Slug and title of an agreement by either.

    Raises:
        UnknownName: There is none; the nearest is offered.
    """
    titles = agreement_titles(runner)
    wanted = typed.strip().lower()
    if wanted in titles:
        return wanted, titles[wanted]
    for slug, title in titles.items():
        if title.lower() == wanted:
            return slug, title
    raise UnknownName(f"Unknown agreement '{typed}'.{near_name(wanted, titles)} List: clauseway agreements")


def find_clauses(runner: Runner, typed: Iterable[str]) -> list[str]:
    """Clause slugs, each checked; commas part several.

    Raises:
        UnknownName: One is unknown; the nearest is offered.
    """
    known = {str(row["clause"]): str(row["label"]) for row in runner.rows("clauses")}
    by_label = {label.lower(): slug for slug, label in known.items()}
    found: list[str] = []
    for text in typed:
        for part in text.split(","):
            name = part.strip().lower()
            slug = name if name in known else by_label.get(name)
            if slug is None:
                raise UnknownName(f"Unknown clause type '{part}'.{near_name(name, known)} List: clauseway clauses")
            found.append(slug)
    return found


def members_of(runner: Runner, group: str, as_of: date) -> list[tuple[str, str]]:
    """Economies of a group on a date; a group named after an agreement is its Parties then.

    Raises:
        UnknownName: There is no such group, or it has no member on that date.
    """
    from clauseway.ontology.standing import in_party
    from clauseway.queries.duties import day, participation_of

    slug = group.strip().lower()
    if any("\ud800" <= sign <= "\udfff" for sign in slug):  # an argument that is no text would stop the engine
        raise UnknownName(f"Unknown group '{group}'. List: clauseway groups")
    members = runner.rows("members_of_group", slug=slug)
    if members:
        found = [
            (str(row["economy"]), str(row["name"]))
            for row in members
            if (day(row, "since") or date.min) <= as_of < (day(row, "until") or date.max)
        ]
    else:
        known = [str(row["group"]) for row in runner.rows("groups")]
        agreements = [str(row["agreement"]) for row in runner.rows("agreements")]
        if slug in known:
            raise UnknownName(f"No member of the group '{slug}' is in the data. List: clauseway groups")
        if slug not in agreements:
            near = near_name(slug, [*known, *agreements])
            raise UnknownName(f"Unknown group '{group}'.{near} List: clauseway groups")
        found = [
            (str(row["economy"]), str(row["name"]))
            for row in runner.rows("parties_of_agreement", slug=slug)
            if row["kind"] != "union" and in_party(participation_of(row), as_of) is not False
        ]
    if not found:
        raise UnknownName(f"The group '{group}' has no member on {as_of}.")
    return found


def group_name(runner: Runner, group: str) -> str:
    """Name of a group by its slug, or title of the agreement of that slug; the slug itself if it is neither."""
    slug = group.strip().lower()
    for query, key, label in (("groups", "group", "name"), ("agreements", "agreement", "title")):
        for row in runner.rows(query):
            if row[key] == slug:
                return str(row[label])
    return group


def set_asked(runner: Runner, as_of: date, group: str | None, economies: Names) -> Sequence[str]:
    """Codes of the economies of a group or of a list; none when neither is given.

    Raises:
        UnknownName: Both are given, a name means nothing, or there are fewer than two economies.
    """
    listed = [part for part in several(economies) if part]
    if group is not None and listed:
        raise UnknownName("Name a group or economies, not both.")
    if group is not None:
        return [code for code, _ in members_of(runner, group, as_of)]
    found = list(dict.fromkeys(find_economy(runner, part)[0] for part in listed))
    if len(found) == 1:
        raise UnknownName("Name at least two economies.")
    return found


def economy_or_members(runner: Runner, economy: str | None, group: str | None, as_of: date) -> list[str]:
    """Code of an economy, or codes of the members of a group on a date.

    Raises:
        UnknownName: Both are named, or neither, or a name means nothing.
    """
    if (economy is None) == (group is None):
        raise UnknownName("Name an economy or a group, one of the two.")
    if economy is not None:
        return [find_economy(runner, economy)[0]]
    return [code for code, _ in members_of(runner, str(group), as_of)]


def members_cited(runner: Runner, as_of: date) -> dict[str, list[str]]:
    """Codes of the members of every group that a cited figure has as partner, by slug; groups without any left out."""
    partners = {str(row["partner"]) for row in runner.rows("figures_with_partner")}
    return {
        slug: [code for code, _ in members_of(runner, slug, as_of)]
        for slug in sorted(partner for partner in partners if not partner.isupper())
        if runner.rows("members_of_group", slug=slug)
    }


def one_of[T: str](given: str, known: Sequence[T], kind: str) -> T:
    """A word of a closed list.

    >>> one_of("rcep", ("rcep", "cptpp"), "agreement")
    'rcep'

    Raises:
        UnknownName: It is none of them; all are given.
    """
    for word in known:
        if word == given:
            return word
    raise UnknownName(f"Unknown {kind} '{given}'; use one of {', '.join(known)}.")


def near_name(name: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known name, with a blank before it; empty when none is near.

    >>> near_name("cptp", ["rcep", "cptpp"]), near_name("x", ["rcep"])
    (" Did you mean 'cptpp'?", '')
    """
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f" Did you mean '{near[0]}'?" if near else ""


def day_asked(given: date | str | None) -> date:
    """A day from a date, ISO text, or nothing, which is today.

    >>> day_asked("2026-11-21"), day_asked(datetime(2026, 11, 21, 12))
    (datetime.date(2026, 11, 21), datetime.date(2026, 11, 21))

    Raises:
        UnknownName: The text is no day of the calendar.
    """
    if given is None:
        return date.today()
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UnknownName(f"'{given}' is not a day of the calendar; write YYYY-MM-DD.") from None


def several(given: Names) -> list[str]:
    """Names from a text with commas or from any iterable.

    >>> several("CHN, SGP"), several(["Korea, Republic of"])
    (['CHN', 'SGP'], ['Korea, Republic of'])
    """
    return [part.strip() for part in given.split(",")] if isinstance(given, str) else list(given)
