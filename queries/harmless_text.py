"""Text that is only read: nothing in it drives a terminal, and nothing turns the order of its letters round.

A name of a source may hold the sequences that clear a screen or rewrite a line, and the signs by which Unicode turns
the direction of writing, with which `gpj.exe` is shown as `exe.jpg`. They are shown for what they are.
"""

from __future__ import annotations

import re

TURNING = "\u202a-\u202e\u2066-\u2069"
"""Signs that turn the direction of what follows (embeddings, overrides, isolates), as ranges of a pattern."""

_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029{TURNING}\ud800-\udfff]")


def one_line(text: str) -> str:
    r"""A message on one line, its hidden signs written out.

    >>> one_line("There is no 'x\x1b[2J\u202egpj'.\nTry another.")
    "There is no 'x\\x1b[2J\\u202egpj'. Try another."
    """
    return written_out(_BREAKS.sub(" ", text.strip()))


def written_out(text: str) -> str:
    r"""Text in lines as it is, with its hidden signs written out; for a terminal that would obey them.

    >>> written_out("a\tb\n\x1b]0;c\x07")
    'a\tb\n\\x1b]0;c\\x07'
    """
    return _HIDDEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def without_hidden(text: str) -> str:
    r"""Text with a blank for every sign that cannot be seen, for a table whose columns must stay in line.

    >>> without_hidden("a\nb\u202ec")
    'a b c'
    """
    return "".join(sign if sign.isprintable() else " " for sign in text)
