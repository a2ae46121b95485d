"""A small list of forms beside a small table of words."""

from pathlib import Path

import pytest

from shared.lexicon.build.forms import Listed, form_rows
from shared.lexicon.forms import Forms
from shared.lexicon.languages import LANGUAGES
from shared.lexicon.table import Table, write_table

WORDS = [
    ("haus", "5.2", "noun/Haus/n"),
    ("tragen", "4.8", "verb/tragen/"),
    ("essen", "5.1", "noun/Essen/n|verb/essen/"),
    ("äße", "2.0", ""),
]
LEMMAS = {
    "Häuser": "Haus", "häuser": "Haus", "Hauses": "Haus", "hauses": "Haus", "trug": "tragen", "Trug": "Trug",
    "Zwerges": "Zwerg", "zwerges": "Zwerg", "äße": "essen", "Äße": "essen",
}  # fmt: skip


@pytest.fixture
def rows(tmp_path: Path) -> list[tuple[str, str, str]]:
    write_table(tmp_path / "de", WORDS)
    listed = Listed(frozenset(LEMMAS) - {"äße", "Äße"}, lambda form: LEMMAS.get(form, form))
    return list(form_rows(LANGUAGES.get("de"), Table(tmp_path / "de"), listed))


def test_forms_are_kept_that_lead_to_a_known_word_and_are_not_told_by_their_ending(rows: list[tuple[str, str, str]]):
    assert [row[0] for row in rows] == ["häuser", "trug", "äße"]


def test_a_capital_may_make_another_word_of_a_form(rows: list[tuple[str, str, str]], tmp_path: Path):
    write_table(tmp_path / "de.forms", rows)
    forms = Forms(Table(tmp_path / "de.forms"))
    assert (forms.of("Häuser"), forms.of("häuser"), forms.of("Hauses")) == (["Haus", "Haus"], ["Haus"], [])
    assert forms.of("trug") == ["tragen"]
