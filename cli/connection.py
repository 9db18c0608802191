"""Where a Neo4j server is and who asks: from the environment or a profile, a password also from a prompt.

Never from an argument: other users of the machine can read those.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clauseway.graph.neo4j_settings import Neo4jSettings


def neo4j_settings(profile: str | None = None) -> Neo4jSettings:
    """Settings by a named profile, or by NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE.

    Without a password a terminal is asked for one; elsewhere the server is tried without.

    Raises:
        click.UsageError: The profile cannot be read.
    """
    from clauseway.graph.neo4j_profiles import ProfileError
    from clauseway.graph.neo4j_settings import Neo4jSettings

    try:
        settings = Neo4jSettings.from_profile(profile) if profile else Neo4jSettings.from_environment()
    except ProfileError as error:
        raise click.UsageError(str(error)) from None
    if settings.password is None and sys.stdin.isatty():
        question = f"Password of {settings.username} at {settings.shown_uri}"
        typed = click.prompt(question, hide_input=True, default="", show_default=False, err=True)
        return replace(settings, password=str(typed) or None)
    return settings
