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
    ("de", "Trocknen Sie den Schlauch.", "Trocknen/verb/trocknen Sie/pron/sie"),
    ("de", "Das Kind gibt Ihnen Ihre Karte.", "Ihnen/pron/ihnen Ihre/det/ihre Karte/noun/Karte"),
    ("de", "Anschließend die Suppe kochen.", "Anschließend/adv/anschließend kochen/verb/kochen"),
    ("de", "Im letzten Herbst war nichts eingeklemmt.", "letzten/adj/letzte eingeklemmt/adj/eingeklemmt"),
    ("en", "The second result is worse than the first.", "result/noun/result"),
    ("de", "Der Schaden muss sofort gemeldet werden.", "Schaden/noun/Schaden sofort/adv/sofort gemeldet/verb/melden"),
    ("en", "Check the brakes and pump up the tyres.", "brakes/noun/brake pump/verb/pump tyres/noun/tyre"),
    ("en", "Oil the chain and wipe off the dirt.", "wipe/verb/wipe dirt/noun/dirt"),
    ("en", "The way down is steep, and one spoke is loose.", "way/noun/way spoke/noun/spoke loose/adj/loose"),
    ("en", "Choose a place away from thick walls.", "thick/adj/thick walls/noun/wall"),
    ("en", "Raise tender plants indoors.", "tender/adj/tender plants/noun/plant"),
    ("en", "The theatre is elsewhere.", "theatre/noun/theatre elsewhere/adv/elsewhere"),
    ("it", "Dorme finché le ali volano.", "finché/conj/finché volano/verb/volare"),
    ("es", "Marta Ruiz es enfermera.", "Marta/propn/Marta enfermera/noun/enfermera"),
    ("es", "Marta y visón son pieles.", "Marta/noun/marta"),
    ("es", "Tiene diez años de experiencia.", "años/noun/año experiencia/noun/experiencia"),
    ("pt", "O inquilino obriga-se a conservar o imóvel.", "obriga-se/verb/obrigar conservar/verb/conservar"),
    ("it", "Nostra zia decise di partire.", "decise/verb/decidere partire/verb/partire"),
    ("it", "L'autista aveva sbagliato uscita.", "sbagliato/verb/sbagliare uscita/noun/uscita"),
    ("it", "Noi avevamo scelto il letto rosso.", "scelto/verb/scegliere letto/noun/letto rosso/adj/rosso"),
    ("it", "Contò ogni vite. Le vite degli altri.", "vite/noun/vite"),
    ("it", "Il treno parte dal binario 3.", "treno/noun/treno parte/verb/partire binario/noun/binario"),
    ("it", "La porta del fienile è chiusa.", "porta/noun/porta fienile/noun/fienile chiusa/verb/chiudere"),
    ("it", "Le rocce sono piatte.", "rocce/noun/roccia piatte/adj/piatto"),
    ("it", "Vive al terzo piano.", "Vive/verb/vivere piano/noun/piano"),
    ("pt", "A avó lavou a loiça no verão.", "avó/noun/avó verão/noun/verão"),
    ("pt", "A ponte sobre o Douro é alta.", "ponte/noun/ponte Douro/propn/Douro alta/adj/alto"),
    ("pt", "As gaivotas pairavam nas romarias.", "pairavam/verb/pairar romarias/noun/romaria"),
    ("pt", "Enviou uma carta registada.", "carta/noun/carta registada/verb/registrar"),
    ("fr", "Elle est prête.", "prête/adj/prêt"),
    ("fr", "Mon premier croissant était bon.", "croissant/noun/croissant"),
    ("fr", "Sa soeur porte un manteau.", "soeur/noun/sœur porte/verb/porter"),
    ("es", "La mesa está limpia.", "mesa/noun/mesa limpia/adj/limpio"),
    ("es", "Se cayó a las ocho horas.", "cayó/verb/caer horas/noun/hora"),
    ("en", "She watches the clock and his watch stopped.", "watches/verb/watch watch/noun/watch stopped/verb/stop"),
]


@pytest.mark.parametrize(("code", "text", "expected"), CASES)
def test_the_sentence_decides_the_part_of_speech(code: str, text: str, expected: str):
    words = vocabulary(code)
    sentence = next(sentences(Zone(0, 1, ZoneType.PARAGRAPH, text), words.language))
    found = {f"{one.token.text}/{one.pos}/{one.lemma}" for one in tag(sentence, words)}
    assert set(expected.split()) <= found
