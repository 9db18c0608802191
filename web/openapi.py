"""The OpenAPI document of the API, made from the kinds of pages and their parameters."""

from __future__ import annotations

from typing import Any

from clauseway import __version__
from clauseway.queries.provenance import CODINGS_LICENCE_ADDRESS
from clauseway.web.answers_kept import Kept
from clauseway.web.api import API, api_kinds, as_json, paging
from clauseway.web.kinds import Kind
from clauseway.web.parameters import Parameter

_SCALAR = {"type": ["string", "number", "integer", "boolean", "null"]}
_TEXT_OR_NULL = {"type": ["string", "null"]}

SCHEMAS: dict[str, Any] = {
    "Answer": {
        "type": "object",
        "required": ["title", "columns", "rows", "total", "limit", "offset", "next", "previous", "page", "provenance"],
        "properties": {
            "title": {"type": "string", "description": "The question the rows answer."},
            "reading": {**_TEXT_OR_NULL, "description": "One sentence that says what is to be seen."},
            "columns": {"type": "array", "items": {"$ref": "#/components/schemas/Column"}},
            "rows": {
                "type": "array",
                "description": "Objects with the names of the columns as keys; null where nothing is known.",
                "items": {
                    "type": "object",
                    "additionalProperties": {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]},
                },
            },
            "total": {"type": "integer", "minimum": 0, "description": "Rows in all."},
            "limit": {"type": "integer", "minimum": 1},
            "offset": {"type": "integer", "minimum": 0},
            "next": {**_TEXT_OR_NULL, "description": "Address of the rows that follow."},
            "previous": {**_TEXT_OR_NULL, "description": "Address of the rows before."},
            "page": {"type": "string", "description": "Address of the same answer for people."},
            "empty_message": {**_TEXT_OR_NULL, "description": "What it means that there is no row."},
            "provenance": {"$ref": "#/components/schemas/Provenance"},
        },
    },
    "Column": {
        "type": "object",
        "required": ["name", "title", "type"],
        "properties": {
            "name": {"type": "string", "description": "Stable key, the same as in the files of the command line."},
            "title": {"type": "string"},
            "type": {"enum": ["string", "integer", "number", "boolean", "date"]},
            "comment": _TEXT_OR_NULL,
        },
    },
    "Provenance": {
        "type": "object",
        "required": ["data_version", "as_of", "query", "parameters", "notes", "sources", "licence", "citation"],
        "properties": {
            "data_version": {"type": "string"},
            "ontology_version": _TEXT_OR_NULL,
            "as_of": {"type": ["string", "null"], "format": "date"},
            "query": {"type": "string"},
            "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
            "notes": {"type": "array", "items": {"type": "string"}},
            "sources": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["source", "title", "publisher", "licence"],
                    "properties": {
                        "source": {"type": "string"},
                        "title": {"type": "string"},
                        "publisher": {"type": "string"},
                        "licence": {"type": "string"},
                        "address": _TEXT_OR_NULL,
                    },
                },
            },
            "licence": {"type": "string"},
            "citation": {"type": "string"},
        },
    },
    "Contents": {
        "type": "object",
        "required": ["data_version", "openapi", "answers"],
        "properties": {
            "data_version": {"type": "string"},
            "openapi": {"type": "string"},
            "answers": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}},
        },
    },
    "Problem": {
        "type": "object",
        "description": "What is wrong, as RFC 9457 has it.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "One sentence: what, where, and what to do."},
            "parameter": {"type": "string", "description": "Name of the parameter it is about."},
        },
    },
}

DAYS = "^(19(4[89]|[5-9][0-9])|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$"
"""The days that may be asked about, 1948 to 2100, as a pattern: `format` alone takes any year."""

_PROBLEMS = {
    "400": "A parameter does not fit.",
    "404": "A name means nothing, or there is no such row.",
    "405": "The API is only read.",
    "414": "The address is too long.",
    "431": "The headers are too long.",
    "421": "The host that was asked for is not served here.",
    "503": "The data cannot be asked at the moment, or the answer took too long.",
}


def openapi_document() -> Kept:
    """The document."""
    paths = {f"{API}/": {"get": _operation("contents", "What the API answers", "All answers.", (), "Contents")}}
    for kind in api_kinds():
        parameters = (*kind.parameters, *paging(kind))
        path = f"{API}{kind.address.replace(':path', '')}"
        paths[path] = {"get": _operation(kind.name, kind.title, kind.about, parameters, "Answer", kind)}
    return as_json(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Clauseway",
                "version": __version__,
                "description": "Which economy owes which digital-trade duty to whom, how strongly, and since when.",
                "license": {"name": "CC BY 4.0", "url": CODINGS_LICENCE_ADDRESS},
            },
            "paths": paths,
            "components": {"schemas": SCHEMAS},
        }
    )


def _operation(
    name: str, title: str, about: str, parameters: tuple[Parameter, ...], schema: str, kind: Kind | None = None
) -> dict[str, Any]:
    in_path = kind.in_path if kind else ()
    return {
        "operationId": name,
        "summary": title,
        "description": about,
        "parameters": [_parameter(each, each.name in in_path) for each in parameters],
        "responses": {
            "200": {
                "description": about,
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
            },
            **{
                status: {
                    "description": meaning,
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, meaning in _PROBLEMS.items()
            },
        },
    }


def _parameter(parameter: Parameter, in_path: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if in_path else "query",
        "required": in_path or parameter.required,
        "description": parameter.about,
        "schema": schema_of(parameter),
    }
    if parameter.example:
        told["example"] = parameter.example
    return told


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """The JSON schema of a parameter's text.

    >>> from clauseway.web.api import LIMIT
    >>> schema_of(LIMIT)
    {'type': 'integer', 'minimum': 1, 'maximum': 1000, 'default': 100}
    """
    match parameter.type:
        case "choice":
            told: dict[str, Any] = {"type": "string", "enum": list(parameter.choices)}
        case "flag":
            told = {"type": "boolean"}
        case "day":
            told = {"type": "string", "format": "date", "pattern": DAYS}
        case "integer" | "number":
            told = {"type": parameter.type}
            if parameter.least is not None:
                told["minimum"] = int(parameter.least) if parameter.type == "integer" else parameter.least
            if parameter.most is not None:
                told["maximum"] = int(parameter.most) if parameter.type == "integer" else parameter.most
        case _:
            told = {"type": "string", "minLength": 1, "maxLength": parameter.longest}
    if parameter.default:
        told["default"] = int(parameter.default) if parameter.type == "integer" else parameter.default
    return told
