"""Fuzz the readers of treaty texts with atheris, which follows the code that an input reaches (`pip install atheris`).

    python benchmarks/hostile_fuzz.py FORMAT SECONDS SEED

FORMAT is xml, html, md, txt or docx; the last is fuzzed inside its archive, part by part. `hostile_input.py` runs each
in a process of its own. Any other end than a document or `TextUnreadable` is a find, and so are a minute for one input
and 2 GB of memory. PDF is not among them: PDFium is no Python, and is read in a process of its own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

FORMATS = ("xml", "html", "md", "txt", "docx")


def main() -> None:
    import atheris

    form, seconds, seed = sys.argv[1:4]
    with atheris.instrument_imports(include=["clauseway.loaders"]):
        from clauseway.loaders.coder.lexicon import LexiconFaulty
        from clauseway.loaders.coder.treaty import code_document
        from clauseway.loaders.texts.problems import TextUnreadable
        from clauseway.loaders.texts.reading import document_of
    from hostile_texts import packed, seeds, word, word_parts

    parts = word_parts()

    def take(data: bytes) -> None:
        content = packed({**parts, "word/document.xml": data}, method=0) if form == "docx" else data
        try:
            code_document(document_of(content, f"a.{form}"))
        except (TextUnreadable, LexiconFaulty) as refused:
            assert "\n" not in str(refused).strip(), refused

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        first = parts["word/document.xml"] if form == "docx" else seeds()[f"a.{form}"]
        (corpus / "first").write_bytes(first)
        take(word() if form == "docx" else first)
        atheris.Setup(
            [sys.argv[0], f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=60", "-rss_limit_mb=2000",
             "-max_len=20000", "-print_final_stats=1", f"-artifact_prefix={Path.cwd()}/find-{form}-", str(corpus)],
            take,
        )  # fmt: skip
        atheris.Fuzz()


if __name__ == "__main__":
    main()
