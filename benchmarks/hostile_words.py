"""Hostile words for the command line: every argument and option of every command takes every hostile text in turn."""

# ruff: noqa: E501 (lists of hostile texts, which stand as they are given)

from __future__ import annotations

import random
from collections.abc import Iterator

import click
from hostile_worker import Input
from hypothesis import strategies as st

TEXTS = (
    "", " ", "\n", "\t", "-", "--", "-x", "--no-such-option", "@", "*", "%", "%s%n", "{}", "{0.__class__}", "${HOME}",
    "`id`", "$(id)", "; id", "| id", "\\", "\\x00", "\x1b[2J\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "\r\x1b[K",
    "[red]x[/red]", "[/]", "[link=http://x]y", "\u202eNHC", "C\u2066H\u2069N", "\ufeffCHN", "\u200bCHN", "CHN\u0000"[:3],
    "\udcff\udcfe", "e\u0301" * 40, "ﬀ", "İ", "ß", "\U0001f600" * 30, "中国", "١٢", "²", "A" * 5_000, "a," * 3_000,
    ",", ",,,", "CHN,,SGP", "/", "//", "../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\x", "\\\\h\\s",
    "http://127.0.0.1:9/", "' OR 1=1 --", "\" OR 1=1", "CHN' RETURN 1 UNION MATCH (n) RETURN n //",
    "CHN'}) DETACH DELETE (n) //", "}) MATCH (n) DETACH DELETE n //", "$iso3", "`) RETURN n //", "\\u0027 OR true //",
    "\" } INSERT DATA { <x:a> <x:b> <x:c> } #", "> . ?s ?p ?o . <x:y", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0", "&lt;", "]]>", "javascript:x",
    "null", "None", "true", "NaN", "inf", "-inf", "-1", "0", "1e308", "1e-400", "0x10", "9" * 400, "-" + "9" * 40,
    "0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-01-01T00:00:00Z", "20260101", "-2026-01-01", "2026-W01",
    "(" * 500, "[" * 500, "a" * 40 + "!", "CHN:rcep", "CHN:rcep:x", ":", "x:", ":x", "=", "gain=", "gain=nan", "gain=inf",
    "gain=1e999", "gain=-1", "x=1", "CHN/" * 200, "coverage/CHN/../../x", "coverage//", "coverage/CHN/smes@",
    "coverage/CHN/smes@9999-99-99", "pair/CHN/CHN/smes", "gaps/asean/smes/close:-1", "upgrade/CHN/join/../..",
)  # fmt: skip
"""Given to what is no path; none holds a NUL, which no system passes to a program."""

PATHS = (
    "", ".", "..", "-", "no/such/folder/x.csv", "x" * 300 + ".csv", "a/" * 2_100 + "x.csv", "\u202ecsv.exe", "x\n.csv",
    "x\x1b[31m.csv", "\udcff.csv", ".csv", "x.exe", "x.csv.exe", "x", "/dev/null/x.csv", "/proc/nowhere/x.csv", "~/x/y.csv",
    "x.csv/", "con", "[red].csv", "x" * 200 + "\U0001f600" * 40 + ".html", "folder",
)  # fmt: skip
"""Given to options that name files: only names that lie in the folder of the input, since some are written."""

READ_ONLY = ("/dev/zero", "/etc/passwd", "/proc/self/environ", "/", "/dev/full", "../canary.csv")
"""Added where the command only reads."""

HONEST: dict[str, tuple[str, ...]] = {
    "coverage": ("CHN",),
    "pair": ("CHN", "NZL"),
    "agreement": ("depa",),
    "economy": ("KAZ",),
    "matrix": ("--economies", "CHN,SGP"),
    "fragmentation": ("--economies", "CHN,SGP,NZL"),
    "gaps": ("--economies", "CHN,SGP,NZL"),
    "compare": ("depa", "rcep"),
    "draw ego": ("SGP",),
    "draw group": ("eaeu",),
    "draw timeline": ("KAZ",),
    "draw ladder": ("KAZ",),
    "draw heatmap": ("--economies", "CHN,SGP"),
    "whatif": ("--join", "CHN:depa"),
    "trade flows": ("KAZ",),
    "trade published": (),
    "trade gravity": ("KAZ", "CHN"),
    "export": ("--economies", "KAZ,SGP", "--kind", "coverage", "-o", "out"),
    "report": ("--economy", "KAZ"),
    "ledger": (),
    "query list": (),
    "query show": ("counts",),
    "query run": ("agreements_of_pair", "--param", "first=CHN", "--param", "second=NZL"),
    "query lint": ("own.cypher",),
    "economies": (),
    "agreements": (),
    "clauses": (),
    "groups": (),
    "sources list": (),
    "sources show": ("recalled",),
    "sources verify": ("folder",),
    "sources fetch": ("texts", "--to", "out", "--dry-run"),
    "sparql": ("ASK { ?s a cw:Agreement }",),
    "ontology list": (),
    "ontology show": ("cw:Coding",),
    "explain": ("coverage/CHN/smes",),
    "compliance": ("KAZ",),
    "upgrade": ("KAZ",),
    "code run": ("treaty.txt", "--no-cache"),
    "code explain": ("treaty.txt", "--article", "1"),
    "similar": ("treaty.txt", "--no-cache", "--jobs", "1"),
    "cite": (),
    "doctor": (),
    "neo4j browser-kit": ("-o", "kit.zip"),
}
"""An honest call of each command, from which the hostile ones are made; commands that take minutes or serve are out."""

