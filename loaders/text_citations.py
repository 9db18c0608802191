"""Where each treaty text in a sources folder came from, for the citation of the codings made from it."""

from __future__ import annotations

from clauseway.loaders.loading import Loading

_FILES = ("texts/SOURCES.csv", "texts/chapters/SOURCES.csv")
_COLUMNS = (
    "file", "agreement_slug", "agreement_name", "article_range", "repository@commit:path", "licence", "sha256", "note",
)  # fmt: skip


def text_citations(loading: Loading) -> dict[str, str]:
    """File name of a text to its citation: the treaty's name and the public address of the text.

    A sources folder without the lists still loads; its codings then cite the file name alone.
    """
    found: dict[str, str] = {}
    for file in _FILES:
        if not (loading.folder / file).exists():
            loading.log.warning(
                file, 0, "the list of text sources is missing.", "Codings from these texts cite a file name only."
            )
            continue
        for row in loading.rows(file, _COLUMNS):
            found.setdefault(row["file"], f"{row['agreement_name']}, {row['repository@commit:path']}")
    return found
