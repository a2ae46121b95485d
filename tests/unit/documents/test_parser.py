import io
from pathlib import Path

import pytest

from shared.documents.parser import PARSERS, Limits, parse, parse_here, read_file
from shared.documents.zones import Zones
from shared.errors import EmptyDocument, NotFound, TooLarge, TypeMismatch
from tests.support.make_samples import SAMPLE_MAKERS, SAMPLES

FILES = sorted(SAMPLES.iterdir())


def test_there_is_a_parser_for_each_type():
    assert set(PARSERS) == {"docx", "pdf", "txt", "xlsx"}
    assert all(callable(PARSERS.get(name).read) for name in PARSERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_child_finds_what_is_found_here(path: Path):
    here = parse_here(path, filename=path.name)
    assert parse(path, filename=path.name) == here
    assert parse(path.read_bytes(), filename=path.name) == here
    assert [zone.index for zone in here.zones] == list(range(len(here.zones)))


@pytest.mark.parametrize("name", SAMPLE_MAKERS)
def test_the_samples_are_what_their_script_makes(name: str):
    assert SAMPLE_MAKERS[name]() == (SAMPLES / name).read_bytes()


def test_progress_is_told_page_by_page_and_never_goes_back():
    told: list[tuple[int, int | None]] = []
    parse(SAMPLES / "wassermuehle.pdf", filename="a.pdf", on_page=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_caller_who_has_enough_can_stop_the_parse():
    class Enough(Exception):
        pass

    def stop(_done: int, _total: int | None) -> None:
        raise Enough

    with pytest.raises(Enough):
        parse(SAMPLES / "wassermuehle.pdf", filename="a.pdf", on_page=stop)


def test_sizes_are_checked_before_anything_is_read():
    with pytest.raises(EmptyDocument):
        parse(b"", filename="a.pdf")
    with pytest.raises(TooLarge, match="50 MB"):
        parse(b"%PDF-" + bytes(50 * 1024 * 1024), filename="a.pdf")
    with pytest.raises(TooLarge):
        parse_here(b"words", filename="a.txt", limits=Limits(max_bytes=4))


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path):
    with pytest.raises(NotFound, match=r"none\.pdf"):
        parse(tmp_path / "none.pdf", filename="none.pdf")


def test_errors_of_the_child_arrive_as_they_were_raised():
    with pytest.raises(TypeMismatch) as here:
        read_file(io.BytesIO(b"plain"), Zones(Limits()), filename="a.pdf")
    with pytest.raises(TypeMismatch) as there:
        parse(b"plain", filename="a.pdf")
    assert (str(here.value), here.value.details) == (str(there.value), there.value.details)
