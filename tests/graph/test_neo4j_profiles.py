"""Named servers in a file: what is read, and what is refused with the file, the word and the nearest match."""

from __future__ import annotations

from pathlib import Path

import pytest

from clauseway.graph.neo4j_profiles import MOST_BYTES, ProfileError, profile_file
from clauseway.graph.neo4j_settings import Neo4jSettings

TWO = """
[work]
uri = "neo4j+s://0a1b2c3d.databases.neo4j.io"
username = "0a1b2c3d"
password = "a long secret"
database = "rules"

[home]
uri = "bolt://127.0.0.1:7687"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two profiles that only their owner can read."""
    path = tmp_path / "neo4j.toml"
    path.write_text(TWO, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_a_profile_says_where_and_as_whom(file: Path) -> None:
    settings = Neo4jSettings.from_profile("work", file, {"NEO4J_URI": "bolt://elsewhere", "NEO4J_PASSWORD": "other"})
    assert settings == Neo4jSettings(
        "neo4j+s://0a1b2c3d.databases.neo4j.io", "0a1b2c3d", "a long secret", "rules"
    )


def test_a_profile_without_a_password_takes_only_that_from_the_environment(file: Path) -> None:
    given = {"NEO4J_URI": "bolt://elsewhere", "NEO4J_USERNAME": "somebody", "NEO4J_PASSWORD": "12345678"}
    assert Neo4jSettings.from_profile("home", file, given) == Neo4jSettings(
        "bolt://127.0.0.1:7687", "neo4j", "12345678", "neo4j"
    )
    assert Neo4jSettings.from_profile("home", file, {}).password is None


def test_the_file_can_be_named_in_the_environment(file: Path) -> None:
    given = {"CLAUSEWAY_NEO4J_PROFILES": str(file)}
    assert Neo4jSettings.from_profile("home", environment=given).uri == "bolt://127.0.0.1:7687"
    assert profile_file({}).name == "neo4j.toml"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_password_that_others_may_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    for profile in ("work", "home"):
        with pytest.raises(ProfileError, match="others may read or change it; run: chmod 600") as caught:
            Neo4jSettings.from_profile(profile, file, {})
        assert "a long secret" not in str(caught.value)


def test_a_file_without_passwords_may_be_read_by_all(file: Path) -> None:
    file.write_text(TWO.replace('password = "a long secret"', ""), encoding="utf-8")
    file.chmod(0o644)
    assert Neo4jSettings.from_profile("work", file, {}).password is None


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("wrok", TWO, "has no Neo4j profile 'wrok'; did you mean 'work'?"),
        ("zzz", TWO, "it has: work, home."),
        ("work", "[work]\nurl = 'x'", "a setting 'url' that means nothing; did you mean 'uri'?"),
        ("work", "[work]\nuri = 7", "uri of the profile 'work' must be text in quotes"),
        ("work", "work = 'x'", "'work' is no profile; write [work]"),
        ("work", "[work]\nuri = bolt", "no TOML: Invalid value (at line 2"),
    ],
)
def test_a_mistake_in_the_file_is_told(name: str, text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "neo4j.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(ProfileError) as caught:
        Neo4jSettings.from_profile(name, path, {})
    assert str(caught.value).startswith(str(path))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a = " + b"[" * 100_000, "no TOML that can be read"),
        (b"a = " + b"9" * 10_000, "no TOML that can be read"),
        (b"#" * (MOST_BYTES + 1), "longer than"),
        ("[work]".encode("utf-16"), "no TOML"),
    ],
)
def test_a_file_made_to_do_harm_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "neo4j.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileError, match=words):
        Neo4jSettings.from_profile("work", path, {})


@pytest.mark.parametrize("path", [Path("/dev/zero"), Path("/")])
def test_what_is_no_ordinary_file_is_not_read(path: Path) -> None:
    with pytest.raises(ProfileError, match="no ordinary file"):
        Neo4jSettings.from_profile("work", path, {})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"There is no file .*neo4j\.toml to read the Neo4j profile 'work' from"):
        Neo4jSettings.from_profile("work", tmp_path / "neo4j.toml", {})
