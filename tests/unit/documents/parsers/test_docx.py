import re

import pytest

from shared.documents.parser import Limits, parse_here
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import Corrupt, NoText, TypeMismatch
from tests.support import hostile
from tests.support.hostile import W, docx, paragraphs
from tests.support.make_samples import SAMPLES, prose_blocks

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def read(data: bytes, **limits: int) -> ParsedDocument:
    return parse_here(data, filename="a.docx", limits=Limits(**limits))


def texts(body: str, **parts: bytes) -> list[str]:
    return [zone.text for zone in read(docx(body, **parts)).zones]


def paragraph(inside: str) -> list[str]:
    return texts(f"<w:p>{inside}</w:p>")


def run(text: str, look: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t>{text}</w:t></w:r>"


def test_the_sample_comes_back_block_by_block():
    found = read((SAMPLES / "pain-au-levain.docx").read_bytes())
    wanted = []
    for kind, lines in prose_blocks("bread.fr.txt"):
        plain = [re.sub(r"\*\*", "", line) for line in lines]
        wanted += ["\n".join(plain).replace(" | ", "\t")] if kind == "table" else plain
    assert [zone.text for zone in found.zones] == wanted
    assert [zone.type for zone in found.zones].count(ZoneType.HEADING) == 6
    assert [zone.type for zone in found.zones].count(ZoneType.LIST) == 5
    assert next(zone for zone in found.zones if "pétrissage" in zone.text).emphasis == ("pétrissage",)


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        (
            run("kept ") + f"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>{run('new')}</w:ins>",
            "kept new",
        ),
        (f"<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo>", "here"),
        (f"<w:hyperlink>{run('a link')}</w:hyperlink>", "a link"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('controlled')}</w:sdtContent></w:sdt>", "controlled"),
        (run("seen") + run(" hidden", "<w:vanish/>"), "seen"),
        (
            FIELD,
            "12",
        ),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/></w:r>", "co-op"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "α"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a b c"),
        (f"<w:r><w:ruby><w:rt>{run('みず')}</w:rt><w:rubyBase>{run('水')}</w:rubyBase></w:ruby></w:r>", "水"),
        (f"{run('text')}<w:commentRangeStart/><w:r><w:commentReference/></w:r>", "text"),
    ],
    ids=["tracked", "moved", "link", "control", "hidden", "field", "hyphens", "symbol", "blanks", "ruby", "comment"],
)
def test_a_paragraph_is_what_is_printed(inside: str, wanted: str):
    assert paragraph(inside) == [wanted]


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraphs('in the box')}</w:txbxContent>"
    inside = (
        '<w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:drawing>'
        + box
        + "</w:drawing></mc:Choice><mc:Fallback><w:pict>"
        + box
        + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert paragraph(run("outside") + inside) == ["outside", "in the box"]


def test_tables_keep_rows_and_cells_and_nested_ones_stay_inside():
    cell = "<w:tc>{}</w:tc>"
    inner = f"<w:tbl><w:tr>{cell.format(paragraphs('deep'))}{cell.format(paragraphs('er'))}</w:tr></w:tbl>"
    rows = (
        f"<w:tr>{cell.format(paragraphs('a'))}{cell.format(paragraphs('b'))}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell.format(paragraphs('gone'))}</w:tr>"
        f"<w:tr>{cell.format(paragraphs('c'))}{cell.format(inner + paragraphs('d'))}</w:tr>"
    )
    found = read(docx(f"<w:tbl>{rows}</w:tbl>")).zones
    assert [(zone.type, zone.text) for zone in found] == [(ZoneType.TABLE, "a\tb\nc\tdeep er d")]


def test_footnotes_stand_at_the_end_of_their_page():
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{paragraphs("the note")}</w:footnote></w:footnotes>'
    )
    body = (
        '<w:p><w:r><w:t>one</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
        '<w:p><w:r><w:br w:type="page"/><w:t>two</w:t></w:r></w:p>'
    )
    found = read(docx(body, word__footnotes=notes.encode())).zones
    assert [(zone.page, zone.type.value, zone.text) for zone in found] == [
        (1, "paragraph", "one"),
        (1, "footnote", "the note"),
        (2, "paragraph", "two"),
    ]


