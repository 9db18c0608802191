"""Hostile sources and files of questions: tables, profiles, thresholds, SPARQL, Cypher and graph files."""

# ruff: noqa: E501 (lists of hostile texts, which stand as they are given)

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hostile_texts import TOTA, damaged, laughs
from hostile_worker import SMALL_SOURCES, Input
from hypothesis import strategies as st

CELLS = (
    "", " ", "x", "-1", "0", "NaN", "inf", "1e999", "9" * 400, "1e-400", "0x10", "１２", "²", "٣", "true", "null", "unverified",
    "2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "2020", "2020-13", "20200101", "2020-01-01T00:00:00Z",
    "=1+1", "=HYPERLINK(\"http://x\")", "+1", "@SUM(1)", "<script>alert(1)</script>", "]]>", "&amp;", "\"><img src=x>",
    "[/]", "[red]x", "{{7*7}}", "${x}", "%s", "' OR 1=1 --", "'}) DETACH DELETE (n) //", "\" . <x:a> <x:b> <x:c> . #", "<x:y>",
    "_:b0", "http://127.0.0.1:9/", "https://x y/", "../../../../etc/passwd", "/etc/passwd", "../../canary.xml",
    "../../../canary.xml", "..\\..\\canary.xml", "C:\\x", "a/b", "a:b", "a|b", "|||", "CHN|CHN", "CHN|XXX", ";;;", ",,,",
    "\x00", "\x1b[2J", "\x07", "\x85", "\u2028", "\u202elave", "\u2066x\u2069", "\ufeffx", "\u200b", "\ufffe", "\udcff",
    "e\u0301" * 50, "ﬀ", "İstanbul", "ß", "中国", "العربية", "\U0001f600" * 20, "A" * 200_000, "a b" * 5_000, "\n", "a\nb",
    "a\r\nb", "\t", "\"", "\"\"", "'", "(", "[", "(a+)+$", "*", "?", "\\", "\\u0000", "12.1(a)(ii) bis", "Article " * 300,
)  # fmt: skip


@cache
def small() -> dict[str, str]:
    """The tables of the small made-up sources, by path."""
    return {
        path.relative_to(SMALL_SOURCES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SMALL_SOURCES.rglob("*.csv"))
    }


def _sources(kind: str, name: str, files: dict[str, bytes | str], command: str = "validate") -> Input:
    words = {
        "validate": ("validate", "--sources", "sources"),
        "build": ("build", "--sources", "sources", "--graph", "new.grafeo"),
        "report": ("validate", "--sources", "sources", "--report", "-f", "csv"),
        "rdf": ("rdf", "export", "--sources", "sources", "-f", "nq"),
    }[command]
    return Input(
        f"tables: {kind}", name, words, {f"sources/{path}": content for path, content in files.items()}, sources=True
    )


def hostile_cells(number: int, seed: int) -> Iterator[Input]:
    """So many hostile cells, evenly over every column of every table."""
    draw = random.Random(seed)
    places = [
        (file, column)
        for file, text in small().items()
        for column in range(len(text.partition("\n")[0].split(",")))
        if text.count("\n") > 1
    ]
    draw.shuffle(places)
    for at in range(number):
        file, column = places[at % len(places)]
        lines = small()[file].splitlines()
        row = draw.randrange(1, len(lines))
        cells = _cells(lines[row])
        cell = draw.choice(CELLS)
        cells[min(column, len(cells) - 1)] = cell
        lines[row] = ",".join('"' + c.replace('"', '""') + '"' for c in cells)
        command = draw.choice(("validate", "validate", "build", "report", "rdf"))
        yield _sources("a cell", f"{file} column {column}: {cell[:30]!r}", {file: "\n".join(lines) + "\n"}, command)


def _cells(line: str) -> list[str]:
    import csv

    return next(csv.reader([line]))


