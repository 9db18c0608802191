"""DESTA's items beside the provisions: compared by the mappings, adopted nowhere."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from clauseway.ontology.namespaces import PREFIXES
from clauseway.queries.contradictions import contradictions
from clauseway.queries.disagreements import Contradiction

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
DATA = """
INSERT DATA {{
  GRAPH <https://w3id.org/clauseway/graph/dataset> {{
    agr:one a cw:Agreement ; cw:slug "one" ; cw:readingExtent extent:{extent} ;
      prov:wasDerivedFrom <https://w3id.org/clauseway/row/a.csv#L2> .
    prov1:p a cw:Provision ; cw:ofAgreement agr:one ; cw:provisionId "one/3" ; cw:article "3" ;
      cw:addresses clause:{clause} ; cw:adoptedCoding prov1:c .
  }}
  GRAPH <https://w3id.org/clauseway/graph/reading> {{
    prov1:c a cw:Coding ; cw:fromSource source:reading ; cw:verification verification:primary-text ;
      cw:wording wording:hard ; prov:wasDerivedFrom <https://w3id.org/clauseway/row/r.csv#L4> .
  }}
  GRAPH <https://w3id.org/clauseway/graph/desta-items> {{
    prov1:i a cw:ItemClaim ; cw:agreement agr:one ; cw:item "{item}" ; cw:present {present} ;
      cw:fromSource source:desta-items ; cw:verification verification:secondary ;
      prov:wasDerivedFrom <https://w3id.org/clauseway/row/d.csv#L9> .
  }}
}}"""


def found(item: str, present: str, clause: str, extent: str = "digital-chapter") -> list[Contradiction]:
    store = ox.Store()
    known = {"agr": "agreement/", "prov1": "test/", "clause": "clause/", "extent": "extent/", "source": "source/"}
    known |= {"verification": "verification/", "wording": "wording/"}
    more = "".join(
        f"PREFIX {name}: <https://w3id.org/clauseway/{path}>\n" for name, path in known.items() if name not in PREFIXES
    )
    store.update(PROLOGUE + more + DATA.format(item=item, present=present, clause=clause, extent=extent))
    return [one for one in contradictions(store) if one.kind == "item"]


def test_an_item_without_a_provision_of_its_types_is_listed() -> None:
    (one,) = found("ecommerce_duty", "true", "paperless-trading")
    assert (one.agreement, one.clause, one.subject) == (
        "one", "customs-duties-electronic-transmissions", "ecommerce_duty",
    )  # fmt: skip
    assert (one.preferred.value, one.other.value) == ("read (digital-chapter), not found", "present")
    assert (one.other.source, one.other.place) == ("desta-items", "d.csv:9")


def test_a_provision_without_its_item_is_listed() -> None:
    (one,) = found("data_flow_free_movement", "false", "cross-border-data-transfer")
    assert (one.article, one.preferred.source, one.other.value) == ("3", "reading", "not present")


@pytest.mark.parametrize(
    ("item", "present", "clause", "extent"),
    [
        ("ecommerce_duty", "true", "customs-duties-electronic-transmissions", "digital-chapter"),
        ("ecommerce_duty", "true", "paperless-trading", "partial"),
        ("ecommerce_duty", "true", "paperless-trading", "none"),
        ("ecommerce_nt", "false", "non-discrimination-digital-products", "digital-chapter"),
        ("ecommerce_dispute_settlement_yes", "true", "paperless-trading", "digital-chapter"),
        ("ecommerce_wto", "true", "paperless-trading", "digital-chapter"),
    ],
    ids=["agree", "partly read", "not read", "item narrower than the type", "tied to enforcement", "not mapped"],
)
def test_what_does_not_contradict_is_not_listed(item: str, present: str, clause: str, extent: str) -> None:
    assert found(item, present, clause, extent) == []


def test_a_text_only_the_coder_read_is_weighed_as_such() -> None:
    (one,) = found("ecommerce_duty", "true", "paperless-trading", "machine-read")
    assert (one.preferred.source, one.preferred.verification) == ("machine-coded", "machine-coded")
