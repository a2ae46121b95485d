"""The wordlist that the learner sees."""

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