def damaged_tables(number: int, seed: int) -> Iterator[Input]:
    """So many tables with bytes changed, cut, doubled, or in another encoding."""
    draw = random.Random(seed)
    for at in range(number):
        file = draw.choice(list(small()))
        yield _sources("damaged", f"{file} {at} of seed {seed}", {file: damaged(draw, small()[file].encode())})


def whole_tables() -> Iterator[Input]:
    """Tables that are wrong as a whole: encodings, marks, lines and texts without end."""
    file = "facts/agreements.csv"
    text = small()[file]
    wide = text.replace("\n", "," + "x," * 50_000 + "\n", 1)
    found: dict[str, bytes | str] = {
        "empty": b"", "a mark alone": b"\xef\xbb\xbf", "UTF-8 with a mark": text.encode("utf-8-sig"),
        "UTF-16": text.encode("utf-16"), "UTF-16 without a mark": text.encode("utf-16-le"), "UTF-32": text.encode("utf-32"),
        "a mark in the middle": text.replace("\n", "\n\ufeff", 1), "old Mac lines": text.replace("\n", "\r"),
        "mixed encodings": text.encode() + "é".encode("latin-1") * 9, "zeros": b"\0" * 100_000, "a line without end": b"x" * 30_000_000,
        "a quote without end": text + '"' + "x" * 1_000_000, "quotes": '"' * 1_000_001, "wide": wide, "commas": "," * 1_000_000,
        "lines": "\n" * 2_000_000, "only a header": text.partition("\n")[0], "a workbook": b"PK\x03\x04" + b"x" * 5_000,
        "a page": "<html><body>not found</body></html>", "rows without end": text + text.splitlines()[1] * 1 + ("\n" + text.splitlines()[1]) * 20_000,
    }  # fmt: skip
    for name, content in found.items():
        yield _sources("as a whole", name, {file: content})
    for name, path in {
        "out": "../../canary.xml",
        "absolute": "/etc/passwd",
        "deep": "x/" * 3_000,
        "back": "..\\..\\canary.xml",
    }.items():
        table = small()["desta/tota_desta_match.csv"].splitlines()
        table.append(table[-1].replace(_cells(table[-1])[0], path, 1))
        yield _sources("paths", f"ToTA file {name}", {"desta/tota_desta_match.csv": "\n".join(table) + "\n"}, "rdf")
        listed = small()["readings/treaty_texts.csv"].splitlines()
        listed.append(f"{path},test-agreement-a,")
        yield _sources("paths", f"listed text {name}", {"readings/treaty_texts.csv": "\n".join(listed) + "\n"}, "rdf")
    bomb = laughs() + TOTA.partition("?>")[2].replace("No Party", "&z;")
    for name, content in {
        "laughs": bomb.encode(),
        "damaged": TOTA.encode()[:300],
        "empty": b"",
        "zeros": b"\0" * 9_999,
    }.items():
        yield _sources("texts among sources", name, {"tota/xml/pta_9001.xml": content})


# ---- files of questions -----------------------------------------------------------------------------------


QUERY = "SELECT ?a ?title { ?a a cw:Agreement ; dct:title ?title } ORDER BY ?a LIMIT 3\n"
CYPHER = (
    "MATCH (e:Economy)-[p:PARTY_TO]->(a:Agreement) WHERE e.iso3 = 'CHN' RETURN a.slug AS agreement, p.since AS since\n"
)
PROFILE = '[work]\nuri = "bolt://127.0.0.1:9"\nusername = "neo4j"\ndatabase = "neo4j"\n'
THRESHOLDS = "indicator,middle,advanced,themes,reason\ngci,50,80,,why\n"


def honest_files() -> dict[str, tuple[bytes, tuple[str, ...], dict[str, str]]]:
    """Content, command and environment of an honest file of each kind, by its name."""
    profiles = {"CLAUSEWAY_NEO4J_PROFILES": "neo4j.toml"}
    return {
        "q.rq": (QUERY.encode(), ("sparql", "--file", "q.rq", "--time-out", "2"), {}),
        "q.cypher": (CYPHER.encode(), ("query", "lint", "q.cypher"), {}),
        "neo4j.toml": (PROFILE.encode(), ("doctor", "--engine", "neo4j", "--profile", "work"), profiles),
        "tiers.csv": (THRESHOLDS.encode(), ("upgrade", "KAZ", "--tiers", "tiers.csv"), {}),
    }


