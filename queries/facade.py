"""The Python interface: a graph that answers what the command line answers, with typed results.

`clauseway.open` gives a [`Graph`][clauseway.queries.facade.Graph]. Each method has the name of a command and gives the
very rows that command writes; `docs/python.md` shows them at work.
"""

# Long because it holds every method that is no analysis, one short method each.

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Self

from clauseway.graph.engine import Engine, Value
from clauseway.ontology.strength import Verification
from clauseway.queries import names
from clauseway.queries.catalogue_answers import listing, query_list, query_values, run_query
from clauseway.queries.facade_analyses import AnalysisAnswers
from clauseway.queries.kept import Kept
from clauseway.queries.names import Day, Names, several
from clauseway.queries.opening import open_graph_file, open_server
from clauseway.queries.pages import Page
from clauseway.queries.results import Matrix, ResultTable, as_text
from clauseway.queries.runner import Runner
from clauseway.queries.trust import Trust

_LOG = logging.getLogger("clauseway")


def open(
    graph: str | Path | None = None,
    *,
    uri: str | None = None,
    username: str | None = None,
    password: str | None = None,
    database: str | None = None,
) -> Graph:
    """Open a graph.

    Args:
        graph: A graph file; `"neo4j"` for a server; nothing for the shipped graph in the user's data folder (or the
            file that `CLAUSEWAY_GRAPH` names), which is built first if it is missing: that takes some seconds and is
            told to the logger `clauseway`.
        uri: Address of the server, such as `bolt://127.0.0.1:7687`. What is not given of the server comes from
            `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE`.
        username: User name.
        password: Password.
        database: Name of the database.

    Raises:
        ValueError: A server is described, but `"neo4j"` is not asked for.
        GraphNotFound: The file is not there.
        GraphDamaged: It is no Clauseway graph.
        GraphUnreachable: The server does not answer.
    """
    server = {"uri": uri, "username": username, "password": password, "database": database}
    given = {name: value for name, value in server.items() if value is not None}
    if graph == "neo4j":
        from clauseway.graph.neo4j_settings import Neo4jSettings

        return Graph(open_server(replace(Neo4jSettings.from_environment(), **given)))
    if given:
        raise ValueError(f"{', '.join(given)} describes a Neo4j server; open it with clauseway.open('neo4j', ...).")
    return Graph(open_graph_file(Path(graph) if graph is not None else None, _LOG.info))


