"""A document in two languages: the side that is to be learnt gives the words, the other one none."""

from tests.journey.conftest import Learner

GERMAN = (
    "Der Müller mahlt das Getreide in der alten Mühle, und die Bauern warten mit ihren Säcken vor dem Tor.",
    "Am Bach dreht sich das Wasserrad, weil der Regen in der Nacht viel Wasser gebracht hat.",
    "Die Müllerin backt aus dem frischen Mehl ein Brot, das nach dem Holz des Ofens duftet.",
)
ENGLISH = (
    "The miller grinds the grain in the old mill, and the farmers are waiting with their sacks at the gate.",
    "The wheel turns in the stream because the rain has brought so much water in the night.",
    "The miller's wife is baking a loaf from the fresh flour, and it smells of the wood of the oven.",
    "This is what the visitors of the museum are told by the guide who is also the owner of the house.",
)


def test_a_list_from_a_mixed_document_has_words_and_sentences_of_the_source_language_only(learner: Learner):
    text = "\n\n".join(text for pair in zip((*GERMAN, "Anmerkung"), ENGLISH, strict=True) for text in pair)
    job = learner.watch(learner.upload("zweisprachig.txt", text.encode())["job"]["id"])
    assert (job["status"], job["error_code"]) == ("completed", None)
    zones = learner.rows("zones", document_id=job["document_id"])
    langs = {zone["text"]: zone["lang"] for zone in zones}
    assert {langs[text] for text in GERMAN} == {"de"}
    assert {langs[text] for text in ENGLISH} == {"en"}
    wordlist = learner.rows("wordlists", job_id=job["id"])[0]
    assert (wordlist["source_lang"], wordlist["target_lang"]) == ("de", "en")
    sentences = {pair["sentence"] for pair in wordlist["pairs"]}
    assert set(GERMAN) <= sentences <= {*GERMAN, "Anmerkung"}
    english = {word.strip(".,").lower() for text in ENGLISH for word in text.split()}
    assert not english & {pair["term"].lower() for pair in wordlist["pairs"]}
