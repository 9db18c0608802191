"""Build the source archive and the wheel, twice, and try them as somebody who has nothing else would.

`make package` runs it in a checkout and leaves both files in `dist/`. It fails when

- two builds, in folders of different names, times, file modes, time zones and languages, differ in one byte;
- the wheel made from the source archive differs from the wheel made from the tree;
- an archive lacks a file of the tree, or has one that is not ours: tests, caches, what git does not know;
- the metadata is not valid, or does not tell the version of `clauseway.__version__`;
- a command fails in an environment that holds the wheel and nothing it did not ask for.

That environment gets its libraries as links to those installed here, and only those the wheel's own metadata asks
for: what it forgot to ask for is missing there. `--empty` installs them with pip instead, which takes about a minute.

Setuptools gives a source archive the times, owners and modes of the files it finds, and the wheel their modes. So
both are written once more, with the contents as they are: times of SOURCE_DATE_EPOCH (the last commit unless set),
no owners, modes as with a umask of 022.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import distributions as known
from packaging.metadata import Metadata
from packaging.requirements import Requirement

ROOT = known.ROOT
EXTRA = "serve"
"""What is tried on top of the base: the one extra that makes a command of its own work."""
GENERATED = re.compile(r"PKG-INFO|setup\.cfg|clauseway\.egg-info/[\w.-]+")
NEVER = re.compile(r"(^|/)(tests?|__pycache__|\.[^/]+)(/|$)|\.(py[co]|grafeo|orig|rej)$")
PATIENCE_SECONDS = 120


class NotFit(Exception):
    """Something about the archives that is not as it must be; the text says what."""


# --- building ---------------------------------------------------------------------------------------------------
def tracked() -> list[str]:
    """Paths of the files git knows and the tree holds."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file())


def epoch() -> int:
    """SOURCE_DATE_EPOCH, else the time of the last commit, in seconds since 1970."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        return int(given)
    return int(subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, check=True).stdout)


def export(paths: Sequence[str], folder: Path, mode: int, mtime: int) -> None:
    """Copy tracked files, and nothing else, into a new folder, with one mode and one time."""
    for path in paths:
        copy = folder / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, copy)
        copy.chmod(mode)
        os.utime(copy, (mtime, mtime))


def build(folder: Path, out: Path, *what: str, mask: int, **environment: str) -> subprocess.Popen[str]:
    """Start a build without a network, with the setuptools that is installed here."""
    return subprocess.Popen(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), *what, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
        umask=mask,
    )


def plain_mode(mode: int) -> int:
    """A file mode as with a umask of 022."""
    return 0o755 if mode & 0o100 else 0o644


def rewrite_sdist(archive: Path, seconds: int) -> bytes:
    """A source archive with sorted members, one time, no owners and plain modes; the contents stay."""
    plain = io.BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member in sorted(old.getmembers(), key=lambda each: each.name):
            member.mtime, member.mode = seconds, 0o755 if member.isdir() else plain_mode(member.mode)
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    return gzip.compress(plain.getvalue(), compresslevel=9, mtime=seconds)


def rewrite_wheel(archive: Path) -> bytes:
    """A wheel with plain modes; names, order, times and contents stay."""
    rewritten = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if not member.filename.endswith(".dist-info/RECORD"):  # that one has a fixed mode, not one from a file
                member.external_attr = (plain_mode(member.external_attr >> 16) | 0o100000) << 16
            new.writestr(member, old.read(member))
    return rewritten.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """Files of an archive by name; those of a source archive without the folder they all lie in."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as sdist:
        for member in sdist.getmembers():
            content = sdist.extractfile(member)
            if content is not None:
                found[member.name.partition("/")[2]] = content.read()
    return found


def same(what: str, one: bytes, other: bytes) -> None:
    """Raise NotFit, naming what differs, unless two archives are equal byte by byte."""
    if one == other:
        return
    left, right = members(one), members(other)
    differing = sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))
    raise NotFit(f"{what} are not equal: {', '.join(differing[:5]) or 'same files, other headers'}")


def build_twice(scratch: Path, seconds: int) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """The source archive and the wheel, each with its name, after both ways to make them gave the same bytes."""
    paths = tracked()
    near, far = scratch / "a", scratch / "another" / "folder, of a longer name"
    export(paths, near, 0o644, seconds)
    export(paths, far, 0o600, seconds + 86_400)
    date = {"SOURCE_DATE_EPOCH": str(seconds)}
    # unless told what to build, `build` makes the wheel from the source archive, not from the tree
    first = build(near, scratch / "first", mask=0o022, TZ="UTC", PYTHONHASHSEED="1", **date)
    second = build(far, scratch / "second", "--sdist", "--wheel", mask=0o077, TZ="Asia/Almaty", LC_ALL="C", **date)
    for process in (first, second):
        said, _ = process.communicate()
        if process.returncode != 0:
            raise NotFit(f"the build failed:\n{said}")
    sdists = [next((scratch / place).glob("*.tar.gz")) for place in ("first", "second")]
    wheels = [next((scratch / place).glob("*.whl")) for place in ("first", "second")]
    sdist, wheel = rewrite_sdist(sdists[0], seconds), rewrite_wheel(wheels[0])
    if wheel != wheels[0].read_bytes():
        raise NotFit("a wheel built with a umask of 022 is not as it comes from setuptools")
    same("the source archives of two builds", sdist, rewrite_sdist(sdists[1], seconds))
    same("the wheel from the source archive and the wheel from the tree", wheel, rewrite_wheel(wheels[1]))
    check_contents(paths, members(sdist), members(wheel))
    return (sdists[0].name, sdist), (wheels[0].name, wheel)


