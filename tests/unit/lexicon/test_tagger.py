import pytest

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.tagger import tag
from shared.lexicon.tokens import sentences
from shared.lexicon.words import vocabulary

CASES = [
    ("fr", "Il ferme la ferme avant de partir.", "ferme/verb/fermer ferme/noun/ferme partir/verb/partir"),
    ("fr", "L'eau de la rivière est polluée.", "eau/noun/eau rivière/noun/rivière polluée/verb/polluer"),
    ("de", "Alte Häuser standen in den engen Gassen.", "Häuser/noun/Haus engen/adj/eng Gassen/noun/Gasse"),
    ("es", "Las flores del jardín crecen despacio.", "flores/noun/flor jardín/noun/jardín crecen/verb/crecer"),
    ("en", "The birds flew over the river.", "birds/noun/bird flew/verb/fly river/noun/river"),
    ("fr", "Les voyageurs sont invités à reporter leur trajet.", "reporter/verb/reporter trajet/noun/trajet"),
    ("fr", "Le reporter écrit un article.", "reporter/noun/reporter article/noun/article"),
    ("de", "Der Schaden muss sofort gemeldet werden.", "Schaden/noun/Schaden sofort/adv/sofort gemeldet/verb/melden"),
    ("en", "Check the brakes and pump up the tyres.", "brakes/noun/brake pump/verb/pump tyres/noun/tyre"),
    ("en", "Oil the chain and wipe off the dirt.", "wipe/verb/wipe dirt/noun/dirt"),
    ("en", "The way down is steep, and one spoke is loose.", "way/noun/way spoke/noun/spoke loose/adj/loose"),
    ("en", "The theatre is elsewhere.", "theatre/noun/theatre elsewhere/adv/elsewhere"),
    ("it", "Dorme finché le ali volano.", "finché/conj/finché volano/verb/volare"),
    ("es", "Marta Ruiz es enfermera.", "Marta/propn/Marta enfermera/noun/enfermera"),
    ("es", "Marta y visón son pieles.", "Marta/noun/marta"),
    ("es", "Tiene diez años de experiencia.", "años/noun/año experiencia/noun/experiencia"),
    ("pt", "O inquilino obriga-se a conservar o imóvel.", "obriga-se/verb/obrigar conservar/verb/conservar"),
    ("en", "She watches the clock and his watch stopped.", "watches/verb/watch watch/noun/watch stopped/verb/stop"),
]


@pytest.mark.parametrize(("code", "text", "expected"), CASES)
def test_the_sentence_decides_the_part_of_speech(code: str, text: str, expected: str):
    words = vocabulary(code)
    (sentence,) = sentences(Zone(0, 1, ZoneType.PARAGRAPH, text), words.language)
    found = {f"{one.token.text}/{one.pos}/{one.lemma}" for one in tag(sentence, words)}
    assert set(expected.split()) <= found
