"""RDF: parsing, validating and writing, beside plain rdflib and pySHACL on rdflib.

    python benchmarks/rdf.py [--runs 5] [--quick]

The comparisons take turns over one slice of the shipped dataset: all that is said of every so many agreements, with all
economies, groups, indicators and vocabularies, and without the figures, so that rdflib comes to an end. Both sides get
the same bytes and the same shapes, and have to find the same. What Clauseway takes for the whole dataset, figures and
all, stands below. Clauseway sorts what it writes, so that the same data give the same bytes; rdflib writes as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

from measuring import Asked, Figure, Measured, in_turn, run_alone

OF_AGREEMENT = ("ofAgreement", "agreement", "fromAgreement")
"""Properties by which a claim or a provision names its agreement."""
OF_PROVISION = ("codes", "provision")
FORMS: dict[Literal["nq", "trig", "ttl", "jsonld"], str] = {
    "nq": "nquads", "trig": "trig", "ttl": "turtle", "jsonld": "json-ld",
}  # fmt: skip
"""Our name of a format to rdflib's."""


def measure(asked: Asked) -> Measured:
    """The slice beside rdflib and pySHACL, then the whole."""
    import pyoxigraph as ox
    import rdflib

    from clauseway.loaders.rdf_files import read_shipped, read_shipped_claims, serialize, store_of
    from clauseway.loaders.validation import check_shapes, check_shapes_by_pyshacl, read_shapes

    quads = sliced(read_shipped_claims(), 60 if asked.quick else 24)
    told = f"{len(quads):,} statements"
    nq, trig = serialize(quads, "nq"), serialize(quads, "trig")
    plain = rdflib.Dataset()
    plain.parse(data=nq, format="nquads")
    merged = rdflib.Graph()
    merged.parse(data=serialize(quads, "ttl"), format="turtle")

    def bulk(data: bytes, form: ox.RdfFormat) -> None:
        ox.Store().bulk_load(data, format=form)

    def plainly(data: bytes, form: str) -> None:
        rdflib.Dataset().parse(data=data, format=form)

    ways: dict[str, Callable[[], object]] = {
        "parse N-Quads": partial(bulk, nq, ox.RdfFormat.N_QUADS),
        "parse N-Quads, rdflib": partial(plainly, nq, "nquads"),
        "parse TriG": partial(bulk, trig, ox.RdfFormat.TRIG),
        "parse TriG, rdflib": partial(plainly, trig, "trig"),
    }
    for ours, theirs in FORMS.items():
        ways[f"write {ours}"] = partial(serialize, quads, ours)
        graph = merged if ours == "ttl" else plain
        ways[f"write {ours}, rdflib"] = partial(graph.serialize, format=theirs)
    taken = in_turn(ways, 1 if asked.quick else asked.runs)

    store = store_of(quads)
    shapes = rdflib.Graph().parse(data=read_shapes().dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()))
    data = rdflib.Graph()
    statements = {str(quad.triple) for quad in store}
    data.parse(data="".join(f"{each} .\n" for each in statements), format="nt")
    findings: dict[str, int] = {}

    def counted(name: str, validate: Callable[[], int]) -> Callable[[], object]:
        return lambda: findings.update({name: validate()})

    validations = {
        "validate": lambda: len(check_shapes(store)),
        "validate, pySHACL on Oxigraph": lambda: len(check_shapes_by_pyshacl(store)),
        "validate, pySHACL on rdflib": lambda: by_pyshacl(data, shapes),
    }
    if asked.quick:
        del validations["validate, pySHACL on rdflib"]  # half a minute
    checks = {name: counted(name, validate) for name, validate in validations.items()}
    taken |= in_turn(checks, 1 if asked.quick else asked.runs, warm=0)
    found = Measured("rdf", "RDF", [])
    for name, times in taken.items():
        ours, _, library = name.partition(", ")
        found.figures.append(Figure(f"{name}, {told}", "s", times, "", f"{ours}, {told}" if library else ""))
    if len(set(findings.values())) > 1:
        raise RuntimeError(f"the ways of validating do not find the same: {findings}")
    found.remarks.append(f"All ways of validating had the same number of findings: {findings['validate']}.")
    if not asked.quick:
        whole = read_shipped()
        everything = store_of(whole)
        count = f"{len(whole):,} statements"
        alone: dict[str, Callable[[], object]] = {
            "read the shipped dataset": read_shipped,
            "validate": lambda: check_shapes(everything),
            **{f"write {form}": partial(serialize, whole, form) for form in FORMS},
        }
        times = in_turn(alone, asked.runs, warm=0)
        found.figures += [Figure(f"{name}, {count}", "s", seconds) for name, seconds in times.items()]
    return found


def sliced(quads: Sequence[Any], every: int) -> list[Any]:
    """What is said of one agreement in `every`, and all that is not of an agreement."""
    from clauseway.ontology.namespaces import CW, RDF

    kind, agreement = f"<{RDF}type>", f"<{CW}Agreement>"
    agreements = sorted(str(q.subject) for q in quads if (str(q.predicate), str(q.object)) == (kind, agreement))
    kept = set(agreements[::every])
    of_agreement = {CW + name for name in OF_AGREEMENT}
    of_provision = {CW + name for name in OF_PROVISION}
    left = {str(q.subject) for q in quads if q.predicate.value in of_agreement and str(q.object) not in kept}
    left |= {str(q.subject) for q in quads if q.predicate.value in of_provision and str(q.object) in left}
    return [q for q in quads if str(q.subject) not in left and str(q.object) not in left]


def by_pyshacl(data: Any, shapes: Any) -> int:
    """How many findings pySHACL has over graphs of rdflib."""
    import pyshacl
    import rdflib

    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", allow_infos=True)
    return len(set(report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))


if __name__ == "__main__":
    run_alone(measure)