def test_endnotes_stand_at_the_end_of_the_document():
    notes = f'<w:endnotes xmlns:w="{W}"><w:endnote w:id="5">{paragraphs("the end note")}</w:endnote></w:endnotes>'
    body = f'<w:p>{run("one")}<w:r><w:endnoteReference w:id="5"/></w:r></w:p>{paragraphs("two")}'
    found = read(docx(body, word__endnotes=notes.encode())).zones
    assert [(zone.type.value, zone.text) for zone in found] == [
        ("paragraph", "one"),
        ("paragraph", "two"),
        ("footnote", "the end note"),
    ]


def test_headers_footers_and_comments_are_no_part_of_the_text():
    parts = {
        f"word__{name}": f'<w:{tag} xmlns:w="{W}">{paragraphs(f"in the {name}")}</w:{tag}>'.encode()
        for name, tag in (("header1", "hdr"), ("footer1", "ftr"), ("comments", "comments"))
    }
    marks = '<w:sectPr><w:headerReference w:id="header1"/><w:footerReference w:id="footer1"/></w:sectPr>'
    data = docx(paragraphs("the body") + marks, **parts)
    assert [zone.text for zone in read(data).zones] == ["the body"]


def test_macros_are_not_even_looked_at():
    macros = b"macro " * 200
    body = f'<w:document xmlns:w="{W}"><w:body>{paragraphs("text")}</w:body></w:document>'.encode()
    parts = {"[Content_Types].xml": hostile.CONTENT_TYPES, "word/document.xml": body, "word/vbaProject.bin": macros}
    data = hostile.zipped(parts, 0)
    # Whoever unpacked them would find that they are damaged.
    damaged = data.replace(macros, macros[::-1])
    assert damaged != data
    assert [zone.text for zone in parse_here(damaged, filename="a.docm").zones] == ["text"]


def test_styles_tell_headings_lists_and_captions_through_their_parents():
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="Titre1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Leg"><w:name w:val="caption"/></w:style></w:styles>'
    )
    body = "".join(
        f"<w:p><w:pPr>{look}</w:pPr>{run('word')}</w:p>"
        for look in (
            '<w:pStyle w:val="Mine"/>',
            '<w:pStyle w:val="Leg"/>',
            '<w:numPr><w:numId w:val="3"/></w:numPr>',
            '<w:outlineLvl w:val="9"/>',
        )
    )
    found = read(docx(body, word__styles=styles.encode())).zones
    assert [zone.type.value for zone in found] == ["heading", "caption", "list", "paragraph"]


def test_strict_documents_are_read_like_others():
    body = f'<w:document xmlns:w="{STRICT}"><w:body>{paragraphs("strict")}</w:body></w:document>'
    assert [zone.text for zone in read(docx(body.encode())).zones] == ["strict"]


def test_the_main_part_is_where_the_package_says():
    kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": hostile.CONTENT_TYPES,
        "_rels/.rels": f'<a><b Id="a" Type="{kind}" Target="/word/main.xml"/></a>'.encode(),
        "word/main.xml": f'<w:document xmlns:w="{W}"><w:body>{paragraphs("found")}</w:body></w:document>'.encode(),
    }
    assert [zone.text for zone in read(hostile.zipped(parts)).zones] == ["found"]


def test_a_document_of_pictures_only_needs_ocr():
    parts = {"[Content_Types].xml": hostile.CONTENT_TYPES, "word/document.xml": b"<a/>", "word/media/a.png": b"x"}
    with pytest.raises(NoText, match="OCR"):
        read(hostile.zipped(parts))


@pytest.mark.parametrize("body", [b"\xff nonsense", b"<w:document", hostile.entities(hostile.laughs(), "j")])
def test_broken_xml_and_entities_are_refused(body: bytes):
    with pytest.raises(Corrupt):
        read(docx(body))


def test_a_workbook_in_disguise_is_found_out():
    data = hostile.zipped({"[Content_Types].xml": hostile.CONTENT_TYPES, "word/other.xml": b"<a/>"})
    with pytest.raises(TypeMismatch):
        read(data)


def test_reading_stops_at_the_ceiling_and_says_so():
    found = read(docx(paragraphs("a few words", 50)), max_zones=10)
    assert len(found.zones) == 10
    assert "longer than is allowed" in found.warnings[0]
