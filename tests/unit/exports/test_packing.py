"""The same content is the same bytes, whenever it is packed."""

import io
import zipfile
from datetime import datetime

from shared.exports.packing import PACKED, packed, packed_anew

ENTRIES = [("b.xml", b"<b/>"), ("a/ü.txt", "Mühle".encode()), ("empty", b"")]


def stamped(year: int) -> bytes:
    """An archive as a library makes one, with that year's time on its entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in ENTRIES:
            archive.writestr(zipfile.ZipInfo(name, (year, 5, 6, 7, 8, 10)), content)
    return made.getvalue()


def entries(archive: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert {datetime(*entry.date_time) for entry in opened.infolist()} == {PACKED}  # noqa: DTZ001 - as zip has it
        return [(name, opened.read(name)) for name in opened.namelist()]


def test_entries_keep_their_order_names_and_content() -> None:
    assert entries(packed(ENTRIES)) == ENTRIES


def test_archives_that_differ_in_their_times_alone_become_the_same() -> None:
    assert stamped(2020) != stamped(2026)
    assert packed_anew(stamped(2020)) == packed_anew(stamped(2026)) == packed(ENTRIES)


def test_an_entry_can_be_given_other_content_in_its_place() -> None:
    assert entries(packed_anew(stamped(2026), instead={"b.xml": b"<c/>"})) == [("b.xml", b"<c/>"), *ENTRIES[1:]]
