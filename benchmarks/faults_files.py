"""Cut, flip and exchange files that Clauseway reads, and see that none of them changes an answer unsaid.

A graph file, the shipped dataset and ontology with their seal, texts kept in the cache, the file of server profiles.
Outcomes: refused with one sentence (exit 3), harmless (every answer equal), or wrong.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from faults_counting import DAY, Counted, Trial, clauseway, whole_graph

import clauseway as _package
from clauseway.loaders.coder.running import code_file
from clauseway.ontology import ONTOLOGY_FOLDER, seal


def graph_bits(trial: Trial) -> Counted:
    """One flipped bit in a graph file: half of them anywhere, half in the headers and the directory at its ends."""
    found = Counted("bit flipped in a graph file")
    whole = trial.graph.read_bytes()
    answers = whole_graph(trial.graph, trial.schema)
    path = trial.place / "flipped.grafeo"
    for turn in range(trial.times(240, 6)):
        places = range(len(whole)) if turn % 2 else [*range(12_288), *range(len(whole) - 4096, len(whole))]
        place, bit = trial.dice.choice(places), trial.dice.randrange(8)
        damaged = bytearray(whole)
        damaged[place] ^= 1 << bit
        path.write_bytes(damaged)
        _judge(found, whole_graph(path, trial.schema), answers, f"bit {bit} of byte {place}")
    return found


def graph_cuts(trial: Trial) -> Counted:
    """A graph file cut off, with a page of zeros, with two pages exchanged, or with random bytes in it."""
    found = Counted("graph file cut off, zeroed, shuffled")
    whole = trial.graph.read_bytes()
    answers = whole_graph(trial.graph, trial.schema)
    path = trial.place / "damaged.grafeo"
    pages = len(whole) // 4096
    for turn in range(trial.times(48, 4)):
        damaged = bytearray(whole)
        first, second = (trial.dice.randrange(pages) * 4096 for _ in range(2))
        match turn % 4:
            case 0:
                del damaged[trial.dice.randrange(len(whole)) :]
            case 1:
                damaged[first : first + 4096] = bytes(4096)
            case 2:
                damaged[first : first + 4096], damaged[second : second + 4096] = (
                    whole[second : second + 4096], whole[first : first + 4096],
                )  # fmt: skip
            case _:
                damaged[first : first + 64] = trial.dice.randbytes(64)
        path.write_bytes(damaged)
        _judge(found, whole_graph(path, trial.schema), answers, f"way {turn % 4}, bytes {first} and {second}")
    path.write_bytes(whole[: len(whole) // 2])
    run = clauseway("coverage", "CHN", "--graph", path, "--as-of", DAY)
    _sentence(found, run.code, run.sentence, "the command line on half a file")
    for name, content in (("nothing", b""), ("a text", b"no graph\n" * 999), ("a zip", b"PK\3\4" + bytes(9999))):
        path.write_bytes(content)
        run = clauseway("coverage", "CHN", "--graph", path, "--as-of", DAY)
        _sentence(found, run.code, run.sentence, f"the command line on {name}")
    return found


def _judge(found: Counted, now: list[object] | None, answers: list[object] | None, what: str) -> None:
    if now is None:
        found.add("refused when opened")
    elif now == answers:
        found.add("harmless, every answer equal")
    else:
        found.fail("other answers", what)


def _sentence(found: Counted, code: int, sentence: str, what: str) -> None:
    if code == 3 and sentence:
        found.add("refused in one sentence, exit 3")
    else:
        found.fail("no sentence", f"{what}: exit {code}, {sentence!r}")


def dataset_bits(trial: Trial) -> Counted:
    """One flipped bit in a shipped file, the seal among them: every reader looks at the seal before it reads."""
    found = Counted("bit flipped in a shipped file")
    with _copied(trial.place / "ontology") as files:
        for _ in range(trial.times(400, 40)):
            file = trial.dice.choice(files)
            whole = file.read_bytes()
            file.write_bytes(_damaged(whole, trial.dice))
            _sealed(found, file, f"a bit of {file.name}")
            file.write_bytes(whole)
    return found


def dataset_swaps(trial: Trial) -> Counted:
    """A shipped file cut off, taken away, exchanged for another one, or one more beside it."""
    found = Counted("shipped file cut off, gone, exchanged, added")
    with _copied(trial.place / "ontology") as files:
        for turn in range(trial.times(100, 12)):
            file, other = trial.dice.sample(files, 2)
            whole = file.read_bytes()
            more = file.parent / f"more{file.suffix}"
            match turn % 4:
                case 0:
                    file.write_bytes(whole[: trial.dice.randrange(len(whole))])
                case 1:
                    file.unlink()
                case 2:
                    file.write_bytes(other.read_bytes())
                case _:
                    more.write_bytes(whole)
            if more.exists() and more not in seal.sealed_files(trial.place / "ontology" / "dataset").values():
                found.add("harmless: a file more where none of that kind is read")
            else:
                _sealed(found, file, f"way {turn % 4} with {file.name}")
            more.unlink(missing_ok=True)
            file.write_bytes(whole)
    return found


@contextlib.contextmanager
def _copied(folder: Path) -> Iterator[list[Path]]:
    """A copy of the shipped files that may be damaged, which the seal looks at for as long as the block lasts."""
    shutil.copytree(ONTOLOGY_FOLDER, folder)
    before = {name: getattr(seal, name) for name in dir(seal) if name.endswith(("_FOLDER", "_FILE"))}
    for name, value in before.items():
        if isinstance(value, Path):
            setattr(seal, name, folder / value.relative_to(ONTOLOGY_FOLDER))
    try:
        dataset = folder / "dataset"
        yield [*seal.sealed_files(dataset).values(), dataset / seal.SEAL_FILE]
    finally:
        for name, value in before.items():
            setattr(seal, name, value)


def _sealed(found: Counted, file: Path, what: str) -> None:
    try:
        seal.require_whole(seal.DATASET_FOLDER)
    except seal.SealBroken:
        found.add("refused by its checksum")
    else:
        found.fail("read", what)


def damaged_installations(trial: Trial) -> Counted:
    """The command line of a damaged installation: every command that reads the file says so, the same way."""
    found = Counted("commands on a damaged installation")
    place = trial.place / "installed"
    shutil.copytree(Path(_package.__file__).parent, place / "clauseway", symlinks=False)
    ontology = place / "clauseway" / "ontology"
    graph = ("--graph", trial.graph, "--as-of", DAY)
    asked: list[tuple[str, tuple[object, ...]]] = [
        ("dataset/figures/trade.csv", ("build", "--graph", trial.place / "x.grafeo")),
        ("dataset/agreements.trig", ("validate",)),
        ("dataset/own-readings.trig", ("sparql", "ASK { ?s ?p ?o }")),
        ("dataset/codings/machine_coded.csv", ("rdf", "export", "-o", trial.place / "x.nq")),
        ("graph-schema.ttl", ("build", "--graph", trial.place / "x.grafeo")),
        ("shapes/parties.ttl", ("validate",)),
        ("modules/readiness.ttl", ("ontology", "list")),
        ("mappings/desta.ttl", ("sparql", "ASK { ?s ?p ?o }")),
        ("readings/tiers.csv", ("upgrade", "KAZ", *graph)),
        ("dataset/seal.csv", ("build", "--graph", trial.place / "x.grafeo")),
    ]
    for name, words in asked[: trial.times(len(asked), 2)]:
        file = ontology / name
        whole = file.read_bytes()
        damaged = bytearray(whole)
        damaged[len(whole) // 2] ^= 4
        file.write_bytes(damaged)
        run = clauseway(*words, PYTHONPATH=str(place))
        _sentence(found, run.code, run.sentence, f"{words[0]} with a bit of {name}: {run.err[-300:]}")
        file.write_bytes(whole)
    if (trial.place / "x.grafeo").exists() or (trial.place / "x.nq").exists():
        found.fail("written", "a refused command wrote its file")
    return found


TREATY = """AGREEMENT ON SAMPLES

