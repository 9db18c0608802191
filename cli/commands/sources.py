"""The sources behind the dataset, and the files they are read from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clauseway.cli.options import Output, output_options

if TYPE_CHECKING:
    from clauseway.loaders.source_files import FileProgress, SourceFile

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(epilog="Examples: clauseway sources list | clauseway sources show wto-text | clauseway sources verify DIR")
def sources() -> None:
    """The sources of the dataset: who made them, under which licence, what became of their claims, and their files."""


@sources.command("list", epilog="Examples: clauseway sources list -o sources.csv | clauseway sources list --files")
@click.option("--files", is_flag=True, help="List the files instead: address, licence, checksum, what each feeds.")
@output_options
def list_sources(files: bool, asked: Output) -> None:
    """Every source with its files, how many claims it made, and how many of them are adopted or yielded.

    They stand in the order in which equally good readings are preferred. A claim yields to a better one of the same
    place; it stays in the data.
    """
    from clauseway.cli.session import show
    from clauseway.loaders.sources import SOURCES

    records = [module.SOURCE for module in SOURCES]
    if files:
        from clauseway.loaders.source_files import source_files
        from clauseway.queries.source_file_tables import file_list

        show(file_list(source_files(), records), asked)
        return
    from clauseway.loaders.rdf_files import shipped_store
    from clauseway.queries.source_tables import source_list

    show(source_list(shipped_store(), records), asked)


@sources.command("show", epilog="Example: clauseway sources show recalled")
@click.argument("name")
@output_options
def show_source(name: str, asked: Output) -> None:
    """One source: publisher, licence, its files with their checksums, and ten of its claims with their rows."""
    from clauseway.cli.session import find_source, goes_to_terminal, show, tell
    from clauseway.loaders.rdf_files import shipped_store
    from clauseway.queries.source_tables import source_sample

    source = find_source(name)
    table = source_sample(shipped_store(), source)
    if not goes_to_terminal(asked):  # most formats have no room for notes
        for note in table.provenance.notes:
            tell(note)
    show(table, asked)


@sources.command("verify", epilog="Examples: clauseway sources verify DIR | clauseway sources verify DIR --only groups")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="DIR")
@click.option("--only", multiple=True, metavar="NAME", help="Only these files, folders or sources; may be repeated.")
@output_options
def verify(folder: Path, only: tuple[str, ...], asked: Output) -> None:
    """Hold the files of a sources folder against the catalogue: ok, differs, missing, or unknown to it.

    Exit code 3 when a file differs or is missing.
    """
    from clauseway.cli.session import show
    from clauseway.loaders.source_files import SourceFilesDiffer, check_files, unknown_files
    from clauseway.queries.source_file_tables import check_table

    checks = check_files(folder, _chosen(only), _byte_progress("checking"))
    if not only:
        checks += unknown_files(folder)
    show(check_table(checks, str(folder)), asked)
    differ, missing = (sum(check.state == state for check in checks) for state in ("differs", "missing"))
    if differ or missing:
        raise SourceFilesDiffer(f"{folder}: {differ} files differ from the catalogue, {missing} are missing.")


@sources.command(
    "fetch",
    epilog="Examples: clauseway sources fetch texts --to data --dry-run | clauseway sources fetch "
    "indicators/gtmi_2022.csv --to data | clauseway sources fetch --to data --from https://example.org/clauseway-data",
)
@click.argument("names", nargs=-1, metavar="[NAME|FILE]...")
@click.option("--to", "folder", type=_FOLDER, required=True, metavar="DIR", help="Sources folder to fetch into.")
@click.option("--from", "mirror", default=None, metavar="URL",
              help="Base address of a mirror of the sources folder (default: each file's own address).")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True, metavar="S",
              help="Longest silence of a server, in seconds.")
@click.option("--retries", type=click.IntRange(min=0), default=3, show_default=True, metavar="N",
              help="Further tries after a cut connection, a time-out or an overloaded server.")
@click.option("--replace", is_flag=True, help="Replace files that are there and differ from the catalogue.")
@click.option("--dry-run", is_flag=True, help="Only say what would be fetched, with licence and size.")
def fetch(
    names: tuple[str, ...],
    folder: Path,
    mirror: str | None,
    timeout: float,
    retries: int,
    replace: bool,
    dry_run: bool,
) -> None:
    """Download source files, by name of a source, a folder or a file; all that have an address when none is named.

    Licence and size are shown first. A fetch that broke off goes on where it ended. A file gets its name only when
    its checksum is the one of the catalogue, and a file that is right already is left alone.
    """
    from clauseway.cli.session import tell
    from clauseway.loaders.fetching import FetchError, FetchSettings, address_of, fetch_file

    wanted = _chosen(names)
    if not names and mirror is None:
        left_out = sum(not file.can_be_fetched for file in wanted)
        wanted = [file for file in wanted if file.can_be_fetched]
        tell(f"{left_out} files have no address that gives them as they are; a mirror (--from) could.")
    plan = [(file, address_of(file, mirror)) for file in wanted]  # what cannot be fetched is said before the first byte
    for file, address in plan:
        tell(f"{file.file}  {file.bytes:,} bytes  {file.publisher}  {file.licence}  {address}")
    tell(f"{len(plan)} files, {sum(file.bytes for file, _ in plan):,} bytes.")
    if dry_run:
        return
    settings = FetchSettings(timeout=timeout, retries=retries, replace=replace)
    failed: list[FetchError] = []
    for file, address in plan:
        try:
            outcome = fetch_file(file, folder, address, settings, _byte_progress("fetching"))
        except FetchError as error:  # one file that fails does not keep the others back
            failed.append(error)
            tell(f"{file.file}: failed")
        else:
            tell(f"{file.file}: {outcome}")
    for error in failed[:-1]:
        tell(str(error))
    if failed:
        raise failed[-1]


def _chosen(names: tuple[str, ...]) -> list[SourceFile]:
    import difflib

    from clauseway.loaders.source_files import chosen_files, names_of_files
    from clauseway.loaders.sources import SOURCES

    records = [module.SOURCE for module in SOURCES]
    try:
        return chosen_files(names, records)
    except KeyError as error:
        name = str(error.args[0])
        near = difflib.get_close_matches(name, names_of_files(records), 1, 0.5)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise click.UsageError(
            f"There is no source, folder or file '{name}'.{hint} List: clauseway sources list --files"
        ) from None


def _byte_progress(verb: str) -> FileProgress:
    """A line on a terminal that is written over; nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda file, done, whole: None

    def show(file: str, done: int, whole: int) -> None:
        end = "\r\033[K" if done >= whole else "\r"
        click.echo(f"\r\033[K{verb} {file} {done:,}/{whole:,} bytes ({done * 100 // whole} %){end}", nl=False, err=True)

    return show
