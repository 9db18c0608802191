"""Articles whose reach by dispute settlement differs from the rest of their agreement (a reading of the project)."""

from __future__ import annotations

from clauseway.loaders.loading import Loading
from clauseway.ontology.strength import Enforcement


def article_enforcement(loading: Loading) -> dict[tuple[str, str], tuple[Enforcement, str]]:
    """(agreement, article) to enforcement and the article that says so."""
    found: dict[tuple[str, str], tuple[Enforcement, str]] = {}
    columns = ("agreement", "article", "enforcement", "basis")
    for row in loading.rows("readings/article_enforcement.csv", columns):
        value = loading.enforcement(row, row["enforcement"]) or Enforcement.UNKNOWN
        found[row["agreement"], row["article"]] = (value, row["basis"])
    return found
