import io
import zipfile

import pytest

from shared.documents.archive_guard import Archive
from shared.documents.limits import MIB, Limits
from shared.errors import Corrupt, Encrypted, ResourceLimit
from tests.support import hostile


def opened(data: bytes, **limits: int) -> Archive:
    return Archive(io.BytesIO(data), Limits(**limits))


def test_an_honest_part_comes_out_whole_whatever_the_case_of_its_name():
    archive = opened(hostile.zipped({"Word/Document.xml": b"text" * 99}))
    assert "word/document.xml" in archive
    assert archive.read("word/document.xml") == b"text" * 99


def test_parts_named_like_windows_paths_are_found():
    archive = opened(hostile.zipped({"xl\\Workbook.xml": b"text"}))
    assert archive.read("xl/workbook.xml") == b"text"


def test_a_bomb_is_stopped_while_it_unfolds_not_when_it_has():
    archive = opened(hostile.zipped({"a.xml": b" " * (40 * MIB)}))
    sizes = []
    with pytest.raises(ResourceLimit):
        sizes.extend(len(chunk) for chunk in archive.chunks("a.xml"))
    assert sum(sizes) < 30 * MIB


def test_small_parts_may_be_dense():
    assert len(opened(hostile.zipped({"a.xml": b" " * MIB})).read("a.xml")) == MIB


def test_all_parts_share_one_budget():
    archive = opened(
        hostile.zipped({"a": bytes(range(256)) * 4_000, "b": bytes(range(256)) * 4_000}), max_inflated=MIB + 9
    )
    archive.read("a")
    with pytest.raises(ResourceLimit):
        archive.read("b")


def test_sizes_that_lie_are_not_believed():
    with pytest.raises((ResourceLimit, Corrupt)):
        opened(hostile.lying_zip()).read("word/document.xml")


@pytest.mark.parametrize("data", [hostile.overlapping_zip(), b"PK\x03\x04", b"", hostile.zipped({"a": b"b"})[:-30]])
def test_an_archive_that_does_not_hold_together_is_refused(data: bytes):
    with pytest.raises(Corrupt):
        opened(data)


def test_a_wrong_check_sum_is_noticed():
    data = bytearray(hostile.zipped({"a.xml": b"abcdefgh"}, zipfile.ZIP_STORED))
    data[data.index(b"abcd")] ^= 1
    with pytest.raises(Corrupt):
        opened(bytes(data)).read("a.xml")


def test_more_entries_than_any_office_program_writes_are_refused_before_they_are_listed():
    with pytest.raises(ResourceLimit, match="1,000"):
        opened(hostile.many_entries(1_001))


def test_two_parts_of_one_name_are_refused():
    with pytest.raises(Corrupt, match="same name"):
        opened(hostile.zipped({"a.xml": b"1", "A.XML": b"2"}))


def test_an_encrypted_entry_is_told_as_what_it_is():
    data = bytearray(hostile.zipped({"a.xml": b"1"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Encrypted):
        opened(bytes(data))