def questions(number: int, seed: int) -> Iterator[Input]:
    """Files of questions made to do harm, then damaged ones."""
    harm: dict[str, tuple[bytes | str, ...]] = {
        "q.rq": (
            "{" * 50_000, "SELECT * {" + "{" * 150 + "}" * 150 + "}", "ASK { FILTER(" + "!" * 50_000 + "1) }",
            "ASK { FILTER(" + "-" * 50_000 + "1) }", "SELECT * { {}" + " UNION {}" * 50_000 + " }", "ASK { ?s " + "^" * 50_000 + "cw:x ?o }",
            "SELECT * { ?s " + "/".join(["cw:x"] * 20_000) + " ?o }", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
            "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f }", "ASK { ?a (cw:x|!cw:x)* ?b . ?b (cw:x|!cw:x)* ?c }",
            "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "PREFIX : <http://x.invalid/> ASK { SERVICE:a { ?s ?p ?o } }",
            "SELECT * { SERVICE SILENT<http://x.invalid/> { ?s ?p ?o } }", "SELECT * FROM <http://x.invalid/> { ?s ?p ?o }",
            "LOAD <file:///etc/passwd>", "INSERT DATA { <x:a> <x:b> <x:c> }", "CLEAR ALL", "DROP GRAPH <x:y>",
            "SELECT (REPLACE('" + "a" * 40 + "!', '(a+)+$', 'x') AS ?x) {}", "SELECT (REGEX('x', '" + "(" * 5_000 + "') AS ?x) {}",
            "SELECT ('" + "x" * 900_000 + "' AS ?x) {}", "SELECT (<\\u202e> AS ?x) {}", "SELECT ('\x1b[2J\u202e' AS ?x) {}",
            "BASE <x> " * 9_999, "PREFIX x: <x:> " * 20_000 + "ASK {}", "\ufeffASK {}", "ASK {}".encode("utf-16"), b"\xff\xfe\x00",
            "SELECT (1/0 AS ?x) (STRDT('x','') AS ?y) {}", "SELECT (" + "9" * 5_000 + " AS ?x) {}", "ASK { VALUES ?x {" + "1 " * 300_000 + "} }",
        ),
        "q.cypher": (
            "MATCH (n) WHERE " + "(" * 50_000 + "1=1" + ")" * 50_000 + " RETURN n.name AS x", "RETURN " + "[" * 50_000, "`" * 100_001,
            "'" + "\\" * 100_001, "/*" * 100_000, "//" * 100_000, "MATCH " + "(a)-[]->" * 20_000 + "(b) RETURN 1 AS x", "RETURN 1 AS x" * 5_000,
            "RETURN 1 AS x UNION " * 5_000 + "RETURN 1 AS x", "CALL { " * 5_000, "RETURN $" * 9_999, ";" * 100_000, "MATCH (n) DETACH DELETE n",
            "LOAD CSV FROM 'file:///etc/passwd' AS x RETURN x", "CALL apoc.load.json('http://x') YIELD value RETURN value",
            CYPHER.encode("utf-16"), "\ufeff" + CYPHER, CYPHER.replace("CHN", "\x1b[2J\u202e"), "RETURN '\ud7ff' AS x", "1" * 4_500_000,
            "// param x: string, required: x\n" * 20_000, "CASE WHEN " * 5_000, "RETURN " + "NOT " * 50_000 + "true AS x", b"\0" * 1_000,
        ),
        "neo4j.toml": (
            "a = " + "[" * 100_000, "a = " + "{a = " * 10_000, "[" + "a." * 20_000 + "a]", "a = " + "9" * 10_000, "[work]\nuri = 1", "work = 1",
            "[work]\nuri = \"http://127.0.0.1:9/\"", "[work]\nuri = \"bolt://me:secret@127.0.0.1:9\"", "[work]\nuri = \"\\u001b[2J\\u202e\"",
            "[work]\nuri = \"file:///etc/passwd\"", "[work]\nuri = \"bolt://127.0.0.1:99999999\"", "[work]\nuri = \"bolt://[::1\"", b"\xff\xfe", b"\0",
            "[work]\n" + "x = 1\n" * 9_999, "\ufeff" + PROFILE, PROFILE.encode("utf-16"), "[WORK]\n", "", "x" * 2_000_000, "[work]\nurii = \"x\"",
            "[work]\ndatabase = \"a`b\"\nuri = \"bolt://127.0.0.1:9\"", "[\"\x1b[2J\"]",
        ),
        "tiers.csv": (
            "", THRESHOLDS.replace("50", "NaN"), THRESHOLDS.replace("50", "1e999"), THRESHOLDS.replace("50", "9" * 5_000),
            THRESHOLDS.replace("gci", "\u202eicg"), THRESHOLDS.replace("gci", "../x"), THRESHOLDS.replace("why", "w" * 200_000), THRESHOLDS * 2,
            THRESHOLDS.replace(",,", ",x;y,"), THRESHOLDS.encode("utf-16"), "\ufeff" + THRESHOLDS, b"\0", b"x" * 5_000_000, THRESHOLDS.replace("80", "10"),
        ),
    }  # fmt: skip
    honest = honest_files()
    for name, contents in harm.items():
        _, words, environment = honest[name]
        for at, content in enumerate(contents):
            yield _question(name, f"{name} harm {at}", content, words, environment)
    draw = random.Random(seed)
    for at in range(number):
        name = list(honest)[at % len(honest)]
        whole, words, environment = honest[name]
        yield _question(name, f"{name} {at} of seed {seed}", damaged(draw, whole), words, environment)


