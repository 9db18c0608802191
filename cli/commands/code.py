"""Coding treaty texts: run, explain, evaluate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from clauseway.loaders.coder.running import FileResult

_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
    help="Write here instead of to standard output.",
)  # fmt: skip
_JOBS = click.option("--jobs", "-j", type=click.IntRange(1, 256), default=1, show_default=True,
                     help="Processes that code at the same time.")  # fmt: skip
_NO_CACHE = click.option("--no-cache", is_flag=True, help="Code every text anew and keep nothing.")


class RunByDefault(click.Group):
    """A group whose first word, when it names none of its commands, belongs to `run`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` before files and options."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=RunByDefault,
    context_settings={"help_option_names": ["-h", "--help"]},  # the same for whoever takes this group by itself
    epilog="Examples: clauseway code treaty.pdf | clauseway code texts/ --jobs 2 -o codings.csv | "
    "clauseway code explain treaty.xml --article 14.11 | clauseway code evaluate --sources ../data",
)
def code() -> None:
    """Find the digital clauses of treaty texts, each with its wording, its rule and the words it rests on.

    `clauseway code FILE...` is short for `clauseway code run FILE...`.
    """


@code.command(epilog="Examples: clauseway code treaty.docx -f json | clauseway code chapter.pdf -o chapter.html")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "-f", "form", type=click.Choice(["csv", "json", "ndjson", "html"]), default=None,
              help="Default: by the suffix of the output file, else csv.")
@_OUTPUT
@_JOBS
@_NO_CACHE
@click.option("--scheduler", default=None, metavar="ADDRESS",
              help="Code on the workers of the Dask cluster with this scheduler (tcp://host:8786).")
def run(
    files: tuple[Path, ...], form: str | None, output: Path | None, jobs: int, no_cache: bool, scheduler: str | None
) -> None:
    """Code texts (ToTA XML, PDF, DOCX, HTML, Markdown, plain text) or folders of them.

    A text that cannot be read is named on standard error and the others go on; the exit code is then 3.
    """
    from clauseway.cli.session import tell
    from clauseway.loaders.coder.evaluation import texts_of
    from clauseway.loaders.coder.running import code_files, default_cache
    from clauseway.queries.coded_texts import codings_csv, codings_html, codings_json, codings_ndjson
    from clauseway.queries.exports.files import to_bytes, write_atomically, write_to_pipe

    if scheduler and jobs > 1:
        raise click.UsageError("--jobs starts processes here and --scheduler uses workers elsewhere; give one of them.")
    chosen = form or _by_suffix(output)
    paths = texts_of(files)
    if not paths:
        raise click.UsageError(f"No text lies in {', '.join(map(str, files))}; name files or a folder that holds some.")
    cache = None if no_cache else default_cache()
    if scheduler:
        from clauseway.loaders.coder.cluster import code_files_on

        results = list(code_files_on(scheduler, paths, cache, _progress(len(paths))))
    else:
        results = list(code_files(paths, jobs, cache, _progress(len(paths))))
    codings = [coding for result in results for coding in result.codings]
    if chosen == "html":
        from clauseway.loaders.texts.reading import read_document

        there = [(path, result) for path, result in zip(paths, results, strict=True) if result.codings]
        text = codings_html([(read_document(path), result.codings) for path, result in there])
    else:
        text = {"csv": codings_csv, "json": codings_json, "ndjson": codings_ndjson}[chosen](codings)
    if output is None:
        write_to_pipe(text)
    else:
        write_atomically(output, lambda beside: _fill(beside, to_bytes(text)))
    problems = [result.problem for result in results if result.problem]
    for problem in problems:
        tell(f"Not coded: {problem}")
    if problems:
        sys.exit(3)


@code.command(epilog="Example: clauseway code explain treaty.xml --article 14.11")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--article", "-a", required=True, help="Number of the article, as the codings print it.")
@click.option("--all", "every", is_flag=True, help="Also show the rules that met nothing.")
def explain(file: Path, article: str, every: bool) -> None:
    """Show what the coder did with one article: each rule tried, with the words it met between » and «."""
    import difflib

    from clauseway.loaders.coder.coding import Trial
    from clauseway.loaders.coder.treaty import code_document
    from clauseway.loaders.texts.reading import read_document
    from clauseway.queries.coded_texts import explanation
    from clauseway.queries.exports.files import write_to_pipe

    document = read_document(file)
    found = [one for _, one in document.articles() if one.number == article]
    if not found:
        near = difflib.get_close_matches(article, [one.number for _, one in document.articles()], 3)
        hint = f" Nearest: {', '.join(near)}." if near else ""
        raise click.UsageError(f"{document.file} has no article {article}.{hint}")
    trials: list[Trial] = []
    codings = [coding for coding in code_document(document, trials, article) if coding.article == article]
    write_to_pipe(explanation(found[0], codings, trials, every))


@code.command(epilog="Example: clauseway code evaluate --sources ../data --jobs 2")
@click.option("--sources", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR",
              help="Folder with the texts and the human codings.")
@_JOBS
@_NO_CACHE
@click.option("--families", is_flag=True, help="Also show which cues rest on one family of treaties alone.")
def evaluate(sources: Path, jobs: int, no_cache: bool, families: bool) -> None:
    """Measure the coder against human codings: by item, by article and language, with every disagreement."""
    from clauseway.loaders.coder.evaluation import evaluate as measure
    from clauseway.loaders.coder.evaluation import report
    from clauseway.loaders.coder.running import default_cache
    from clauseway.queries.exports.files import write_to_pipe

    cache = None if no_cache else default_cache()
    text = report(measure(sources, jobs, cache, _progress(0)))
    if families:
        from clauseway.loaders.coder.families import family_report, text_of
        from clauseway.loaders.coder.lexicon import languages
        from clauseway.loaders.texts.reading import read_document

        read = [read_document(path) for path in sorted((sources / "tota" / "xml").glob("*.xml"))]
        known = [document for document in read if document.language in languages()]
        text += "\n" + text_of(family_report(known), {one.file: f"{one.file} {one.title}" for one in known})
    write_to_pipe(text)


def _fill(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _by_suffix(output: Path | None) -> str:
    suffix = output.suffix.lower() if output else ""
    known = {".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson", ".html": "html", ".htm": "html"}
    return known.get(suffix, "csv")


def _progress(total: int) -> Callable[[int, int, FileResult], None] | None:
    """Count files on standard error, where somebody watches and there is something to watch."""
    if not sys.stderr.isatty() or total == 1:
        return None

    def show(count: int, of: int, result: FileResult) -> None:
        click.echo(f"\r{count}/{of} {result.file[:60]:60s}", nl=count == of, err=True)

    return show
