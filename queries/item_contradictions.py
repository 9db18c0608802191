"""Where another project's codebook items and the adopted provisions say different things of an agreement.

What an item means is told by the mappings: an item that is there needs a provision of one of its clause types, and a
provision needs the item to be there where the item is as wide as the clause type or wider. Items about the reach of
dispute settlement are tied to enforcement, not to a clause alone, and are not compared. Where only some articles were
read, an item without a provision is no disagreement: silence proves nothing there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

import pyoxigraph as ox

from clauseway.ontology import MAPPINGS_FOLDER
from clauseway.ontology.namespaces import BASE, PREFIXES
from clauseway.ontology.seal import require_sealed
from clauseway.ontology.strength import Verification
from clauseway.queries.disagreements import Contradiction, Statement, origin_of, place_of, rows_of

_READ = ("digital-chapter", "main-text", "machine-read")
"""Reading extents after which a missing provision says something, if not always that there is none."""

_ITEMS = """
SELECT ?agreement ?extent ?agreement_row ?item ?present ?source ?row ?level WHERE {
  ?c a cw:ItemClaim ; cw:agreement ?a ; cw:item ?item ; cw:present ?present ; cw:fromSource ?source ;
     prov:wasDerivedFrom ?row ; cw:verification ?level .
  ?a cw:slug ?agreement ; cw:readingExtent ?extent ; prov:wasDerivedFrom ?agreement_row .
}"""

_ADOPTED = """
SELECT ?agreement ?article ?clause ?source ?row ?level WHERE {
  ?p cw:ofAgreement/cw:slug ?agreement ; cw:article ?article ; cw:addresses ?clause ; cw:adoptedCoding ?c .
  ?c cw:fromSource ?source ; prov:wasDerivedFrom ?row ; cw:verification ?level .
}"""

_MAPPED = """
SELECT ?item ?match ?concept WHERE {
  ?concept ?match ?i . ?i skos:notation ?item . FILTER(?match IN (skos:closeMatch, skos:narrowMatch, skos:broadMatch))
}"""


def item_contradictions(store: ox.Store) -> Iterator[Contradiction]:
    """Items that another project codes otherwise than the provisions adopted here."""
    claims = rows_of(store, _ITEMS)
    if not claims:
        return
    mapped = _clauses_of_items()
    adopted: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows_of(store, _ADOPTED):
        adopted[row["agreement"], row["clause"]].append(row)
    for claim in claims:
        clauses = mapped.get(claim["item"], {})
        held = [row for clause in clauses for row in adopted[claim["agreement"], clause]]
        if claim["present"] == "true" and clauses and not held and claim["extent"] in _READ:
            machine = claim["extent"] == "machine-read"
            level = Verification.MACHINE_CODED if machine else Verification.PRIMARY_TEXT
            source = "machine-coded" if machine else ""
            told = f"read ({claim['extent']}), not found"
            kept = Statement(told, source, place_of(claim["agreement_row"]), level.value)
            yield _contradiction(claim, " / ".join(sorted(clauses)), "", kept)
        elif claim["present"] == "false":
            wide = [row for row in held if clauses[row["clause"]]]
            if wide:
                first = min(wide, key=lambda row: (row["article"], row["clause"], row["row"]))
                yield _contradiction(claim, first["clause"], first["article"], Statement("present", *origin_of(first)))


def _contradiction(claim: Mapping[str, str], clause: str, article: str, kept: Statement) -> Contradiction:
    said = "present" if claim["present"] == "true" else "not present"
    other = Statement(said, claim["source"], place_of(claim["row"]), claim["level"])
    why = "a reading by article goes before an item coded for a whole agreement"
    return Contradiction("item", claim["agreement"], article, clause, "", claim["item"], kept, other, why)


@cache
def _clauses_of_items() -> Mapping[str, Mapping[str, bool]]:
    """Clause types by item, each with whether its presence implies the item."""
    store = ox.Store()
    require_sealed(MAPPINGS_FOLDER / "desta.ttl")
    store.bulk_load(path=str(MAPPINGS_FOLDER / "desta.ttl"), format=ox.RdfFormat.TURTLE)
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    beyond: set[str] = set()
    solutions = store.query(_MAPPED, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        item, match, concept = solution["item"], solution["match"], solution["concept"]
        assert isinstance(item, ox.Literal)
        assert isinstance(match, ox.NamedNode)
        assert isinstance(concept, ox.NamedNode)
        scheme, _, slug = concept.value.removeprefix(BASE).partition("/")
        if scheme == "clause":
            found[item.value][slug] = not match.value.endswith("narrowMatch")
        else:
            beyond.add(item.value)
    return {item: clauses for item, clauses in found.items() if item not in beyond}
