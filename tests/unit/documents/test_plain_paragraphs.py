import io
import random

import pytest

from shared.documents.archive_guard import Archive
from shared.documents.limits import Limits
from shared.documents.parser import parse_here
from shared.documents.plain_paragraphs import PlainParagraph, word_blocks
from shared.errors import Corrupt, ResourceLimit
from tests.support.hostile import W, docx

PLAIN = "<w:p><w:r><w:t>plain</w:t></w:r></w:p>"
TITLE = '<w:pStyle w:val="Titel"/>'
LOOKS = {
    "plain": PLAIN,
    "ids": '\n<w:p w:rsidR="A1" w14:paraId="F"><w:r w:rsidRPr="0"><w:t xml:space="preserve">ids </w:t></w:r></w:p>',
    "styled": f'<w:p><w:pPr>{TITLE}<w:jc w:val="left"/></w:pPr><w:r><w:t>styled</w:t></w:r></w:p>',
    "late style": f'<w:p><w:pPr><w:jc w:val="left"/>{TITLE}</w:pPr><w:r><w:t>late style</w:t></w:r></w:p>',
    "item": '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>',
    "outline": '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>outline</w:t></w:r></w:p>',
    "mark": "<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>bold mark</w:t></w:r></w:p>",
    "runs": '<w:p><w:r><w:t>two </w:t></w:r><w:proofErr w:type="a"/>'
    '<w:r><w:rPr><w:sz w:val="9"/></w:rPr><w:t>runs</w:t></w:r></w:p>',
    "bold": "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r><w:r><w:t> and not</w:t></w:r></w:p>",
    "italic": '<w:p><w:r><w:rPr><w:i w:val="1"/></w:rPr><w:t>slanted</w:t></w:r><w:r><w:t> and not</w:t></w:r></w:p>',
    "hidden": "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>seen</w:t></w:r></w:p>",
    "entity": "<w:p><w:r><w:t>salt &amp; oil</w:t></w:r></w:p>",
    "tab": "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>",
    "empty": "<w:p/>",
    "empty with look": '<w:p w:rsidR="1"/>',
    "page": '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
    "deleted": "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>",
    "table": f"<w:tbl><w:tr><w:tc>{PLAIN}{PLAIN}</w:tc><w:tc>{PLAIN}</w:tc></w:tr></w:tbl>",
    "box": f"<w:p><w:r><w:t>outer</w:t></w:r><w:r><w:txbxContent>{PLAIN}{PLAIN}</w:txbxContent></w:r></w:p>",
    "control": f"<w:sdt><w:sdtContent>{PLAIN}{PLAIN}</w:sdtContent></w:sdt>",
}  # fmt: skip
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="heading 1"/></w:style>'
    "</w:styles>"
).encode()


def document(body: str, *, head: str = "", space: str = f'xmlns:w="{W}" xmlns:w14="urn:w14"') -> bytes:
    return f"{head}<w:document {space}><w:body>{body}</w:body></w:document>".encode()


def kinds(data: bytes, **limits: int) -> list[str]:
    archive = Archive(io.BytesIO(docx(data)), Limits(**limits))
    return [
        "plain" if isinstance(block, PlainParagraph) else "parsed"
        for block in word_blocks(archive, "word/document.xml", ("p",))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_plain_paragraphs_come_out_as_they_would_through_the_parser(seed: int):
    dice = random.Random(seed)
    body = "".join(dice.choices(list(LOOKS.values()), k=40)) + PLAIN
    taken, parsed = (
        parse_here(docx(document(before + body), word__styles=STYLES), filename="a.docx")
        for before in ("", "<!-- no tag is sure from here on -->")
    )
    assert taken == parsed


@pytest.mark.parametrize("look", ["plain", "ids", "styled", "mark", "runs"])
def test_the_usual_ways_to_write_a_paragraph_need_no_parser(look: str):
    assert kinds(document(LOOKS[look] * 3)) == ["parsed", "plain", "plain"]


def test_a_long_document_is_cut_nowhere_but_between_paragraphs():
    looks = [name for name in LOOKS if name != "page"]
    body = "".join(LOOKS[name] for name in random.Random(1).choices(looks, k=12_000))
    assert len(body) > 3 << 18  # several pieces
    taken, parsed = (
        parse_here(docx(document(before + body)), filename="a.docx", limits=Limits(max_ratio=10_000))
        for before in ("", "<!-- -->")
    )
    assert taken == parsed


@pytest.mark.parametrize(
    "data",
    [
        document(f"{PLAIN}<![CDATA[{PLAIN}]]>{PLAIN}"),
        document(f"{PLAIN}<!-- {PLAIN} -->{PLAIN}"),
        document(f"{PLAIN}<?ask {PLAIN} ?>{PLAIN}"),
        document(f'{PLAIN}<w:sdt xmlns:w="urn:other">{PLAIN}</w:sdt>{PLAIN}'),
        document(PLAIN * 2, space='xmlns:w="urn:other"'),
        document(PLAIN * 2, head='<?xml version="1.0" encoding="iso-8859-1"?>'),
        document(PLAIN * 2).decode().encode("utf-16"),
    ],
    ids=["cdata", "comment", "instruction", "rebound", "other space", "other encoding", "utf-16"],
)
def test_where_a_tag_may_be_no_tag_all_is_parsed(data: bytes):
    assert set(kinds(data)) == {"parsed"}


def test_bytes_that_are_no_text_are_damage():
    with pytest.raises(Corrupt):
        kinds(document(PLAIN * 2 + PLAIN.replace("plain", "müll")).replace("ü".encode(), b"\xfc"))


def test_plain_paragraphs_count_as_blocks():
    with pytest.raises(ResourceLimit, match="blocks"):
        kinds(document(PLAIN * 50), max_elements=20)


def test_a_paragraph_without_end_is_given_to_the_parser():
    with pytest.raises(Corrupt):
        kinds(document(PLAIN * 2 + "<w:p><w:r><w:t>" + "word " * 1_200_000), max_ratio=10_000)