def _question(name: str, what: str, content: bytes | str, words: tuple[str, ...], environment: dict[str, str]) -> Input:
    # a sound profile names a server that is not there, which is no fault of the file
    may_fail = (1, 2, 3) if name == "neo4j.toml" else (2, 3)
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Input(f"questions: {Path(name).suffix[1:]}", what, words, {name: data}, environment, may_fail=may_fail)


def graph_files(graph: Path, number: int, seed: int) -> Iterator[Input]:
    """Graph files with bytes changed or cut."""
    draw = random.Random(seed)
    whole = graph.read_bytes()
    for at in range(number):
        kind = draw.randrange(4)
        place = draw.randrange(len(whole))
        if kind == 0:
            data = whole[:place]
        elif kind == 1:
            data = whole[:place] + bytes([whole[place] ^ 1 << draw.randrange(8)]) + whole[place + 1 :]
        elif kind == 2:
            data = whole[:place] + draw.randbytes(4_096) + whole[place + 4_096 :]
        else:
            data = draw.randbytes(draw.choice((10, 5_000, 200_000)))
        words = draw.choice((("economies",), ("coverage", "CHN"), ("doctor",)))
        yield Input("graph files", f"{at} of seed {seed}", (*words, "--graph", "g.grafeo"), {"g.grafeo": data})


_ROW = st.lists(st.one_of(st.text(st.characters(), max_size=12), st.sampled_from(CELLS[:60])), max_size=14)


def any_tables() -> st.SearchStrategy[Input]:
    """Any rows after the header of any table, as Hypothesis makes them up."""

    def table(file: str, rows: list[list[str]]) -> Input:
        lines = [small()[file].partition("\n")[0]]
        lines += [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
        return _sources(
            "any rows", f"{file} {rows!r}"[:80], {file: ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")}
        )

    return st.builds(table, st.sampled_from(sorted(small())), st.lists(_ROW, min_size=1, max_size=4))
