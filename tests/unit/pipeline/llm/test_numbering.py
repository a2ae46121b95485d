"""From candidates and pairs to numbered words, and back."""

from shared.domain.wordlist import Pair, PairSource
from shared.domain.zone import Zone, ZoneType
from shared.llm.agents.extracting import Choice, Proposal
from shared.llm.agents.translating import Translation
from shared.pipeline.llm.numbering import (
    SHARE,
    allowance,
    chosen,
    mended,
    proposed,
    words_of_candidates,
    words_of_pairs,
)


def candidate(term: str, pos: str = "noun") -> dict[str, object]:
    return {
        "term": term,
        "lemma": term,
        "pos": pos,
        "sentence": f"Hier ist {term}.",
        "page": 1,
        "zone": 0,
        "score": 1.0,
    }


def pair(translation: str = "mill", *, source: PairSource = PairSource.OFFLINE, confidence: float = 0.6) -> Pair:
    return Pair("Mühle", "Mühle", "noun", translation, confidence, source, 1, "Die Mühle.", alternatives=("grinder",))


def test_what_is_dropped_is_gone_and_the_order_stays():
    found = chosen(
        [candidate("Bach"), candidate("Teich"), candidate("Hof")],
        {2: Choice(i=2, k=False)},
        knows=lambda _: True,
    )
    assert [one["term"] for one in found] == ["Bach", "Hof"]


def test_a_candidate_without_an_answer_stays_as_it_was():
    assert chosen([candidate("Bach")], {}, knows=lambda _: True) == [candidate("Bach")]


def test_two_candidates_that_get_the_same_lemma_become_one():
    answers = {2: Choice(i=2, k=True, l="Bach", p="noun")}
    found = chosen([candidate("Bach"), candidate("Bäche")], answers, knows=lambda _: True)
    assert [one["term"] for one in found] == ["Bach"]


def test_a_lemma_that_is_no_word_is_not_taken():
    answers = {1: Choice(i=1, k=True, l="Bächling", p=None)}
    assert chosen([candidate("Bäche")], answers, knows=lambda _: False)[0]["lemma"] == "Bäche"


def test_a_proposal_stands_where_its_quote_stands():
    zones = [Zone(4, 2, ZoneType.PARAGRAPH, "Er nahm  es\nin Kauf, ohne zu zögern.")]
    own = Proposal(t="in Kauf", l="in Kauf", p="phrase", q="nahm es in Kauf")
    row = proposed([own], zones)[0]
    assert (row["page"], row["zone"], row["sentence"]) == (2, 4, "nahm es in Kauf")


def test_what_two_questions_propose_is_one_candidate():
    zones = [Zone(0, 1, ZoneType.PARAGRAPH, "Er nahm es in Kauf. Sie nahm es in Kauf.")]
    own = [Proposal(t="in Kauf", l="in Kauf", p="phrase", q=f"{who} nahm es in Kauf.") for who in ("Er", "Sie")]
    assert len(proposed(own, zones)) == 1


def test_a_proposal_without_a_zone_is_nothing():
    own = Proposal(t="Rad", l="Rad", p="noun", q="das Rad")
    assert proposed([own], []) == []


def test_what_the_learner_or_the_document_settled_is_not_asked_about():
    pairs = [pair(source=PairSource.LEARNER), pair(), pair(source=PairSource.DOCUMENT)]
    assert [word.number for word in words_of_pairs(pairs)] == [2]


def test_the_border_of_the_wordlist_is_what_is_most_in_doubt():
    words = words_of_candidates([candidate(f"W{at}") for at in range(80)], most=40)
    assert max(words, key=lambda word: word.doubt).number == 40


def test_a_models_certainty_counts_up_to_a_limit_and_its_consent_is_no_second_vote():
    other = mended(pair(), Translation(i=1, t="works", c=1.0), note="")
    same = mended(pair(confidence=0.95), Translation(i=1, t="Mill", c=0.3), note="usually old")
    assert (other.translation, other.confidence, other.source) == ("works", 0.9, PairSource.LLM)
    assert other.alternatives == ("mill", "grinder")
    assert (same.confidence, same.note) == (0.95, "usually old")


def test_a_longer_document_may_be_asked_more_about():
    short = [Zone(0, 1, ZoneType.PARAGRAPH, "Mühle am Bach. " * 10)]
    long = [Zone(0, 1, ZoneType.PARAGRAPH, "Mühle am Bach. " * 1000)]
    assert allowance(short, share=SHARE, instructions="x") < 0 < allowance(long, share=SHARE, instructions="x")
