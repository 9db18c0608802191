"""Hostile treaty texts: XML, HTML, PDF, Word, Markdown and plain text, whole, damaged, and made to do harm."""

# ruff: noqa: E501 (lists of hostile texts, which stand as they are given)

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise

from hostile_worker import Input
from hypothesis import strategies as st

WORDS = (
    "CHAPTER 1\nDIGITAL TRADE\n\nArticle 1: Customs Duties\n\n1. No Party shall impose customs duties on electronic "
    "transmissions between the Parties.\n\nArticle 2: Personal Information\n\nEach Party shall adopt a legal framework "
    "for the protection of the personal information of the users of electronic commerce.\n"
)
TOTA = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<treaty><meta><name>Aland - Bland</name><language>en</language></meta>'
    '<body><chapter number="CHAPTER 1" name="Digital Trade"><article number="Article 1" name="Customs Duties">No Party '
    "shall impose customs duties on electronic transmissions.</article></chapter></body></treaty>"
)
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>A treaty</title></head><body><h2>Chapter 1 Digital Trade</h2>"
    "<h3>Article 1 Customs Duties</h3><ol><li>No Party shall impose customs duties.</li></ol></body></html>"
)
MARKDOWN = "---\ntitle: A treaty\n---\n# Chapter 1\n\n## Article 1 Customs Duties\n\nNo Party **shall** impose[^1].\n\n[^1]: x\n"


# ---- containers -------------------------------------------------------------------------------------------