BESIDE = {
    "own.cypher": "MATCH (e:Economy) RETURN e.iso3 AS economy",
    "treaty.txt": "CHAPTER 1\nDIGITAL TRADE\n\nArticle 1: Customs Duties\n\nNo Party shall impose customs duties on "
    "electronic transmissions between the Parties, and each shall keep its laws on it.\n",
    "folder/x.txt": "Article 1",
}
_WRITES = frozenset({"--output", "--to", "output"})
_SERVERS = frozenset({"--engine", "--scheduler", "--driver"})
"""Options whose honest values go to a server; hostile ones are refused by their type or by the address."""


def commands() -> dict[str, click.Command]:
    """Every command of the command line, by its words."""
    from clauseway.cli.main import cli

    found: dict[str, click.Command] = {}

    def walk(prefix: str, group: click.Group) -> None:
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            words = f"{prefix} {name}".strip()
            if isinstance(command, click.Group):
                walk(words, command)
            elif command is not None:
                found[words] = command

    walk("", cli)
    return found


def every_word() -> Iterator[tuple[str, Input]]:
    """Each hostile text at each place of each command, after the name of that place."""
    for name, command in commands().items():
        if name not in HONEST:
            continue
        honest = HONEST[name]
        positional = [param for param in command.params if isinstance(param, click.Argument)]
        for param in command.params:
            kind = "options" if isinstance(param, click.Option) else "arguments"
            for text in _texts_for(param):
                words = (*name.split(), *_with(honest, len(positional), param, text))
                shown = param.opts[0] if kind == "options" else param.name
                files = BESIDE | {"kit.zip": ""} if name == "neo4j browser-kit" else BESIDE
                yield (
                    f"{name} {shown}",
                    Input(
                        f"command line: {kind}",
                        f"{name} {shown} {text[:30]!r}",
                        words,
                        files,
                        may_fail=_may_fail(param),
                    ),
                )


def _texts_for(param: click.Parameter) -> tuple[str, ...]:
    if isinstance(param, click.Option) and param.is_flag:
        return ()
    if isinstance(param.type, click.Path):
        return PATHS if _WRITES & {*param.opts, param.name} else (*PATHS, *READ_ONLY)
    if _SERVERS & {*param.opts}:
        return ("", "neo5j", "\x1b[31m", "x" * 5_000)
    return TEXTS


def _may_fail(param: click.Parameter) -> tuple[int, ...]:
    """A place that cannot be written to is no fault of the question, and has the code of the machine."""
    return (1, 2, 3) if _WRITES & {*param.opts, param.name} else (2, 3)


def _with(honest: tuple[str, ...], arguments: int, param: click.Parameter, text: str) -> tuple[str, ...]:
    """The honest words with a hostile one at the place of a parameter."""
    if isinstance(param, click.Option):
        name = param.opts[0]
        given = [text] if param.nargs == 1 else [text, "CHN"][: param.nargs]
        kept: list[str] = []
        skip = 0
        for word in honest:  # what the honest call says of the same option goes
            if skip:
                skip -= 1
            elif word in param.opts and not param.multiple:
                skip = param.nargs
            else:
                kept.append(word)
        return (*kept, name, *given)
    plain = [at for at, word in enumerate(honest[: max(arguments, 1)]) if not word.startswith("-")]
    words = list(honest)
    at = plain[-1] if plain else 0
    words[at : at + bool(plain)] = [text]
    return ("--", *words) if text.startswith("-") and len(words) == 1 else tuple(words)


def chosen_words(number: int, seed: int) -> list[Input]:
    """So many of `every_word`, drawn evenly over commands and parameters."""
    by_place: dict[str, list[Input]] = {}
    for place, given in every_word():
        by_place.setdefault(place, []).append(given)
    draw = random.Random(seed)
    for inputs in by_place.values():
        draw.shuffle(inputs)
    found: list[Input] = []
    while len(found) < number and any(by_place.values()):
        for inputs in by_place.values():
            if inputs and len(found) < number:
                found.append(inputs.pop())
    return found


_WORD = st.one_of(
    st.text(st.characters(exclude_characters="\x00"), max_size=30),
    st.sampled_from(["CHN", "SGP", "rcep", "asean", "smes", "depa", "--group", "--as-of", "--clause", "-f", "--by"]),
)


def any_words() -> st.SearchStrategy[Input]:
    """Any words after any command, as Hypothesis makes them up."""
    names = sorted(set(HONEST) - {"sources fetch", "export", "neo4j browser-kit"})
    return st.builds(
        lambda name, words: Input("command line: any words", f"{name} {words!r}"[:80], (*name.split(), *words), BESIDE),
        st.sampled_from(names),
        st.lists(_WORD.filter(_harmless), min_size=1, max_size=4),
    )


def _harmless(word: str) -> bool:
    """Whether a word cannot name a place that is written to outside the folder of the input."""
    return not word.startswith(("-o", "--o", "/", "~")) and ".." not in word
