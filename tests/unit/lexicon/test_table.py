import string
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.lexicon.table import BLOCK, KEPT_BLOCKS, Table, write_table

WORD = st.text(string.ascii_lowercase + "äöüß ñé'", min_size=1, max_size=8)


def test_every_row_written_is_found_by_its_key(tmp_path: Path):
    rows = [(f"key{number % 700}", str(number), "x" * (number % 90)) for number in range(5000)]
    write_table(tmp_path / "t", rows)
    table = Table(tmp_path / "t")
    for key in {row[0] for row in rows}:
        assert sorted(table.rows(key)) == sorted([list(row[1:]) for row in rows if row[0] == key])


def test_a_key_that_is_not_there_has_no_rows(tmp_path: Path):
    write_table(tmp_path / "t", [("b", "1"), ("d", "2")])
    table = Table(tmp_path / "t")
    assert [table.rows(key) for key in ("a", "c", "e", "bb", "")] == [[]] * 5


def test_a_prefix_is_found_where_a_key_begins_so(tmp_path: Path):
    write_table(tmp_path / "t", [("medio ambiente", "1"), ("río", "2")])
    table = Table(tmp_path / "t")
    assert table.has_prefix("medio ")
    assert table.has_prefix("rí")
    assert not table.has_prefix("medios")


def test_many_tables_read_from_end_to_end_take_no_more_than_their_blocks(tmp_path: Path):
    names = [f"t{number}" for number in range(3)]
    for name in names:
        write_table(tmp_path / name, [(f"{number:06}", "x" * 30) for number in range(100_000)])
    tables = [Table(tmp_path / name) for name in names]
    tracemalloc.start()
    for table in tables:
        assert all(table.rows(f"{number:06}") for number in range(0, 100_000, 100))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1.25 * KEPT_BLOCKS * BLOCK


@given(rows=st.lists(st.tuples(WORD, WORD), min_size=1, max_size=60))
def test_the_order_of_the_rows_does_not_change_the_bytes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
):
    folder = tmp_path_factory.mktemp("tables")
    write_table(folder / "one", rows)
    write_table(folder / "two", reversed(rows))
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()
    assert sorted(tuple(row) for row in Table(folder / "one")) == sorted(set(rows))
