"""Named Neo4j servers in a file of the user's, `neo4j.toml` in the folder for configuration.

    [work]
    uri = "neo4j+s://0123abcd.databases.neo4j.io"
    username = "0123abcd"
    password = "..."
    database = "neo4j"

A file with a password in it must be readable by its owner alone.
"""

from __future__ import annotations

import difflib
import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from clauseway.graph.engine import GraphError

MOST_BYTES = 1_000_000
KEYS = ("uri", "username", "password", "database")


class ProfileError(GraphError):
    """A profile cannot be read."""


def profile_file(environment: Mapping[str, str]) -> Path:
    """The file of the profiles: `CLAUSEWAY_NEO4J_PROFILES`, else `neo4j.toml` in the user's configuration folder."""
    from platformdirs import user_config_path

    named = environment.get("CLAUSEWAY_NEO4J_PROFILES")
    return Path(named) if named else user_config_path("clauseway", appauthor=False) / "neo4j.toml"


def read_profile(name: str, file: Path) -> dict[str, str]:
    """The settings of one profile, by the words of `KEYS`.

    Raises:
        ProfileError: The file is not there or no TOML, has no such profile, or shows a password to others; or the
            profile has a word or a value that means nothing.
    """
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise ProfileError(f"{file} is no ordinary file to read the Neo4j profile {name!r} from.")
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ProfileError(f"{file} is longer than the {MOST_BYTES:,} bytes of any file of profiles.")
        profiles = cast("dict[str, object]", tomllib.loads(content.decode("utf-8-sig")))
    except FileNotFoundError as error:
        raise ProfileError(f"There is no file {file} to read the Neo4j profile {name!r} from.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{file}: no TOML: {error}.") from error
    except (RecursionError, ValueError) as error:  # also of integers with more digits than Python reads
        raise ProfileError(f"{file}: no TOML that can be read; write [NAME] and text in quotes.") from error
    except OSError as error:
        raise ProfileError(f"{file} cannot be read ({error.strerror}).") from error
    if name not in profiles:
        near = difflib.get_close_matches(name, list(profiles), 1)
        hint = f"did you mean {near[0]!r}?" if near else f"it has: {', '.join(profiles) or 'none'}."
        raise ProfileError(f"{file} has no Neo4j profile {name!r}; {hint}")
    entries = profiles[name]
    if not isinstance(entries, dict):
        raise ProfileError(f"{file}: {name!r} is no profile; write [{name}] and its settings below it.")
    profile: dict[str, str] = {}
    for key, value in cast("dict[str, object]", entries).items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(KEYS)}."
            raise ProfileError(f"{file}: the profile {name!r} has a setting {key!r} that means nothing; {hint}")
        if not isinstance(value, str):
            raise ProfileError(f"{file}: {key} of the profile {name!r} must be text in quotes.")
        profile[key] = value
    if any("password" in cast("dict[str, object]", p) for p in profiles.values() if isinstance(p, dict)):
        _require_private(file)
    return profile


def _require_private(file: Path) -> None:
    if os.name != "posix":
        return  # elsewhere the folder of the user is closed to others already, and modes say nothing
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise ProfileError(f"{file} holds a password and others may read or change it; run: chmod 600 {file}")