# --- contents and metadata ----------------------------------------------------------------------------------------
def places(paths: Sequence[str]) -> dict[str, str]:
    """Where each file of the floors must lie in a wheel: path in the tree by path in the wheel."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders: Mapping[str, str] = settings["package-dir"]
    found: dict[str, str] = {}
    for package, folder in folders.items():
        others = [f"{other}/" for other in folders.values() if other.startswith(f"{folder}/")]
        for path in paths:
            inner = path.removeprefix(f"{folder}/")
            if inner != path and not any(path.startswith(other) for other in others):
                found[f"{package.replace('.', '/')}/{inner}"] = path
    return found


def check_contents(paths: Sequence[str], sdist: Mapping[str, bytes], wheel: Mapping[str, bytes]) -> None:
    """Raise NotFit unless both archives hold the files of the floors as they are in the tree, and nothing foreign."""
    wanted = places(paths)
    packed = {name for name in wheel if ".dist-info/" not in name}
    _equal("the wheel", set(wanted), packed)
    plain = {"LICENSE", "README.md", "MANIFEST.in", "pyproject.toml", *wanted.values()}
    _equal("the source archive", plain, {name for name in sdist if not GENERATED.fullmatch(name)})
    changed = [name for name, path in wanted.items() if wheel[name] != (ROOT / path).read_bytes()]
    changed += [name for name in sorted(plain) if sdist[name] != (ROOT / name).read_bytes()]
    foreign = [name for name in (*sdist, *wheel) if NEVER.search(name)]
    if changed or foreign:
        raise NotFit(f"not as in the tree, or not ours: {', '.join((changed + foreign)[:5])}")
    licences = [name for name in wheel if "/licenses/" in name]
    if len(licences) != 2:
        raise NotFit(f"the wheel carries the licences {licences}, not that of the programs and that of the data")


def _equal(what: str, wanted: set[str], found: set[str]) -> None:
    lacks, extra = sorted(wanted - found), sorted(found - wanted)
    if lacks:
        raise NotFit(f"{what} lacks {len(lacks)} files: {', '.join(lacks[:5])}")
    if extra:
        raise NotFit(f"{what} holds {len(extra)} files that git does not know there: {', '.join(extra[:5])}")


def check_metadata(sdist: Mapping[str, bytes], wheel: Mapping[str, bytes]) -> Metadata:
    """The metadata, valid by its standard and the same in both archives; raises NotFit or a group of its faults."""
    raw = next(data for name, data in wheel.items() if name.endswith(".dist-info/METADATA"))
    if raw != sdist["PKG-INFO"]:
        raise NotFit("the metadata of the source archive and of the wheel differ")
    told = Metadata.from_email(raw, validate=True)
    version = re.search(rb'^__version__ = "([^"]+)"', wheel["clauseway/__init__.py"], re.MULTILINE)
    if version is None or str(told.version) != version[1].decode():
        raise NotFit(f"the metadata tells version {told.version}, the package another")
    if told.description_content_type != "text/markdown" or told.description != (ROOT / "README.md").read_text("utf-8"):
        raise NotFit("the description is not the README as Markdown")
    return told


# --- trying it ------------------------------------------------------------------------------------------------------
def link_libraries(requirements: Sequence[Requirement], site: Path) -> int:
    """Link what requirements bring along from the libraries installed here into a folder; says how many."""
    found = known.needed([""], {"": list(requirements)})
    missing = sorted(name for name, one in found.items() if one.installed is None or one.unmet)
    if missing:
        raise NotFit(f"not installed here in a version that fits: {', '.join(missing)} (make package installs them)")
    for one in found.values():
        assert one.installed is not None
        tops = {file.parts[0] for file in one.installed.files or []} - {"..", "__pycache__"}
        for top in tops:
            if not (site / top).exists():
                (site / top).symlink_to(Path(str(one.installed.locate_file(top))).resolve())
    return len(found)


def environment(scratch: Path, wheel: Path, told: Metadata, empty: bool) -> tuple[Path, str]:
    """A new environment with the wheel and what it asks for; its folder of programs, and a word on its libraries."""
    folder = scratch / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", str(python)]
    if empty:
        subprocess.run([*pip, "install", f"{wheel}[{EXTRA}]"], check=True)
        libraries = "installed by pip"
    else:
        site = next(folder.glob("lib/python*/site-packages"))
        asked = [
            one for one in told.requires_dist or [] if one.marker is None or one.marker.evaluate({"extra": EXTRA})
        ]
        libraries = f"{link_libraries(asked, site)} linked from here"
        subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    subprocess.run([*pip, "check"], check=True, stdout=subprocess.DEVNULL)
    return folder / "bin", libraries


def try_commands(programs: Path, folder: Path, version: str) -> int:
    """Run the commands of a first day in an empty folder; says how many. Raises NotFit on the first that fails."""
    folder.mkdir()
    runs: list[tuple[str, str]] = [
        ("--help", "coverage"),
        ("--version", version),
        ("build --graph g.grafeo", "Built"),
        ("coverage CHN --graph g.grafeo --format table", "Cross-border data transfer"),
        ("matrix --group rcep --graph g.grafeo -o x.xlsx", ""),
        ("report --economy KAZ --graph g.grafeo -o kaz.html", ""),
        ("draw ego CHN --graph g.grafeo -o china.svg", ""),
        ("query list", "coverage"),
    ]
    for words, answer in runs:
        done = subprocess.run(
            [str(programs / "clauseway"), *words.split()],
            cwd=folder, env=bare(folder), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode != 0 or answer not in done.stdout + done.stderr:
            said = f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
            raise NotFit(f"clauseway {words} ended with {done.returncode}:\n{said}")
    if not zipfile.is_zipfile(folder / "x.xlsx") or "<html" not in (folder / "kaz.html").read_text("utf-8"):
        raise NotFit("the workbook or the report is not one")
    return len(runs)


def try_server(programs: Path, folder: Path) -> int:
    """Start the explorer on the graph in the folder and read some of its pages; says how many."""
    with serving(programs, folder) as address:
        pages = {
            "/": b"Clauseway",
            "/economy/CHN": b"China",
            "/economy/CHN/coverage.csv": b"cross-border-data-transfer",
            "/economy/CHN/partners": b"<svg",
            "/static/clauseway.css": b"{",
            "/api/v1/openapi.json": b'"openapi"',
        }
        for page, words in pages.items():
            with urlopen(f"{address}{page}", timeout=PATIENCE_SECONDS) as answer:
                if words not in answer.read():
                    raise NotFit(f"{page} of the explorer does not say {words.decode()}")
    return len(pages)


@contextmanager
def serving(programs: Path, folder: Path) -> Generator[str]:
    """The address of an explorer that runs until the block ends, and then ends with exit code 0."""
    command = [str(programs / "clauseway"), "serve", "--port", "0", "--quiet", "--graph", "g.grafeo"]
    with (folder / "server.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=folder, env=bare(folder), stdout=log, stderr=subprocess.STDOUT)
        try:
            until, told = time.monotonic() + PATIENCE_SECONDS, None
            while told is None and server.poll() is None and time.monotonic() < until:
                time.sleep(0.1)
                told = re.search(r"Serving (http://\S+?)/ ", (folder / "server.log").read_text("utf-8"))
            if told is None:
                raise NotFit(f"the explorer does not start:\n{(folder / 'server.log').read_text('utf-8')}")
            yield told[1]
        finally:
            server.terminate()
            code = server.wait(PATIENCE_SECONDS)
    if code != 0:
        raise NotFit(f"the explorer, told to stop, ended with {code}")


def bare(folder: Path) -> dict[str, str]:
    """The variables of somebody who has set nothing, with a home of his own."""
    return {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def main(arguments: Sequence[str]) -> int:
    """Build, compare, try, and leave both archives; 1 with a sentence when something is not fit."""
    parser = argparse.ArgumentParser(prog="package", description="Build the archives twice and try them.")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "dist", help="folder for the archives (dist)")
    parser.add_argument("--empty", action="store_true", help="install the libraries anew, with pip")
    asked = parser.parse_args(arguments)
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:5.1f} s  {text}", flush=True)

    with tempfile.TemporaryDirectory(prefix="clauseway-package-") as name:
        scratch = Path(name)
        try:
            (sdist_name, sdist), (wheel_name, wheel) = build_twice(scratch, epoch())
            say(f"two builds, equal: {sdist_name} {len(sdist):,} bytes, {wheel_name} {len(wheel):,} bytes")
            told = check_metadata(members(sdist), members(wheel))
            say(f"{len(members(sdist))} and {len(members(wheel))} files, none missing, none foreign; metadata valid")
            asked.out.mkdir(parents=True, exist_ok=True)
            for file, data in ((sdist_name, sdist), (wheel_name, wheel)):
                (scratch / file).write_bytes(data)
            programs, libraries = environment(scratch, scratch / wheel_name, told, asked.empty)
            say(f"installed in an environment of its own, libraries {libraries}")
            say(f"{try_commands(programs, scratch / 'day', str(told.version))} commands answer")
            say(f"{try_server(programs, scratch / 'day')} pages of the explorer answer")
            for file in (sdist_name, wheel_name):
                part = asked.out / f"{file}.part"
                shutil.copyfile(scratch / file, part)
                os.replace(part, asked.out / file)
        except (NotFit, ExceptionGroup, subprocess.SubprocessError) as error:
            print(f"package: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
