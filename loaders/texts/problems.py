"""Why a text cannot be read."""

from __future__ import annotations


class TextUnreadable(Exception):
    """A file cannot be read as a treaty text. The message is one sentence: which file, what is wrong, what to do."""

    def __init__(self, file: str, what: str, advice: str) -> None:
        """Say which file, what is wrong and what to do."""
        super().__init__(f"{file}: {what}; {advice}")
        self.file = file