def pdf(objects: Mapping[int, bytes], root: int = 1, *, trailer: bytes = b"", table: bool = True) -> bytes:
    """A PDF of the objects given by number, with a right cross-reference table (or none, for the reader to repair)."""
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = max(objects) + 1
    if table:
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        out += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, start)
    return bytes(out)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def page_objects(content: bytes = b"", resources: bytes = b"/Font << /F1 5 0 R >>") -> dict[int, bytes]:
    """The objects of a PDF with one page."""
    words = b"".join(b"(%s) Tj 0 -14 Td " % line.encode("ascii", "replace") for line in WORDS.splitlines())
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << %s >> >>" % resources,
        4: content or stream(b"BT /F1 12 Tf 72 700 Td " + words + b"ET"),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def packed(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@cache
def word_parts() -> dict[str, bytes]:
    """The parts of an honest Word file."""
    import docx

    document = docx.Document()
    for line in WORDS.splitlines():
        document.add_paragraph(line, style="List Number" if line.startswith("1.") else None)
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def word(**changed: bytes) -> bytes:
    """An honest Word file with some parts changed; a name is that of the part without folder and `.xml`."""
    return packed({
        name: changed.get(name.rpartition("/")[2].removesuffix(".xml"), content) for name, content in word_parts().items()
    })  # fmt: skip


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_body(body: str, head: str = "") -> bytes:
    """A document part."""
    return f'<?xml version="1.0"?>{head}<w:document {_W}><w:body>{body}</w:body></w:document>'.encode()


def word_numbering(level: str) -> bytes:
    """A numbering part with one level."""
    return (
        f'<?xml version="1.0"?><w:numbering {_W}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    ).encode()


def numbered(level: str) -> str:
    """A paragraph at a level of the first list."""
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Article 1</w:t></w:r></w:p>'


# ---- made to do harm --------------------------------------------------------------------------------------


def laughs(depth: int = 30, width: int = 10, use: str = "&z;") -> str:
    """A DOCTYPE whose entities multiply."""
    names = [chr(97 + at) for at in range(min(depth, 24))]
    lines = [f'<!ENTITY {names[0]} "{"ha" * 50}">']
    lines += [f'<!ENTITY {b} "{f"&{a};" * width}">' for a, b in pairwise(names)]
    lines.append(f'<!ENTITY z "&{names[-1]};">')
    return f"<!DOCTYPE treaty [{''.join(lines)}]>"


def harmful() -> dict[str, bytes]:
    """Files by name, each made to do one kind of harm; the end of the name is its format."""
    doctype = '<!DOCTYPE treaty [<!ENTITY x SYSTEM "{}">]>'
    treaty = TOTA.partition("?>")[2]
    inside = treaty.replace("No Party", "&z; No Party").replace('name="Digital Trade"', 'name="&z;"')
    external = treaty.replace("No Party", "&x; No Party")
    quadratic = '<!DOCTYPE treaty [<!ENTITY z "' + "a" * 100_000 + '">]>' + treaty.replace("No", "&z;" * 20_000)
    deflated = zlib.compress(b"\0" * 300_000_000, 9)
    found: dict[str, bytes | str] = {
        "laughs.xml": laughs() + inside,
        "laughs-utf16.xml": (laughs() + inside).encode("utf-16"),
        "laughs-utf32.xml": ("<?xml version='1.0' encoding='UTF-32'?>" + laughs() + inside).encode("utf-32"),
        "laughs-utf7.xml": b"<?xml version='1.0' encoding='UTF-7'?>" + (laughs() + inside).replace("<!E", "+ADwAIQ-E").encode(),
        "laughs-ebcdic.xml": ("<?xml version='1.0' encoding='IBM037'?>" + laughs() + inside).encode("cp037"),
        "quadratic.xml": quadratic,
        "parameter-entity.xml": '<!DOCTYPE t [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>' + treaty,
        "external-file.xml": doctype.format("../canary.csv") + external,
        "external-url.xml": doctype.format("http://127.0.0.1:9/x") + external,
        "external-dtd.xml": '<!DOCTYPE treaty SYSTEM "http://127.0.0.1:9/x.dtd">' + treaty,
        "include.xml": treaty.replace("<body>", '<body xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include '
                                      'href="../canary.csv" parse="text"/>'),
        "deep.xml": "<treaty><body>" + "<chapter>" * 100_000,
        "attributes.xml": "<treaty " + " ".join(f"a{n}='x'" for n in range(50_000)) + "><body/></treaty>",
        "long-attribute.xml": f"<treaty a='{'x' * 11_000_000}'><body/></treaty>",
        "long-text.xml": treaty.replace("No Party", "x" * 11_000_000),
        "language.xml": treaty.replace(">en<", ">../../../../etc/passwd<"),
        "bidi.xml": treaty.replace("Aland", "\u202edlanA\u2066\x85"),
        "processing.xml": '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + treaty,
        "deep.html": "<html><body>" + "<div>" * 200_000 + "Article 1",
        "many-lists.html": "<html><body>" + "<ol start='999999999'><li>Article 1 x" * 3_000,
        "open-attribute.html": "<html><body><p " + "a='" * 100_000,
        "base.html": PAGE.replace("<head>", "<head><base href='http://127.0.0.1:9/'><link rel=stylesheet href=x>"),
        "entities.html": "<!DOCTYPE html [<!ENTITY x SYSTEM '../canary.csv'>]><html><body>&x; Article 1" + WORDS,
        "nul.txt": WORDS.encode().replace(b" ", b"\0 "),
        "nul.html": PAGE.encode().replace(b" ", b"\0"),
        "one-line.txt": b"Article 1 " * 2_000_000,
        "lines.txt": b"\n" * 5_000_000 + b"Article 1\n",
        "articles.txt": b"Article 1\n\n" * 60_000,
        "bidi.txt": WORDS.replace("Customs", "\u202esmotsuC\u202c \u2066x\u2069"),
        "escape.txt": WORDS.replace("Customs", "\x1b[2J\x1b]0;x\x07"),
        "front.md": "---\n" + "title: x\n" * 100_000,
        "stars.md": "*" * 300_000 + "\n" + "_a" * 200_000 + "\n# Article 1\nx",
        "links.md": "[" * 100_000 + "](" * 100_000,
        "tags.md": "<sup " * 100_000,
        "comment.md": "<!--" * 100_000 + "\n# Article 1",
    }  # fmt: skip
    for name in ("undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "zlib_codec", "rot13",
                 "uu_codec", "mbcs", "oem", "none", "utf-16-be", "x" * 30):  # fmt: skip
        head = f"<html><head><meta charset='{name}'></head><body>".encode()
        found[f"charset-{name[:12]}.html"] = (
            head + b"\\ud800 Article 1 \xff\xfe xn--a " + WORDS.encode() + b"-" * 50_000
        )
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp037", "cp949", "utf-7"):
        found[f"{encoding}.txt"] = WORDS.replace("Customs", "Zölle").encode(encoding, "replace")
        found[f"{encoding}.xml"] = TOTA.encode(encoding)
        found[f"mixed-{encoding}.txt"] = (
            WORDS.encode()
            + "Übereinkommen 제1조\n".encode(encoding, "replace")
            + b"\xff\xfe\n"
            + WORDS.encode("utf-16")
        )
    found |= harmful_pdf(deflated) | harmful_word(deflated)
    return {
        name: content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        for name, content in found.items()
    }


def harmful_pdf(deflated: bytes) -> dict[str, bytes]:
    """PDF files that lead a reader in circles, or unpack to a thousand times their size."""
    plain = page_objects()
    flate = b"/Filter /FlateDecode"
    twice = zlib.compress(deflated, 9)
    form = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> /Font << /F1 5 0 R >> >>"
    )
    calls = b"/X Do " * 20
    text = zlib.compress(b"BT /F1 12 Tf " + b"(Article 1) Tj " * 3_000_000 + b"ET", 9)
    return {
        "honest.pdf": pdf(plain),
        "kids-of-themselves.pdf": pdf(plain | {2: b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 >>"}),
        "kids-in-a-ring.pdf": pdf(plain | {2: b"<< /Type /Pages /Kids [6 0 R] /Count 9 >>",
                                           6: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Parent 2 0 R /Count 9 >>"}),
        "count.pdf": pdf(plain | {2: b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"}),
        "count-19999.pdf": pdf(plain | {2: b"<< /Type /Pages /Kids [3 0 R] /Count 19999 >>"}),
        "count-negative.pdf": pdf(plain | {2: b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>"}),
        "same-page.pdf": pdf(plain | {2: b"<< /Type /Pages /Kids [" + b"3 0 R " * 5_000 + b"] /Count 5000 >>"}),
        "parent-ring.pdf": pdf(plain | {3: plain[3].replace(b"/Parent 2 0 R", b"/Parent 3 0 R")}),
        "contents-of-itself.pdf": pdf(plain | {4: b"[4 0 R 4 0 R]"}),
        "reference-ring.pdf": pdf(plain | {4: b"6 0 R", 6: b"4 0 R"}),
        "length-of-itself.pdf": pdf(plain | {4: b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"}),
        "previous-table.pdf": pdf(plain, trailer=b"/Prev 9"),
        "previous-of-itself.pdf": pdf(plain, trailer=b"/Prev %d" % pdf(plain).rfind(b"xref\n0")),
        "form-of-itself.pdf": pdf(page_objects(stream(calls), b"/XObject << /X 6 0 R >>") | {6: stream(calls, form)}),
        "deep-array.pdf": pdf(plain | {6: b"[" * 100_000}),
        "deep-dictionary.pdf": pdf(plain | {5: b"<</A" * 100_000}),
        "deep-state.pdf": pdf(page_objects(stream(b"q " * 500_000 + b"BT " * 100_000))),
        "no-table.pdf": pdf(plain, table=False),
        "packed.pdf": pdf(page_objects(stream(deflated, flate))),
        "packed-twice.pdf": pdf(page_objects(stream(twice, b"/Filter [/FlateDecode /FlateDecode]"))),
        "packed-words.pdf": pdf(page_objects(stream(text, flate))),
        "packed-often.pdf": pdf(page_objects(stream(deflated, b"/Filter [" + b"/FlateDecode " * 500 + b"]"))),
        "packed-map.pdf": pdf(page_objects() | {5: b"<< /Type /Font /Subtype /Type1 /BaseFont /F /ToUnicode 6 0 R >>",
                                                6: stream(deflated, flate)}),
        "map.pdf": pdf(page_objects() | {5: b"<< /Type /Font /Subtype /Type0 /BaseFont /F /DescendantFonts [5 0 R] /Encoding "
                                         b"/Identity-H /ToUnicode 6 0 R >>",
                                         6: stream(b"1 beginbfrange <0000> <FFFFFFFF> <0000> endbfrange " * 1_000)}),
        "objects-of-themselves.pdf": pdf(plain | {4: stream(b"4 0 ", b"/Type /ObjStm /N 99999999 /First 4 /Extends 4 0 R")}),
        "picture.pdf": pdf(page_objects(stream(b"/X Do"), b"/XObject << /X 6 0 R >>") | {6: stream(
            deflated, flate + b" /Type /XObject /Subtype /Image /Width 2147483647 /Height 2147483647 /BitsPerComponent 8 "
            b"/ColorSpace /DeviceRGB")}),
        "script.pdf": pdf(plain | {1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1){}) >> /AA "
                                   b"<< /O << /S /Launch /F (/bin/sh) >> >> >>"}),
        "box.pdf": pdf(plain | {3: plain[3].replace(b"[0 0 612 792]", b"[0 0 1e38 1e38]")}),
        "encrypted.pdf": pdf(plain, trailer=b"/Encrypt << /Filter /Standard /V 5 /R 6 /O (x) /U (x) /P -1 >>"),
    }  # fmt: skip


def harmful_word(deflated: bytes) -> dict[str, bytes]:
    """Word files: archives that unpack to too much, XML bombs, counters without end, paths that lead out."""
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="{1}"/><w:numFmt w:val="{2}"/><w:lvlText w:val="{3}"/></w:lvl>'
    paragraphs = "<w:p/>" * 4_000_000
    inner = packed({"word/document.xml": b"0" * 50_000_000})
    hidden = b"<?xml version='1.0'?><!--" + b"x" * 70_000 + b"-->" + laughs().encode() + b"<w:document/>"
    parts = word_parts()
    relations = parts["word/_rels/document.xml.rels"]
    outside = relations.replace(
        b"</Relationships>", b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/footnotes" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>')  # fmt: skip
    around = relations.replace(
        b"</Relationships>", b'<Relationship Id="rIdY" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/footnotes" Target="../../../../etc/passwd"/></Relationships>')  # fmt: skip
    ring = relations.replace(
        b"</Relationships>", b'<Relationship Id="rIdZ" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/footnotes" Target="document.xml"/></Relationships>')  # fmt: skip
    whole = word()
    return {
        "honest.docx": whole,
        "zeros.docx": packed(parts | {"word/document.xml": b"0" * 290_000_000}),
        "paragraphs.docx": packed(parts | {"word/document.xml": word_body(paragraphs)}),
        "many-parts.docx": packed(parts | {f"word/x{n}.xml": b"0" * 5_000_000 for n in range(59)}),
        "many-names.docx": packed(parts | {f"x{n}": b"" for n in range(60_000)}),
        "nested.docx": packed(parts | {"word/embeddings/a.docx": inner, "word/media/b.zip": packed({"c.zip": inner})}),
        "stored.docx": packed(parts | {"word/media/x.bin": deflated}, method=zipfile.ZIP_STORED),
        "bzip.docx": packed(parts | {"word/document.xml": b"0" * 100_000_000}, method=zipfile.ZIP_BZIP2),
        "lzma.docx": packed(parts, method=zipfile.ZIP_LZMA),
        "laughs.docx": word(document=word_body("<w:p><w:r><w:t>&z;</w:t></w:r></w:p>", laughs())),
        "laughs-late.docx": word(document=hidden),
        "laughs-utf16.docx": word(document=word_body("<w:p>&z;</w:p>", laughs()).decode().encode("utf-16")),
        "external.docx": word(document=word_body(
            "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", '<!DOCTYPE d [<!ENTITY x SYSTEM "../canary.csv">]>')),
        "types.docx": word(**{"[Content_Types]": laughs().encode() + b"<Types/>"}),
        "relations.docx": packed(parts | {"word/_rels/document.xml.rels": outside}),
        "relations-out.docx": packed(parts | {"word/_rels/document.xml.rels": around}),
        "relations-ring.docx": packed(parts | {"word/_rels/document.xml.rels": ring}),
        "names-out.docx": packed(parts | {"../../../x.xml": b"<x/>", "/etc/x": b"x", "word\\..\\y": b"y"}),
        "deep.docx": word(document=word_body("<w:p><w:r>" * 50_000)),
        "level.docx": word(document=word_body(numbered("999999999")), numbering=word_numbering(
            level.format(999_999_999, 1, "decimal", "%1."))),
        "level-negative.docx": word(document=word_body(numbered("-1")), numbering=word_numbering(
            level.format(-1, 1, "decimal", "%1."))),
        "start.docx": word(document=word_body(numbered("0")), numbering=word_numbering(
            level.format(0, 10**11, "lowerLetter", "%1."))),
        "start-long.docx": word(document=word_body(numbered("0")), numbering=word_numbering(
            level.format(0, "9" * 5_000, "decimal", "%1."))),
        "pattern.docx": word(document=word_body(numbered("0") * 2_000), numbering=word_numbering(
            level.format(0, 10**9, "decimal", "%1" * 20_000))),
        "styles-ring.docx": word(styles=word_parts()["word/styles.xml"].replace(
            b'w:basedOn w:val="Normal"', b'w:basedOn w:val="Heading1"')),
        "cut.docx": whole[: len(whole) // 2],
        "twice.docx": whole + whole,
    }  # fmt: skip


# ---- damaged ----------------------------------------------------------------------------------------------


def seeds() -> dict[str, bytes]:
    """An honest file of each format, by name."""
    return {
        "a.xml": TOTA.encode(), "a.html": PAGE.encode(), "a.md": MARKDOWN.encode(), "a.txt": WORDS.encode(),
        "a.pdf": pdf(page_objects()), "a.docx": word(),
    }  # fmt: skip


_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"<", b">", b"&", b"]]>", b"<!--", b"<![CDATA[", b"\r", b"\f", b"\x85",
    "\u202e".encode(), "\u2028".encode(), b"-1", b"99999999999", b"1e999", b"endobj", b"stream", b"<<", b"R", b"[^1]", b"(a) ",
    b"\nArticle 2\n", b"1. ", b"CHAPTER XL\n", "제1조 ".encode(), b"PK\x05\x06", b"%", b"\xed\xa0\x80", b"\xc0\xaf",
)  # fmt: skip

DAMAGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    lambda draw, data: data[: draw.randrange(len(data))],
    lambda draw, data: data[draw.randrange(len(data)) :],
    lambda draw, data: _at(draw, data, lambda _: bytes([draw.randrange(256)]), 1),
    lambda draw, data: _at(draw, data, lambda _: draw.choice(_TOKENS), 0),
    lambda draw, data: _at(draw, data, lambda _: draw.choice(_TOKENS) * draw.choice((10, 1_000, 50_000)), 0),
    lambda draw, data: _at(draw, data, lambda piece: piece * draw.choice((2, 100, 5_000)), draw.randrange(1, 40)),
    lambda draw, data: _at(draw, data, lambda piece: bytes(byte ^ 1 << draw.randrange(8) for byte in piece), 3),
    lambda draw, data: _at(draw, data, lambda _: b"", draw.randrange(1, 60)),
    lambda draw, data: data.decode("latin-1").encode(draw.choice(("utf-16", "utf-32", "utf-16-be", "cp037", "utf-7"))),
    lambda draw, data: data + draw.choice(list(seeds().values())),
)


def _at(draw: random.Random, data: bytes, change: Callable[[bytes], bytes], length: int) -> bytes:
    place = draw.randrange(len(data) or 1)
    return data[:place] + change(data[place : place + length]) + data[place + length :]


def damaged(draw: random.Random, data: bytes) -> bytes:
    """A file with one to three damages."""
    for _ in range(draw.randrange(1, 4)):
        if data:
            data = draw.choice(DAMAGES)(draw, data)
    return data


# ---- as inputs --------------------------------------------------------------------------------------------


def as_input(kind: str, name: str, content: bytes, what: str = "") -> Input:
    """A text to be coded, under a name."""
    return Input(f"texts: {kind}", what or name, ("code", "run", name, "--no-cache", "-f", "ndjson"), {name: content})


def harmful_inputs() -> Iterator[Input]:
    """Each of `harmful`."""
    for name, content in harmful().items():
        yield as_input("made to do harm", name, content)


def damaged_inputs(number: int, seed: int) -> Iterator[Input]:
    """So many damaged files, evenly over the formats."""
    draw = random.Random(seed)
    honest = seeds()
    for at in range(number):
        name = list(honest)[at % len(honest)]
        content = damaged(draw, honest[name])
        yield as_input(f"damaged {name[2:]}", name, content, f"{name} {at} of seed {seed}")


_LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["Article 1", "CHAPTER I", "(a) ", "1. ", "[^1]: ", "Each Party shall", "<p>", "&amp;", "\f", "제1조"]
    ),
)


def any_texts() -> st.SearchStrategy[Input]:
    """Any lines in any encoding under any ending, as Hypothesis makes them up."""
    return st.builds(
        lambda lines, ending, encoding: as_input(
            "any lines", f"a{ending}", "\n".join(lines).encode(encoding, "replace"), f"{ending} {encoding}"
        ),
        st.lists(_LINES, min_size=1, max_size=30),
        st.sampled_from([".txt", ".md", ".html", ".xml"]),
        st.sampled_from(["utf-8", "utf-16", "utf-16-le", "latin-1", "cp949", "gb18030", "utf-32"]),
    )
