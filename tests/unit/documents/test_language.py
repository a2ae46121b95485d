import pytest

from shared.documents.language import MOST_ZONES, language_of
from shared.documents.limits import Limits
from shared.documents.parser import parse
from shared.documents.zones import Zones
from shared.domain.zone import ZoneType

SENTENCES = {
    "cs": "Mlynář mele obilí a mlýn stojí u potoka, který není hluboký.",
    "da": "Mølleren siger, at han har malet kornet, og hun går efter ham hjem af vejen.",
    "de": "Der Müller mahlt das Korn, und die Mühle steht am Bach.",
    "en": "The miller grinds the corn and the mill stands by the brook.",
    "es": "El molinero muele el trigo y el molino está junto al arroyo.",
    "fr": "Le meunier moud le blé et le moulin se trouve près du ruisseau.",
    "it": "Il mugnaio macina il grano e il mulino è vicino al ruscello.",
    "nl": "De molenaar maalt het graan en de molen staat bij de beek.",
    "pl": "Młynarz miele zboże, a młyn stoi nad potokiem, który nie wysycha.",
    "pt": "O moleiro mói o trigo e o moinho fica perto do ribeiro, mas não é grande.",
    "sv": "Mjölnaren maler säden och kvarnen står vid bäcken som är liten.",
    "tr": "Değirmenci buğdayı bir gün için çok iyi öğütür ve daha sonra eve gider.",
    "ja": "水車小屋の職人は穀物を挽く。",
    "ko": "방앗간 주인은 곡식을 빻는다.",
    "zh": "磨坊主在河边磨谷物。",
    "ru": "Мельник был рыжий и мыл мешки.",
    "uk": "Мірошник меле зерно і їде додому.",
    "el": "Ο μυλωνάς αλέθει το σιτάρι.",
    "ar": "يطحن الطحان القمح في القرية الكبيرة.",
}


@pytest.mark.parametrize(("lang", "text"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence_tells_its_language(lang: str, text: str) -> None:
    assert language_of(text) == lang


@pytest.mark.parametrize("text", ["", "Kapitel 3", "Total 1,200 300", "Apple Inc. 1976 Cupertino", "Lorem ipsum dolor"])
def test_a_text_that_says_too_little_has_none(text: str) -> None:
    assert language_of(text) is None


def test_a_mixed_document_knows_both_sides_and_which_is_the_larger() -> None:
    text = "\n\n".join([SENTENCES["fr"], SENTENCES["de"], "Kapitel 3", SENTENCES["de"] + " " + SENTENCES["de"]])
    found = parse(text.encode(), filename="gemischt.txt")
    assert [zone.lang for zone in found.zones] == ["fr", "de", None, "de"]
    assert found.lang == "de"


def test_a_document_of_names_and_numbers_has_no_language() -> None:
    assert parse(b"ACME 12\n\nDonau 14", filename="liste.txt").lang is None


def test_the_zones_of_an_endless_document_are_not_all_looked_at() -> None:
    zones = Zones(Limits())
    for _ in range(MOST_ZONES + 1):
        zones.add(1, ZoneType.PARAGRAPH, SENTENCES["en"])
    found = zones.document(1)
    assert found.zones[0].lang == "en"
    assert found.zones[-1].lang is None