class Graph(AnalysisAnswers):
    """An open graph. Close it, or use it in a `with` statement.

    Economies go by ISO code, name or alias (`"SGP"`, `"sg"`, `"Singapore"`), clause types and agreements by slug or
    title. A name that means nothing raises a `ValueError` whose one sentence offers the nearest.

    Threads may share a graph: it is only read, and each call keeps its own account. A graph opened before a fork is
    not for the child; processes open their own.
    """

    def __init__(self, engine: Engine, trust: Trust | None = None) -> None:
        self._engine = engine
        self._trust = trust or Trust()
        self._kept = Kept()
        self._first = Runner(engine)
        try:
            self.version = self._first.version
        except BaseException:
            engine.close()
            raise

    def __repr__(self) -> str:
        return f"<clauseway.Graph on {self._engine.name}, data version {self.version}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file or the connection; a second call does nothing."""
        self._engine.close()

    @property
    def engine(self) -> str:
        """`grafeo` or `neo4j`."""
        return self._engine.name

    def trusting(self, min_verification: str = "machine-coded", *, count_machine_coded: bool = True) -> Graph:
        """The same graph, in whose answers codings that are known less well count as not read.

        Args:
            min_verification: The weakest level that counts: primary-text, secondary, title-only, recalled or
                machine-coded.
            count_machine_coded: Whether codings made by rules count.
        """
        least = names.one_of(min_verification, list(Verification), "level of verification")
        return Graph(self._engine, Trust(least, count_machine_coded))

    # ---- answers ---------------------------------------------------------------------------------

    def coverage(
        self,
        economy: str,
        *,
        as_of: Day = None,
        clauses: Names = (),
        min_grade: str | None = None,
        qualifiers: bool = False,
    ) -> ResultTable:
        """Clause coverage of an economy: the best active grade of each clause type.

        Args:
            economy: Code, name or alias.
            as_of: The day asked about.
            clauses: Only these clause types.
            min_grade: Only types active at this grade or above, such as `qualified`.
            qualifiers: Whether to add the 11 qualifying and institutional types.
        """
        from clauseway.ontology.strength import Grade
        from clauseway.queries.coverage_analysis import coverage_table

        runner = self._runner()
        iso3, name = names.find_economy(runner, economy)
        grades = [grade for grade in Grade if grade.rank > 0]
        return coverage_table(
            runner,
            iso3,
            name,
            names.day_asked(as_of),
            clauses=names.find_clauses(runner, several(clauses)),
            min_grade=names.one_of(min_grade, grades, "grade") if min_grade else None,
            qualifiers=qualifiers,
        )

    def pair(
        self, first: str, second: str, *, as_of: Day = None, clauses: Names = (), paragraphs: bool = False
    ) -> ResultTable:
        """What binds two economies: every shared agreement in force, clause by clause.

        Where there is none, the notes and the empty message tell the shortest chains of agreements that link them.

        Args:
            first: Code, name or alias of one.
            second: Code, name or alias of the other.
            as_of: The day asked about.
            clauses: Only these clause types.
            paragraphs: Whether to list every paragraph instead of the strongest of each clause.
        """
        from clauseway.queries.chains import with_chain
        from clauseway.queries.pair_analysis import pair_table

        runner, day = self._runner(), names.day_asked(as_of)
        one, other = names.find_two_economies(runner, first, second)
        wanted = names.find_clauses(runner, several(clauses))
        table = pair_table(runner, one, other, day, clauses=wanted, paragraphs=paragraphs)
        return with_chain(runner, table, one, other, day)

    def agreement(
        self, agreement: str, *, economy: str | None = None, as_of: Day = None, all_versions: bool = False
    ) -> ResultTable:
        """An agreement provision by provision, at large or as it stands for an economy.

        Args:
            agreement: Slug or title.
            economy: Code, name or alias.
            as_of: The day asked about.
            all_versions: Whether to add the versions that do not hold on the day.
        """
        from clauseway.queries.agreement_analysis import agreement_table

        runner = self._runner()
        slug, _ = names.find_agreement(runner, agreement)
        who = names.find_economy(runner, economy) if economy else None
        return agreement_table(runner, slug, names.day_asked(as_of), economy=who, all_versions=all_versions)

    def economy(self, economy: str, *, as_of: Day = None) -> ResultTable:
        """One page about an economy; the column `section` tells its parts apart."""
        from clauseway.queries.economy_page import economy_page

        runner = self._runner()
        iso3, name = names.find_economy(runner, economy)
        return economy_page(runner, iso3, name, names.day_asked(as_of))

    def matrix(
        self,
        *,
        kind: str = "clauses",
        economies: Names | None = None,
        group: str | None = None,
        agreements: Names | None = None,
        all_economies: bool = False,
        clauses: Names = (),
        order: str = "given",
        order_columns: str | None = None,
        margins: bool = False,
        compare_to: Day = None,
        what_if: Names = (),
        as_of: Day = None,
    ) -> Matrix:
        """Comparison matrix. Name exactly one of economies, group, agreements and all_economies.

        Args:
            kind: `clauses` (rows against clause types), `divergence` or `agreements` (economies against economies), or
                `grades` (clause types against grades).
            economies: Codes, names or aliases of the rows.
            group: A group whose members, or an agreement whose Parties, are the rows.
            agreements: Slugs of the rows; `"all"` for every agreement.
            all_economies: Whether every economy that is no union is a row.
            clauses: Only these clause types.
            order: `given`, `alphabetical`, `region`, `total` or `similarity` (extra `analysis`).
            order_columns: The same for the columns.
            margins: Whether to add the totals of rows and columns.
            compare_to: Another day; the matrix then holds what changed from the earlier of the two to the later.
            what_if: Changes such as `"join CHN:depa"`; the matrix then holds what they would change.
            as_of: The day asked about.
        """
        from clauseway.queries.matrix_orders import ORDERS
        from clauseway.queries.matrix_questions import MATRIX_KINDS, asked_matrix

        return asked_matrix(
            self._runner(),
            names.day_asked(as_of),
            kind=names.one_of(kind, MATRIX_KINDS, "kind of matrix"),
            economies=None if economies is None else several(economies),
            group=group,
            agreements=None if agreements is None else several(agreements),
            all_economies=all_economies,
            clauses=several(clauses),
            order=names.one_of(order, ORDERS, "order"),
            order_columns=None if order_columns is None else names.one_of(order_columns, ORDERS, "order"),
            margins=margins,
            compare_to=None if compare_to is None else names.day_asked(compare_to),
            what_if=several(what_if),
        )

    def ledger(self, by: str = "agreement", *, as_of: Day = None) -> ResultTable:
        """How well the cells are known, by `agreement`, `clause` or `economy`."""
        from clauseway.queries.ledger import LEDGER_KEYS, ledger_table

        return ledger_table(self._runner(), names.one_of(by, LEDGER_KEYS, "ledger key"), names.day_asked(as_of))

    def compare(
        self, *agreements: str, clauses: Names = (), sources: str | Path | None = None, as_of: Day = None
    ) -> Page:
        """Agreements side by side: article, summary, facts, and the words where the texts are at hand.

        Args:
            agreements: Slugs or titles, two or more.
            clauses: Only these clause types.
            sources: A folder with the treaty texts.
            as_of: The day asked about.

        Returns:
            A page; `page.whole` is the table of one row a provision.

        Raises:
            ValueError: Fewer than two agreements are named, or a name means nothing.
        """
        from clauseway.queries.comparison import compared
        from clauseway.queries.comparison_page import comparison_page

        runner = self._runner()
        slugs = list(dict.fromkeys(names.find_agreement(runner, each)[0] for each in agreements))
        if len(slugs) < 2:
            raise names.UnknownName("Name at least two agreements.")
        wanted = names.find_clauses(runner, several(clauses))
        folder = Path(sources) if sources is not None else None
        comparison, problems = compared(runner, slugs, wanted, names.day_asked(as_of), sources=folder)
        for problem in problems:
            _LOG.warning("Not shown: %s", problem)
        return comparison_page(comparison)

    def report(self, economy: str | None = None, *, group: str | None = None, as_of: Day = None) -> Page:
        """What there is to know of an economy or a group on one page; `page.save("kaz.html")` writes it.

        Args:
            economy: Code, name or alias.
            group: Instead, a group of economies or an agreement whose Parties are meant.
            as_of: The day asked about.

        Raises:
            ValueError: Both are named, or neither, or a name means nothing.
        """
        from clauseway.queries.reports import economy_report, group_report

        runner, day = self._runner(), names.day_asked(as_of)
        members = names.economy_or_members(runner, economy, group, day)
        if economy is not None:
            return economy_report(runner, *names.find_economy(runner, economy), day)
        return group_report(runner, members, str(group), day)

    # ---- the catalogue ---------------------------------------------------------------------------

    def query(self, name: str, /, *, as_of: Day = None, **parameters: Value) -> ResultTable:
        """One query of the catalogue; a parameter is a typed value or its text.

        Args:
            name: Name of the query, see `queries`.
            as_of: The day asked about, for queries that have this parameter.
            parameters: The other parameters, by name.
        """
        from clauseway.queries.catalogue import query as find_query

        spec = find_query(name)
        # lists go in as the command line writes them: parted by commas
        texts = {
            key: ",".join(map(as_text, value)) if isinstance(value, list) else as_text(value)
            for key, value in parameters.items()
            if value is not None
        }
        return run_query(self._runner(), spec, query_values(spec, texts, names.day_asked(as_of)))

    def queries(self) -> ResultTable:
        """Every query of the catalogue with the question it answers."""
        return query_list(self._engine.name)

    def economies(self) -> ResultTable:
        """Every economy with its codes, names and number of agreements."""
        return listing(self._runner(), "economies")

    def agreements(self) -> ResultTable:
        """Every agreement with its dates, Parties and how much of it was read."""
        return listing(self._runner(), "agreements")

    def clauses(self) -> ResultTable:
        """Every clause type with its theme and in how many agreements it occurs."""
        return listing(self._runner(), "clauses")

    def sources(self) -> ResultTable:
        """Every source of the dataset with its publisher and licence."""
        from clauseway.loaders.rdf_files import shipped_store
        from clauseway.loaders.sources import SOURCES
        from clauseway.queries.source_tables import source_list

        return source_list(shipped_store(), [module.SOURCE for module in SOURCES])

    def groups(self) -> ResultTable:
        """Every group of economies."""
        return listing(self._runner(), "groups")

    # ---- beside the graph ------------------------------------------------------------------------

    def sparql(self, text: str) -> ResultTable:
        """Ask the shipped RDF dataset in SPARQL (SELECT or ASK); the property graph is not asked.

        Raises:
            SparqlError: The query is not valid or of another form.
        """
        from clauseway.loaders.rdf_files import add_mappings, shipped_store
        from clauseway.queries.linked_data import answer

        store = shipped_store()
        add_mappings(store)
        return answer(store, text)

    def similar(
        self,
        *files: str | Path,
        sources: str | Path | None = None,
        with_name: str = "",
        article: str = "",
        makers: bool = False,
    ) -> ResultTable:
        """How alike digital chapters are, word by word, and which took its words from which; needs the extra `coder`.

        Args:
            files: Texts, or folders of them.
            sources: A folder with treaty texts and the tables that date them.
            with_name: Compare one text with each other: its file, agreement or name.
            article: Nearest precedents of this article of that text.
            makers: Economies as makers and takers of rules, over time, instead.

        Raises:
            ValueError: There is nothing to compare, or a name means nothing.
        """
        from clauseway.loaders.coder.evaluation import texts_of
        from clauseway.loaders.similarity.collection import compared_chapters
        from clauseway.loaders.similarity.digital_chapters import default_cache
        from clauseway.queries import similarity_tables as tables

        folder = Path(sources) if sources is not None else None
        chapters, problems = compared_chapters(folder, texts_of([Path(file) for file in files]), 2, default_cache())
        for problem in problems:
            _LOG.warning("Not compared: %s", problem)
        if article:
            return tables.article_table(chapters, with_name, article)
        if with_name:
            return tables.pair_table(chapters, with_name=with_name)
        return tables.maker_table(chapters, 5) if makers else tables.chapter_table(chapters)

    def code(self, *files: str | Path) -> ResultTable:
        """Find the digital clauses of treaty texts by rule; needs the extra `coder`.

        Args:
            files: Texts, or folders of them.

        Raises:
            ValueError: A text could not be read; the sentence says why.
        """
        from clauseway.loaders.coder.evaluation import texts_of
        from clauseway.loaders.coder.running import code_files
        from clauseway.queries.coded_texts import codings_table

        results = list(code_files(texts_of([Path(file) for file in files])))
        problems = [result.problem for result in results if result.problem]
        if problems:
            raise ValueError(f"Not coded: {' '.join(problems)}")
        return codings_table([coding for result in results for coding in result.codings])

    def _runner(self) -> Runner:
        return Runner(self._engine, self._trust, kept=self._kept)
