"""The `clauseway` command: a group whose commands are imported when they are asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from clauseway import __version__

_COMMANDS: dict[str, tuple[str, str]] = {
    # name -> (module, short help shown without importing it)
    "build": ("operations", "Build the embedded graph from the shipped dataset or from sources."),
    "load": ("operations", "Load the dataset into a Neo4j database."),
    "validate": ("operations", "Check sources and shapes and print every finding."),
    "dataset": ("operations", "Write the shipped dataset anew from a sources folder."),
    "doctor": ("operations", "Say what is installed, which graph answers and what it holds."),
    "coverage": ("answers", "Clause coverage of an economy, one row a clause type."),
    "pair": ("answers", "What binds two economies."),
    "agreement": ("answers", "An agreement, provision by provision, for an economy on a date."),
    "economy": ("answers", "One page about an economy: memberships, agreements, readiness, laws, trade."),
    "matrix": ("matrix", "Comparison matrix of economies or agreements, as workbook, page or table."),
    "fragmentation": ("analyses", "How far rules differ in a set of economies, by clause, economy or year."),
    "gaps": ("analyses", "Where a set of economies lacks a common rule, and the steps that close the gap."),
    "compare": ("comparing", "Agreements side by side: articles, facts, and the words where texts are at hand."),
    "draw": ("drawing", "Draw networks of rules, timelines and heat maps."),
    "whatif": ("whatif", "What would change if economies joined or left agreements, or brought them up."),
    "trade": ("trade", "Trade in goods: flows, published figures beside them, a gravity estimate."),
    "export": ("batch", "Write a report, page or table for each of many economies."),
    "report": ("report", "A page to mail about an economy or a group: summary, pictures, tables, sources."),
    "serve": ("serve", "Serve the browser explorer: pages, pictures, files and an API."),
    "ledger": ("ledger", "How well the cells are known, by agreement, clause type or economy."),
    "query": ("catalogue", "List, show and run the queries of the catalogue."),
    "economies": ("catalogue", "List the economies."),
    "agreements": ("catalogue", "List the agreements."),
    "clauses": ("catalogue", "List the clause types."),
    "groups": ("catalogue", "List the groups of economies."),
    "sources": ("sources", "List and show the sources; verify and fetch their files."),
    "sparql": ("rdf", "Ask the RDF dataset in SPARQL."),
    "rdf": ("rdf", "Export the RDF dataset."),
    "ontology": ("ontology", "List, show and document the terms of the ontology."),
    "explain": ("explain", "Explain one number of an analysis, down to its sources."),
    "compliance": ("compliance", "Obligations against law at home; what a firm meets between two economies."),
    "upgrade": ("upgrade", "Next steps of an economy, ranked, with what each wins and needs; paths of steps."),
    "code": ("code", "Find the digital clauses of treaty texts, with the words they rest on."),
    "similar": ("similar", "What digital chapters and articles share with others, and took from earlier ones."),
    "cite": ("cite", "How to cite the data: a sentence, BibTeX, a Citation File or CSL-JSON."),
    "neo4j": ("neo4j", "Write the graph as files for a Neo4j server."),
}


class LazyGroup(click.Group):
    """A group that imports the module of a command only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table above."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command object, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"clauseway.cli.commands.{_COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, offering the nearest name for a miss."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in _COMMANDS:
            import difflib

            near = difflib.get_close_matches(name, list(_COMMANDS), 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"There is no command '{name}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        "Examples: clauseway coverage CHN | clauseway pair KOR NZL --as-of 2024-05-03 | "
        "clauseway matrix --group asean -o asean.xlsx. Shell completion: "
        'eval "$(_CLAUSEWAY_COMPLETE=bash_source clauseway)" (zsh_source, fish_source).'
    ),
)
@click.version_option(__version__, prog_name="clauseway")
@click.option("--debug", is_flag=True, help="Show the traceback when something fails.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """The open graph of digital-trade rules: which economy owes which duty to whom, how strongly, since when."""
    context.obj = {"debug": debug}


def main() -> None:
    """Run the command line; every failure is one sentence on stderr and an exit code (2 usage, 3 data, 1 else)."""
    if "_CLAUSEWAY_COMPLETE" in os.environ:
        cli(prog_name="clauseway")
    stdout = sys.stdout
    try:
        code = cli.main(prog_name="clauseway", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except SystemExit:
        if sys.stdout is not stdout:  # click puts a silent one there when the reader goes away (`--help | head`)
            sys.exit(0)
        raise
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        see = ""
        if isinstance(error, (click.MissingParameter, click.NoSuchOption)) and error.ctx is not None:
            see = f" See: {error.ctx.command_path} --help"
        _say_error(f"{error.format_message()}{see}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        _quiet_stdout()
        sys.exit(0)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        from clauseway.cli.failures import exit_code, is_closed_pipe, sentence

        if is_closed_pipe(error):
            sys.exit(0)
        _say_error(sentence(error))
        sys.exit(exit_code(error))


def _say_error(message: str) -> None:
    """One line on standard error, in which nothing the message quotes can drive a terminal."""
    from clauseway.queries.harmless_text import one_line

    click.echo(f"Error: {one_line(message)}", err=True)


def _quiet_stdout() -> None:
    """Keep Python from complaining once more when it flushes a pipe nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