CHAPTER 5: ELECTRONIC COMMERCE

Article 5.1: Customs Duties

Neither Party shall impose customs duties on electronic transmissions between the Parties.

Article 5.2: Paperless Trading

Each Party shall endeavour to make trade administration documents available to the public in electronic form.
"""


def _damaged(whole: bytes, dice: Random, *, cut: bool = False) -> bytes:
    """The bytes cut off somewhere, or with one bit of them flipped."""
    place = dice.randrange(len(whole))
    if cut:
        return whole[:place]
    return whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :]


def kept_texts(trial: Trial) -> Counted:
    """Codings kept in the cache, with a bit flipped, cut off, or exchanged for those of another text."""
    found = Counted("kept codings damaged")
    cache, text = trial.place / "cache", trial.place / "treaty.txt"
    text.write_text(TREATY, encoding="utf-8")
    right = code_file(text, cache)
    if not right.codings:
        raise RuntimeError("the treaty gives no codings")
    (kept,) = cache.rglob("*.json")
    whole = kept.read_bytes()
    for turn in range(trial.times(200, 20)):
        kept.write_bytes(_damaged(whole, trial.dice, cut=turn % 4 == 0))
        now = code_file(text, cache)
        if now.codings == right.codings and not now.cached:
            found.add("seen, and the text coded anew")
        else:
            found.fail("read", f"turn {turn}: {'other codings' if now.codings != right.codings else 'taken as it was'}")
    return found


def profiles(trial: Trial) -> Counted:
    """The user's own file of servers, which carries no checksum: one sentence, never a traceback, no query sent."""
    found = Counted("file of Neo4j profiles damaged")
    file = trial.place / "neo4j.toml"
    whole = b'[work]\nuri = "bolt://127.0.0.1:9"\nusername = "neo4j"\npassword = "secret"\ndatabase = "neo4j"\n'
    for turn in range(trial.times(24, 3)):
        damaged = _damaged(whole, trial.dice, cut=turn % 3 == 0)
        file.write_bytes(damaged)
        file.chmod(0o600)
        run = clauseway(
            "coverage", "CHN", "--engine", "neo4j", "--profile", "work", CLAUSEWAY_NEO4J_PROFILES=str(file)
        )
        if run.code in (1, 2, 3) and run.sentence:
            found.add("one sentence: the file's fault, or that no such server answers")
        else:
            found.fail("no sentence", f"{damaged!r}: exit {run.code} {run.err[-200:]}")
    return found


KINDS: dict[str, Callable[[Trial], Counted]] = {
    "graph_bits": graph_bits,
    "graph_cuts": graph_cuts,
    "dataset_bits": dataset_bits,
    "dataset_swaps": dataset_swaps,
    "damaged_installations": damaged_installations,
    "kept_texts": kept_texts,
    "profiles": profiles,
}
