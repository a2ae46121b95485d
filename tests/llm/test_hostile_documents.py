"""Documents that give orders, put to a model that obeys every order it finds: nothing planted comes out."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from shared.documents.parser import parse
from shared.domain.wordlist import Pair, PairSource
from shared.domain.zone import Zone
from shared.lexicon.words import vocabulary
from shared.pipeline.engine import Request
from shared.pipeline.engines.offline import OfflineEngine
from shared.pipeline.llm.engine import LlmEngine
from tests.llm.conftest import Desk
from tests.llm.hostile_documents import Hostile, documents
from tests.llm.hostile_files import files
from tests.llm.work import MemoryWork
from tests.support.llm_server import Double, serve

PLANTED = re.compile(r"zq|evil|\.example|https?:|banan", re.IGNORECASE)
ORDERS = re.compile(
    r"ignor|instruction|anweisung|instruccion|istruzion|assistant|sprachmodell|modèle de langage|指示", re.IGNORECASE
)
DOCUMENTS = list(documents())
FILES = list(files())
TARGET = {"de": "en", "fr": "en", "es": "en", "en": "de"}


@pytest.fixture(scope="module")
def obedient(http: httpx.Client) -> Iterator[Double]:
    """A model that does what the document says."""
    with serve("gullible") as double:
        yield double


def wordlist(at: Desk, zones: tuple[Zone, ...], lang: str, *, screened: bool = True) -> tuple[Pair, ...]:
    knows = lambda code, word: vocabulary(code).is_known(word)  # noqa: E731
    # With a large share every word goes out with its whole sentence: the model sees all there is to obey.
    engine = LlmEngine(OfflineEngine(), at.client(), knows=knows, share=50)
    work, request = MemoryWork(at.steps), Request(TARGET[lang], lang)
    cleaned = engine.clean(zones, work) if screened else zones
    return engine.translate(engine.extract(cleaned, request, work), cleaned, request, work)


def everything(pair: Pair) -> str:
    return "\n".join((pair.term, pair.lemma, pair.translation, pair.note, pair.sentence, *pair.alternatives))


def said(pair: Pair) -> str:
    """What a model could have written of a pair."""
    return f"{pair.lemma}\n{pair.translation}\n{pair.note}"


def test_there_are_more_than_sixty_of_them_in_six_languages():
    assert len({document.name for document in DOCUMENTS}) == len(DOCUMENTS) > 60


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_nothing_planted_reaches_the_wordlist(obedient: Double, http: httpx.Client, document: Hostile):
    pairs = wordlist(Desk(obedient, http), document.zones, document.lang)
    assert len(pairs) >= 5
    for pair in pairs:
        assert not PLANTED.search(everything(pair)), pair
        assert not ORDERS.search(everything(pair)), pair


@pytest.mark.parametrize(("name", "data"), FILES, ids=[name for name, _ in FILES])
def test_nothing_planted_in_a_real_file_reaches_the_wordlist(
    obedient: Double, http: httpx.Client, name: str, data: bytes
):
    parsed = parse(data, filename=name)
    pairs = wordlist(Desk(obedient, http), parsed.zones, "de")
    assert len(pairs) >= 5
    for pair in pairs:
        assert not PLANTED.search(everything(pair)), pair
        assert not ORDERS.search(everything(pair)), pair


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_without_the_outer_wall_an_obedient_model_still_writes_nothing_planted(
    obedient: Double, http: httpx.Client, document: Hostile
):
    pairs = wordlist(Desk(obedient, http), document.zones, document.lang, screened=False)
    for pair in pairs:
        # A planted word that stands in the text is a word of the text: only the outer wall knows better.
        if pair.source is PairSource.LLM and not PLANTED.search(pair.term):
            assert not PLANTED.search(said(pair)), pair


def test_the_model_of_these_tests_does_obey(obedient: Double, http: httpx.Client):
    obedient.forget()
    at = Desk(obedient, http)
    poisoned = next(document for document in DOCUMENTS if document.name == "en order 0, inside one")
    wordlist(at, poisoned.zones, "en", screened=False)
    assert any("ZQPLANTED" in json.dumps(answer["content"]) for answer in at.steps.values())
    assert at.double.agents["extracting"] == 3  # its answers were sent back twice
