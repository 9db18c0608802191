"""Where a Neo4j server is and who asks: from the environment, the password also from a prompt; never an argument."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clauseway.graph.neo4j_settings import Neo4jSettings


def neo4j_settings() -> Neo4jSettings:
    """Settings by NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE.

    Without a password in the environment a terminal is asked for one; elsewhere the server is tried without.
    """
    from clauseway.graph.neo4j_settings import Neo4jSettings

    settings = Neo4jSettings.from_environment()
    if settings.password is None and sys.stdin.isatty():
        question = f"Password of {settings.username} at {settings.shown_uri}"
        typed = click.prompt(question, hide_input=True, default="", show_default=False, err=True)
        return replace(settings, password=str(typed) or None)
    return settings
