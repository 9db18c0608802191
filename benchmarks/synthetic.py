"""Made-up data in the shape of the shipped data, of any size and never held: the same seed gives the same statements.

Every made-up agreement and provision is drawn after one of the shipped dataset (its kind, year, states and sides of
its Parties; its clause type, wording, exception, enforcement, level of verification, length of its texts), so what goes
together in the data goes together here. Size 1 is 200 economies, 1,000 agreements and some 50,000 provisions; 100 is
2,000, 100,000 and 5,000,000. Economies grow with the root of the size, so the pairs of them grow with the size.

    python benchmarks/synthetic.py FOLDER [--size 1] [--seed 10]      N-Quads: common.nq and part-00001.nq, ...
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import batched
from pathlib import Path
from random import Random
from string import ascii_uppercase
from typing import Any

import pyoxigraph as ox

from clauseway.graph.engine import GraphData, Properties
from clauseway.graph.schema import load_schema
from clauseway.loaders.dataset import Agreement, AppliedDeferral, Dataset, Provision
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_dataset import claim_quads
from clauseway.loaders.rdf_files import read_shipped_claims, store_of
from clauseway.loaders.records import (
    AgreementRecord,
    BlocRecord,
    CodingRecord,
    DateSpan,
    DeferralRecord,
    EconomyRecord,
    LinkRecord,
    MembershipRecord,
    Origin,
    ParticipationRecord,
    SourceRecord,
)
from clauseway.ontology.namespaces import CW
from clauseway.ontology.standing import years_after
from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording

ECONOMIES, AGREEMENTS, PROVISIONS = 200, 1_000, 50_000
"""At size 1. The shipped agreements hold fewer provisions each, so their numbers are stretched alike."""
FAMILY = 20
"""Agreements that may be linked with each other; a part holds whole families."""
PER_PART = 400
"""Agreements a part: some 20,000 provisions and 600,000 statements."""
UNION_MEMBERS = 27
_WORDS = "each Party shall endeavour to allow data forms records that are made by electronic means across borders "


@dataclass(frozen=True, slots=True)
class ProvisionModel:
    """A shipped provision, as far as others are made after it."""

    node: Properties
    clause: str
    others: int
    refers: bool
    deferred: Properties | None


@dataclass(frozen=True, slots=True)
class AgreementModel:
    """A shipped agreement: its properties, how many provisions it holds, and how its Parties take part.

    Attributes:
        parties: Of each participation its state, whether its beginning is known, and whether it is through a union.
    """

    node: Properties
    provisions: int
    parties: tuple[tuple[str, bool, bool], ...]
    link: str


@dataclass(frozen=True, slots=True)
class Models:
    """What everything is made after, and how often economies take part."""

    agreements: tuple[AgreementModel, ...]
    provisions: tuple[ProvisionModel, ...]
    instruments: tuple[Properties, ...]
    groups: tuple[int, ...]
    busyness: tuple[int, ...]


@cache
def shipped_models() -> Models:
    """The models, read from the shipped dataset once a process; it holds no more than these afterwards."""
    quads = read_shipped_claims()
    other = ox.NamedNode(f"{CW}otherCoding")
    others = Counter(q.subject.value.partition("/provision/")[2] for q in quads if q.predicate == other)
    data = project(store_of(quads), load_schema())
    return Models(
        agreements=tuple(_agreement_models(data)),
        provisions=tuple(_provision_models(data, others)),
        instruments=tuple(
            a for a in data.nodes["Agreement"] if a["slug"] in {r.end for r in data.relationships["REFERS_TO"]}
        ),
        groups=tuple(sorted(Counter(r.end for r in data.relationships["MEMBER_OF"]).values())),
        busyness=tuple(sorted(Counter(r.start for r in data.relationships["PARTY_TO"]).values())),
    )


def _agreement_models(data: GraphData) -> Iterator[AgreementModel]:
    held = Counter(r.start for r in data.relationships["CONTAINS"])
    parties: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for r in data.relationships["PARTY_TO"]:
        state, since = str(r.properties["state"]), "since" in r.properties
        parties[r.end].append((state, since, r.properties.get("via") == "EU" or r.start == "EUU"))
    kinds = {"AMENDS": "amends", "UPGRADES": "upgrades", "PART_OF": "part-of", "SIDE_LETTER_OF": "side-letter-of",
             "SUPERSEDES": "supersedes"}  # fmt: skip
    links = {r.start: kind for name, kind in kinds.items() for r in data.relationships[name]}
    for node in data.nodes["Agreement"]:
        slug = str(node["slug"])
        yield AgreementModel(node, held[slug], tuple(parties[slug]), links.get(slug, ""))


def _provision_models(data: GraphData, others: Counter[str]) -> Iterator[ProvisionModel]:
    clause = {r.start: r.end for r in data.relationships["ADDRESSES"]}
    refers = {r.start for r in data.relationships["REFERS_TO"]}
    deferred = {r.end: r.properties for r in data.relationships["DEFERRED"]}
    for node in data.nodes["Provision"]:
        key = str(node["id"])
        yield ProvisionModel(node, clause.get(key, ""), min(others[key], 3), key in refers, deferred.get(key))


@dataclass(slots=True)
class Synthetic:
    """Data of one size and seed.

    Attributes:
        size: 1 for 1,000 agreements; above 0.
        seed: Each agreement has dice of its own, so any part can be made without those before it.
        per_part: Agreements a part, a multiple of a family.
    """

    size: float = 1.0
    seed: int = 10
    per_part: int = PER_PART
    models: Models = field(default_factory=shipped_models, repr=False)
    economies: tuple[str, ...] = ()
    unions: tuple[tuple[str, ...], ...] = ()
    """Of each union its own code and those of its members."""
    _weights: list[float] = field(default_factory=list[float], repr=False)

    def __post_init__(self) -> None:
        """Make the codes of the economies and the unions; that is all that is held."""
        number = max(2 * UNION_MEMBERS, round(ECONOMIES * math.sqrt(self.size)))
        codes = [a + b + c for a in ascii_uppercase for b in ascii_uppercase for c in ascii_uppercase]
        unions = max(1, number // 200)
        self.economies = tuple(codes[: number - unions])
        own = codes[number - unions : number]
        self.unions = tuple(
            (own[n], *self.economies[n * UNION_MEMBERS : (n + 1) * UNION_MEMBERS]) for n in range(unions)
        )
        busy, total = self.models.busyness, 0.0
        for n in range(len(self.economies)):
            # members of unions come first in the list, so they are spread over the whole range of how busy one is
            place = (n * 7919) % len(self.economies) / len(self.economies)
            total += busy[int(place * len(busy))]
            self._weights.append(total)

    @property
    def agreements(self) -> int:
        """How many agreements there are, the common instruments left out."""
        return max(FAMILY, round(AGREEMENTS * self.size))

    @property
    def parts(self) -> int:
        """How many parts."""
        return math.ceil(self.agreements / self.per_part)

    def common(self) -> Dataset:
        """Sources, economies, groups and the instruments that many texts refer to."""
        dice = Random(f"{self.seed}/common")
        names = sorted({str(p.node["from_source"]) for p in self.models.provisions} | {"agreements", "groups"})
        sources = [
            SourceRecord(id=n, title=f"Made up like {n}", publisher="Nobody", licence="CC0", files=()) for n in names
        ]
        economies = [
            EconomyRecord(iso3=code, iso2="", name=f"Economy {code}", kind="state") for code in self.economies
        ] + [EconomyRecord(iso3=union[0], iso2="", name=f"Union {union[0]}", kind="union") for union in self.unions]
        memberships: list[MembershipRecord] = []
        blocs: list[BlocRecord] = []
        for number, (code, *members) in enumerate(self.unions):
            slug = f"union-{number}"
            known = _known("groups", number + 2)
            blocs.append(BlocRecord(**known, group=slug, label=code, code=code, acts="for-members"))
            memberships.extend(self._membership(slug, economy, number * 100 + n) for n, economy in enumerate(members))
        line = 100 * len(self.unions)
        for number, members in enumerate(self.models.groups * len(self.unions)):
            for economy in dice.sample(self.economies, min(members, len(self.economies))):
                line += 1
                memberships.append(self._membership(f"group-{number}", economy, line))
        instruments: dict[str, Agreement] = {}
        for number, node in enumerate(self.models.instruments):
            slug = f"instrument-{number}"
            record = self._agreement_record(slug, node, number + 2, date(1980 + number % 40, 1, 1), "instruments")
            instruments[slug] = Agreement(record, record.signed, None, Verification.SECONDARY)
        return Dataset(tuple(sources), tuple(economies), instruments, [], [], [], [], memberships, blocs, [])

    def datasets(self) -> Iterator[Dataset]:
        """The parts, one after the other, each a dataset of its own with some hundred agreements."""
        for numbers in batched(range(self.agreements), self.per_part):
            yield self.part(numbers)

    def part(self, numbers: Sequence[int]) -> Dataset:
        """A part: the agreements of these numbers with all that is said of them."""
        made = Dataset((), (), {}, [], [], [], [], [], [], [])
        for number in numbers:
            self._add(made, number, set(numbers))
        return made

    def common_quads(self) -> list[ox.Quad]:
        """Statements of what is common."""
        return claim_quads(self.common())

    def quads(self) -> Iterator[list[ox.Quad]]:
        """Statements of each part."""
        for numbers in batched(range(self.agreements), self.per_part):
            yield claim_quads(self.part(numbers))  # a name would keep the records as long as the statements

    # ---- one agreement ---------------------------------------------------------------------------

    def _add(self, made: Dataset, number: int, together: Iterable[int]) -> None:
        dice = Random(f"{self.seed}/{number}")
        model = dice.choice(self.models.agreements)
        slug, line = f"pact-{number}", number + 2
        year = model.node["signed"].year if isinstance(model.node.get("signed"), date) else 0
        signed = date(year, dice.randint(1, 12), dice.randint(1, 28)) if year else None
        record = self._agreement_record(slug, model.node, line, signed, "agreements")
        start = signed + timedelta(dice.randint(30, 900)) if signed and "in_force" in model.node else None
        level = Verification(str(model.node["date_verification"]))
        made.agreements[slug] = Agreement(record, record.signed, _day(start), level)
        parties = self._parties(dice, slug, line, model, start or signed)
        made.participations.extend(parties)
        first = number - number % FAMILY
        earlier = [n for n in range(first, number) if n in together]
        if model.link and earlier:
            other = f"pact-{dice.choice(earlier)}"
            made.links.append(LinkRecord(**_known("agreements", line), start=slug, end=other, kind=model.link))
        # the stretched number need not be whole: what is over comes with its chance
        count = model.provisions * self._stretch()
        for place in range(1, int(count) + (dice.random() < count % 1) + 1):
            self._provision(made, dice, slug, number, place, parties)

    def _stretch(self) -> float:
        models = self.models.agreements
        return PROVISIONS / AGREEMENTS * len(models) / sum(model.provisions for model in models)

    def _parties(
        self, dice: Random, slug: str, line: int, model: AgreementModel, start: date | None
    ) -> list[ParticipationRecord]:
        union = iter(dice.choice(self.unions))
        taken: set[str] = set()
        found: list[ParticipationRecord] = []
        for state, dated, through in model.parties:
            economy = next(union, "") if through else ""
            label = economy and next(u[0] for u in self.unions if economy in u)
            while not economy or (not label and economy in taken):
                economy = dice.choices(self.economies, cum_weights=self._weights)[0]
            if economy in taken:
                continue
            taken.add(economy)
            since = _day(start) if dated else None
            found.append(
                ParticipationRecord(
                    **_known("agreements", line), agreement=slug, economy=economy, state=state, since=since,
                    via=label if label and economy != label else "", side=label,
                )
            )  # fmt: skip
        return found

    def _provision(
        self, made: Dataset, dice: Random, slug: str, number: int, place: int, parties: list[ParticipationRecord]
    ) -> None:
        model = dice.choice(self.models.provisions)
        node = model.node
        article, paragraph = f"{number % 20 + 1}.{place}", "1" if node.get("paragraph") else ""
        coding = self._coding(node, model.clause, slug, article, paragraph, number * 2_000 + place)
        others = [
            coding.model_copy(update={"origin": _origin(f"other-{n}", number * 2_000 + place), "coder": f"reader {n}"})
            for n in range(model.others)
        ]
        where = f"{article}.{paragraph}" if paragraph else article
        key = f"{slug}/{where}/{model.clause or 'no-clause'}"
        refers = (f"instrument-{dice.randrange(len(self.models.instruments))}",) if model.refers else ()
        made.provisions.append(Provision(key, coding, others, position=place, refers_to=refers))
        if model.deferred and parties:
            self._deferral(made, dice.choice(parties), model.deferred, coding, key)

    def _coding(
        self, node: Properties, clause: str, slug: str, article: str, paragraph: str, line: int
    ) -> CodingRecord:
        wording, exception, enforcement = (node.get(name) for name in ("wording", "exception", "enforcement"))
        text = {name: _text(node.get(name), f"{slug} {article}") for name in ("basis", "summary", "note", "refers_to")}
        return CodingRecord(
            origin=_origin(str(node["from_source"]), line),
            verification=Verification(str(node["verification"])),
            citation=_text(node.get("source"), slug),
            agreement=slug, article=article, paragraph=paragraph, covers=(article,), clause=clause,
            granularity="paragraph" if paragraph else "article",
            title=_text(node.get("title"), ""),
            wording=Wording(str(wording)) if wording else None,
            exception=RuleException(str(exception)) if exception else None,
            enforcement=Enforcement(str(enforcement)) if enforcement else None,
            coder=str(node["coder"]),
            **text,
        )  # fmt: skip

    def _deferral(
        self, made: Dataset, party: ParticipationRecord, after: Properties, coding: CodingRecord, key: str
    ) -> None:
        dated = isinstance(after.get("until"), date) and party.since is not None
        record = DeferralRecord(
            origin=_origin("agreements", coding.origin.line, "deferral"),
            verification=Verification.PRIMARY_TEXT,
            agreement=coding.agreement, article=coding.article, paragraph=coding.paragraph, economy=party.economy,
            kind="duty" if after.get("kind") == "duty" else "dispute-settlement",
            years=5 if dated else None,
            counts_from="agreement" if dated else "",
            event="" if dated else "The Party enacts its law.",
        )  # fmt: skip
        until = years_after(party.since.first, 5) if dated and party.since else None
        made.deferrals.append(AppliedDeferral(record, party.economy, key, until, None, ""))

    def _agreement_record(
        self, slug: str, node: Properties, line: int, signed: date | None, file: str
    ) -> AgreementRecord:
        return AgreementRecord(
            **_known(file, line, str(node["date_verification"])),
            slug=slug,
            title=f"Made-up agreement {slug}",
            kind=str(node["kind"]),
            binding=node["binding"] is True,
            signed=_day(signed),
            status=_text(node.get("status"), ""),
            chapter=_text(node.get("chapter"), ""),
            reading=str(node["reading"]),
        )

    def _membership(self, group: str, economy: str, line: int) -> MembershipRecord:
        return MembershipRecord(
            **_known("groups", line), group=group, group_name=group.replace("-", " ").title(), economy=economy,
            since=date(1995, 1, 1),
        )  # fmt: skip


def _origin(source: str, line: int, part: str = "") -> Origin:
    # an origin names a source that is described: readings that yielded are of one of those there are
    known = "own-readings" if source.startswith("other-") else source if source != "instruments" else "agreements"
    return Origin(source=known, file=f"made-up/{source}.csv", line=line, part=part)


def _known(source: str, line: int, level: str = "secondary") -> dict[str, Any]:
    return {"origin": _origin(source, line), "verification": Verification(level), "citation": f"made up, {line}"}


def _day(when: date | None) -> DateSpan | None:
    return DateSpan(first=when, last=when, precision="day") if when else None


def _text(like: object, about: str) -> str:
    """A text as long as another one, which says nothing; empty where the other is missing."""
    if not isinstance(like, str) or not like:
        return ""
    return f"{about}: {_WORDS * (len(like) // len(_WORDS) + 1)}"[: max(len(like), len(about))].strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=10)
    asked = parser.parse_args()
    made = Synthetic(asked.size, asked.seed)
    asked.folder.mkdir(parents=True, exist_ok=True)
    write_quads(asked.folder / "common.nq", made.common_quads())
    for number, quads in enumerate(made.quads(), 1):
        write_quads(asked.folder / f"part-{number:05}.nq", quads)


def write_quads(path: Path, quads: Iterable[ox.Quad]) -> None:
    """Write a file of N-Quads."""
    path.write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")


if __name__ == "__main__":
    main()
