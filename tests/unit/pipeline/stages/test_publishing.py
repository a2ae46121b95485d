"""The wordlist that the learner sees."""

import io

import openpyxl
import pytest

from shared.domain.wordlist import MAX_PAIRS
from shared.testing.workshop import Workshop


def test_a_wordlist_is_called_what_its_document_is_called():
    workshop = Workshop()
    accepted = workshop.submit(filename="Die Mühle.v2.txt")
    workshop.deliver()
    saved = workshop.gateway.wordlists.of_job(accepted.job.id)
    assert saved is not None
    assert (saved.title, saved.wordlist.engine, saved.wordlist.target_lang) == ("Die Mühle.v2", "backwards", "xx")


def test_a_wordlist_holds_forty_pairs_at_most():
    workshop = Workshop()
    accepted = workshop.submit(" ".join(f"longword{number:03}" for number in range(90)))
    workshop.deliver()
    saved = workshop.gateway.wordlists.of_job(accepted.job.id)
    assert saved is not None
    assert len(saved.wordlist.pairs) == MAX_PAIRS


@pytest.mark.parametrize("seconds_left", [60.0, 0.5], ids=["in one call", "a call for each stage"])
def test_a_pair_says_what_the_document_calls_its_page(seconds_left: float):
    book = openpyxl.Workbook()
    for name, sentence in (("Mühlen", "The waterwheel drives the millstone."), ("2", "Barley is ground by millers.")):
        book.create_sheet(name).append([sentence])
    book.remove(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    workshop = Workshop(seconds_left=seconds_left)
    accepted = workshop.intake.take("mill.xlsx", file.getvalue(), params={"target_lang": "xx"})
    workshop.deliver()
    saved = workshop.gateway.wordlists.of_job(accepted.job.id)
    assert saved is not None
    assert {(pair.page, pair.page_label) for pair in saved.wordlist.pairs} == {(1, "Mühlen"), (2, "")}
