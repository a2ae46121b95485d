from pathlib import Path

import pytest

from shared.documents.sniff import sniff
from shared.errors import EmptyDocument, Encrypted, LegacyFormat, TypeMismatch, UnsupportedType
from tests.support import hostile
from tests.support.make_samples import SAMPLES

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
DOCX = hostile.docx(hostile.paragraphs("word"))
XLSX = hostile.xlsx("<row/>")


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_the_samples_are_what_their_names_say(path: Path):
    assert sniff(path.read_bytes()[:8192], path.name) == path.suffix[1:]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4", "a.pdf", "pdf"),
        (b"junk before\n%PDF-1.4", "A.PDF", "pdf"),
        (DOCX, "a.docm", "docx"),
        (DOCX, "no-ending", "docx"),
        (XLSX, "a.xltx", "xlsx"),
        ("Grüße".encode(), "a.txt", "txt"),
        ("Grüße".encode("utf-16"), "a.txt", "txt"),
        ("Привет, мир".encode("utf-16-le"), "a.txt", "txt"),
        (b"{}", "notes.md", "txt"),
    ],
)
def test_bytes_tell_the_type(data: bytes, name: str, kind: str):
    assert sniff(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name"),
    [(DOCX, "a.pdf"), (b"%PDF-1.4", "a.txt"), (b"plain", "a.docx"), (XLSX, "a.docx"), (b"\x89PNG\r\n\x1a\n", "a.txt")],
)
def test_a_name_that_contradicts_the_bytes_is_refused(data: bytes, name: str):
    with pytest.raises(TypeMismatch, match=r"\.(pdf|txt|docx)"):
        sniff(data, name)


@pytest.mark.parametrize("data", [b"{\\rtf1", b"\xff\xd8\xff\xe0", b"PK\x03\x04" + b"\0" * 99, b"\x7fELF"])
def test_a_type_we_do_not_read_is_named_with_what_would_work(data: bytes):
    with pytest.raises(UnsupportedType, match="PDF"):
        sniff(data, "file.bin")


def test_an_open_document_is_called_by_its_name():
    data = hostile.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}, 0)
    with pytest.raises(UnsupportedType, match="OpenDocument"):
        sniff(data, "a.odt")


def test_nothing_at_all_is_empty():
    with pytest.raises(EmptyDocument):
        sniff(b"", "a.txt")


@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a"])
def test_a_locked_office_file_is_told_from_an_old_one_by_its_streams(name: str):
    with pytest.raises(Encrypted):
        sniff(OLE2 + "EncryptedPackage".encode("utf-16-le"), name)
    with pytest.raises(LegacyFormat):
        sniff(OLE2 + "WordDocument".encode("utf-16-le"), name)


def test_an_old_workbook_is_to_be_saved_as_xlsx():
    with pytest.raises(LegacyFormat, match="XLSX") as caught:
        sniff(OLE2 + "Workbook".encode("utf-16-le"), "a.xls")
    assert caught.value.details == {"save_as": "xlsx"}


def test_shifted_characters_in_seven_bits_are_text():
    assert sniff("방앗간은 강가에 있고".encode("iso2022_kr"), "a.txt") == "txt"
