"""The SHACL shapes in words, for people who do not read SHACL."""

from __future__ import annotations

from dataclasses import dataclass

from clauseway.ontology import SHAPES_FOLDER
from clauseway.ontology.namespaces import RDF, SH, XSD
from clauseway.ontology.reference import list_members, short_name
from clauseway.ontology.turtle import Description, read_descriptions

type Described = dict[str, Description]

_TARGETS = {"targetClass": "{}", "targetSubjectsOf": "whatever has {}", "targetObjectsOf": "whatever {} points to"}
_DATATYPES = {
    f"{XSD}date": "a date",
    f"{XSD}string": "a text",
    f"{XSD}boolean": "true or false",
    f"{XSD}integer": "a whole number",
    f"{RDF}langString": "a text with a language",
}
_KINDS = {"IRI": "an IRI", "Literal": "a literal", "BlankNode": "a blank node"}
_COMPARED = {
    "lessThan": "before {}",
    "lessThanOrEquals": "not after {}",
    "equals": "the same as {}",
    "disjoint": "never a value of {}",
}


@dataclass(frozen=True, slots=True)
class ShapeRule:
    """One thing a shape asks.

    Attributes:
        target: What it is asked of, in words.
        path: Which of its values, in words; empty where the whole is checked by a query.
        asks: What is asked, in words.
        severity: `Violation` stops a load, `Warning` is printed.
        message: What a reader is told when it fails.
    """

    target: str
    path: str
    asks: str
    severity: str
    message: str


def shape_rules() -> list[ShapeRule]:
    """What every shape asks, in the order of targets and paths."""
    described = read_descriptions(*sorted(SHAPES_FOLDER.glob("*.ttl")))
    rules: list[ShapeRule] = []
    for shape in described.values():
        if f"{SH}NodeShape" not in shape.iris(f"{RDF}type"):
            continue
        target = _target(shape)
        rules += [_rule(target, described[iri], described) for iri in shape.iris(f"{SH}property")]
        if shape.iris(f"{SH}sparql"):
            rules.append(_rule(target, shape, described))
    return sorted(rules, key=lambda rule: (rule.target, rule.path, rule.message))


def _target(shape: Description) -> str:
    parts = [
        words.format(" or ".join(short_name(iri) for iri in shape.iris(f"{SH}{kind}")))
        for kind, words in _TARGETS.items()
        if shape.iris(f"{SH}{kind}")
    ]
    return ", ".join(parts)


def _rule(target: str, constraint: Description, described: Described) -> ShapeRule:
    paths = constraint.iris(f"{SH}path")
    severity = next(iter(constraint.iris(f"{SH}severity")), f"{SH}Violation").removeprefix(SH)
    return ShapeRule(
        target,
        _path(paths[0], described) if paths else "",
        "; ".join(_asks(constraint, described)) or "checked by a query",
        severity,
        constraint.text(f"{SH}message", default=""),
    )


def _path(iri: str, described: Described) -> str:
    if not iri.startswith("_:"):
        return short_name(iri)
    path = described[iri]
    if path.iris(f"{SH}inversePath"):
        return f"whatever has it as {_path(path.iri(f"{SH}inversePath"), described)}"
    if path.iris(f"{SH}alternativePath"):
        return " or ".join(_path(step, described) for step in list_members(path.iri(f"{SH}alternativePath"), described))
    return ", then ".join(_path(step, described) for step in list_members(iri, described))


def _asks(constraint: Description, described: Described) -> list[str]:
    def number(name: str) -> str:
        return constraint.text(f"{SH}{name}", default="")

    def names(name: str) -> list[str]:
        return [short_name(iri) for iri in constraint.iris(f"{SH}{name}")]

    asked = _counted(number("minCount"), number("maxCount"))
    for iri in constraint.iris(f"{SH}datatype"):
        asked.append(_DATATYPES.get(iri, short_name(iri)))
    asked += [f"a {name}" for name in names("class")]
    asked += [_KINDS[iri.removeprefix(SH)] for iri in constraint.iris(f"{SH}nodeKind")]
    for head in constraint.iris(f"{SH}in"):
        asked.append("one of " + ", ".join(short_name(iri) for iri in list_members(head, described)))
    asked += [f"of the form {pattern}" for pattern in constraint.texts(f"{SH}pattern")]
    if number("minLength"):
        asked.append("not empty")
    if number("minInclusive"):
        asked.append(f"{number('minInclusive')} or more")
    if number("uniqueLang") == "true":
        asked.append("one a language")
    for kind, words in _COMPARED.items():
        asked += [words.format(name) for name in names(kind)]
    for iri in constraint.iris(f"{SH}qualifiedValueShape"):
        kinds = " or ".join(short_name(found) for found in described[iri].iris(f"{SH}class"))
        asked.append(f"at most {number('qualifiedMaxCount')} {kinds}")
    return asked


def _counted(least: str, most: str) -> list[str]:
    """How many values there may be.

    >>> _counted("1", "1"), _counted("", "1"), _counted("1", ""), _counted("", "")
    (['exactly 1'], ['at most 1'], ['at least 1'], [])
    """
    if least and least == most:
        return [f"exactly {least}"]
    return [f"{words} {count}" for words, count in (("at least", least), ("at most", most)) if count]
