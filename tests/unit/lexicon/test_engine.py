import json

import pytest

from shared.domain.wordlist import PairSource
from shared.domain.zone import Zone, ZoneType
from shared.errors import InvalidInput, UnsupportedLanguage
from shared.lexicon.engine import (
    Candidate,
    Options,
    clean,
    detect_language,
    find_candidates,
    find_pairs,
    languages,
    translate,
)
from tests.benchmarks.lexicon.glossaries import Chapter, chapters

CHAPTERS = {chapter.name: chapter for chapter in chapters()}
LIST = "Deutsch\tEnglisch\nder Hund\tthe dog\ndie Katze\tthe cat\nlaufen\tto run\nschön\tbeautiful\ndas Haus\tthe house"


BODY = [
    "Der Müller mahlt das Korn der Bauern.",
    "Das Wasser des Baches treibt ein großes Rad.",
    "Ein Kammrad überträgt die Bewegung auf den Stein.",
    "Das Mehl rieselt in einen Sack aus Leinen.",
    "Im Winter friert der Mühlgraben zu.",
]


def paragraph(text: str, index: int = 0) -> Zone:
    return Zone(index, 1, ZoneType.PARAGRAPH, text)


def target_of(chapter: Chapter) -> str:
    return "de" if chapter.lang == "en" else "en"


@pytest.mark.parametrize("name", sorted(CHAPTERS))
def test_every_pair_stands_in_a_sentence_of_its_zone_and_page(name: str):
    chapter = CHAPTERS[name]
    zones = {zone.index: zone for zone in chapter.zones}
    pairs = find_pairs(chapter.zones, Options(chapter.lang, target_of(chapter))).pairs
    assert len(pairs) == 40
    for pair in pairs:
        assert pair.sentence in " ".join(zones[pair.zone].text.split())
        assert pair.term in pair.sentence
        assert pair.page == zones[pair.zone].page


@pytest.mark.parametrize("name", sorted(CHAPTERS))
def test_nearly_all_of_a_list_is_translated(name: str):
    chapter = CHAPTERS[name]
    pairs = find_pairs(chapter.zones, Options(chapter.lang, target_of(chapter))).pairs
    assert sum(bool(pair.translation) for pair in pairs) >= 36


@pytest.mark.parametrize("name", sorted(CHAPTERS))
def test_the_language_of_a_chapter_is_told(name: str):
    code, confidence = detect_language(CHAPTERS[name].zones)
    assert code == CHAPTERS[name].lang
    assert confidence > 0.4


def test_of_a_bilingual_list_the_left_side_is_the_language():
    rows = "der Hund\tthe dog\ndie Katze und der Hund\tthe cat and the dog\nich bin nicht da\tI am not there"
    assert detect_language([Zone(0, 1, ZoneType.TABLE, rows)])[0] == "de"
    swapped = "\n".join("\t".join(reversed(row.split("\t"))) for row in rows.split("\n"))
    assert detect_language([Zone(0, 1, ZoneType.TABLE, swapped)])[0] == "en"


def test_a_text_without_words_has_no_language():
    assert detect_language([paragraph("12 + 30 = 42")]) == ("", 0.0)


def test_the_same_document_gives_the_same_list():
    chapter = CHAPTERS["fr-abeilles"]
    one, other = (find_pairs(chapter.zones, Options("fr", "en")) for _ in range(2))
    assert one == other


def test_candidates_live_through_json():
    found = find_candidates(CHAPTERS["de-bank"].zones, Options("de", "en"))
    again = tuple(Candidate.from_json(json.loads(json.dumps(one.to_json()))) for one in found)
    assert again == found
    assert len(found) > 40


def test_what_is_not_known_stays_blank():
    (one,) = find_candidates([paragraph("Das Xyzgronk ist groß.")], Options("de", "en"))
    (pair,) = translate([one], Options("de", "en"))
    assert (pair.term, pair.translation, pair.confidence) == ("Xyzgronk", "", 0.0)


def test_words_the_learner_knows_are_left_out():
    chapter = CHAPTERS["de-bank"]
    lemmas = {pair.lemma for pair in find_pairs(chapter.zones, Options("de", "en")).pairs}
    assert "Kredit" in lemmas
    known = Options("de", "en", known=frozenset({"kredit"}))
    assert "Kredit" not in {pair.lemma for pair in find_pairs(chapter.zones, known).pairs}


def test_a_correction_of_the_learner_wins():
    options = Options("de", "en", corrections={("Kredit", "noun"): "bank loan"})
    pairs = {pair.lemma: pair for pair in find_pairs(CHAPTERS["de-bank"].zones, options).pairs}
    assert (pairs["Kredit"].translation, pairs["Kredit"].source) == ("bank loan", PairSource.LEARNER)


def test_a_level_drops_what_is_easier_and_says_that_it_is_an_estimate():
    pairs = find_pairs(CHAPTERS["es-volcanes"].zones, Options("es", "en", level="B2")).pairs
    assert pairs
    assert {pair.level for pair in pairs} <= {"b2", "c1", "c2"}
    assert all("estimated" in pair.note for pair in pairs)


def test_a_level_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(InvalidInput, match="a1, a2, b1, b2, c1, c2"):
        find_candidates([paragraph("Hola")], Options("es", "en", level="z9"))


def test_focus_lifts_what_was_asked_for():
    zones = CHAPTERS["de-gewitter"].zones
    plain = [one.lemma for one in find_candidates(zones, Options("de", "en"))]
    lifted = [one.lemma for one in find_candidates(zones, Options("de", "en", focus=("Auto", "Radar")))]
    assert lifted.index("Radar") < plain.index("Radar")


def test_order_follows_the_document_or_importance():
    zones = CHAPTERS["en-bridges"].zones
    by_place = find_pairs(zones, Options("en", "de")).pairs
    by_weight = find_pairs(zones, Options("en", "de", order="importance")).pairs
    assert {pair.lemma for pair in by_place} == {pair.lemma for pair in by_weight}
    assert by_place != by_weight


def test_no_more_words_than_asked_for():
    assert len(find_pairs(CHAPTERS["de-bank"].zones, Options("de", "en", max_words=7)).pairs) == 7
    assert len(find_pairs(CHAPTERS["de-bank"].zones, Options("de", "en", max_words=400)).pairs) == 40


def test_an_unknown_direction_names_what_would_work():
    with pytest.raises(UnsupportedLanguage, match=r"from 'de' the lexicon goes to .*en"):
        find_pairs([paragraph("Hallo")], Options("de", "xx"))
    with pytest.raises(UnsupportedLanguage, match=r"reads de, en"):
        find_pairs([paragraph("Hallo")], Options("xx", "de"))


def test_the_promised_directions_are_there():
    wanted = {("de", "en"), ("fr", "en"), ("es", "en"), ("it", "en"), ("pt", "en"), ("de", "fr"), ("es", "fr")}
    assert languages() >= wanted | {(target, source) for source, target in wanted}


@pytest.mark.parametrize("swapped", [False, True])
def test_a_bilingual_table_brings_its_own_pairs(swapped: bool):  # noqa: FBT001 - two cases of one test
    text = "\n".join("\t".join(reversed(row.split("\t"))) for row in LIST.split("\n")) if swapped else LIST
    zone = Zone(3, 2, ZoneType.TABLE, text)
    pairs = {pair.lemma: pair for pair in find_pairs([zone], Options("de", "en")).pairs}
    assert pairs["Hund"].translation == "the dog"
    assert (pairs["Hund"].source, pairs["Hund"].gender, pairs["Hund"].page) == (PairSource.DOCUMENT, "m", 2)
    assert pairs["laufen"].pos == "verb"
    for pair in pairs.values():
        assert pair.term in pair.sentence
        assert pair.sentence in " ".join(text.split())


def test_lines_with_a_dash_between_two_languages_are_a_list():
    text = "le chien - the dog\nla pomme de terre - the potato\ncourir - to run\nla maison - the house\nvite - quickly"
    pairs = {pair.lemma: pair for pair in find_pairs([paragraph(text)], Options("fr", "en")).pairs}
    assert pairs["pomme de terre"].translation == "the potato"
    assert all(pair.source == PairSource.DOCUMENT for pair in pairs.values())


def test_a_table_in_one_language_is_no_list():
    text = "Getreide\tErtrag\nWeizen\tsehr hoch\nRoggen\thoch\nDinkel\tmittel\nHafer\tniedrig\nGerste\thoch"
    pairs = find_pairs([Zone(0, 1, ZoneType.TABLE, text)], Options("de", "en")).pairs
    assert pairs
    assert not [pair for pair in pairs if pair.source == PairSource.DOCUMENT]


def test_a_separated_verb_is_listed_whole():
    zone = paragraph("Der Bauer steht jeden Morgen um fünf Uhr auf. Die Kinder machen danach das Fenster zu.")
    pairs = {pair.lemma: pair for pair in find_pairs([zone], Options("de", "en")).pairs}
    assert pairs["aufstehen"].translation in {"get up", "stand up"}
    assert pairs["aufstehen"].term == "steht"
    assert "zumachen" in pairs


def test_elision_and_contraction_hide_no_noun():
    zone = paragraph("L'usine est fermée. On parle de l'abeille au village. Qu'apporte l'hiver ?")
    found = {pair.lemma for pair in find_pairs([zone], Options("fr", "en")).pairs}
    assert {"usine", "abeille"} <= found
    assert not any("'" in lemma for lemma in found)


def test_an_unlisted_compound_is_translated_by_its_parts_and_labelled_so():
    zone = paragraph("Das Kammrad treibt die Mühle an. Ein Kammrad hat viele Zähne.")
    pairs = {pair.lemma: pair for pair in find_pairs([zone], Options("de", "en")).pairs}
    assert (pairs["Kammrad"].translation, pairs["Kammrad"].source) == ("comb wheel", PairSource.COMPOUND)
    assert pairs["Kammrad"].confidence < 0.7
    assert pairs["Kammrad"].gender == "n"


def test_names_numbers_addresses_and_code_are_no_words_to_learn():
    zone = paragraph(
        "Gestern besuchte Angela Müller die Fabrik. Siehe https://example.org/pfad und foo.bar() oder a@b.de."
    )
    found = {pair.term for pair in find_pairs([zone], Options("de", "en")).pairs}
    assert "Fabrik" in found
    assert not found & {"Angela", "https", "example", "pfad", "foo", "bar"}


def test_boilerplate_is_left_out_and_zones_keep_their_index():
    zones = []
    for page in range(1, 6):
        zones.append(Zone(len(zones), page, ZoneType.PARAGRAPH, "Die Wassermühle - Heimatverein 2024"))
        zones.append(Zone(len(zones), page, ZoneType.PARAGRAPH, BODY[page - 1]))
        zones.append(Zone(len(zones), page, ZoneType.PARAGRAPH, f"Seite {page} von 5"))
    zones.append(Zone(len(zones), 5, ZoneType.HEADING, "Literaturverzeichnis"))
    zones.append(Zone(len(zones), 5, ZoneType.PARAGRAPH, "Meier, H.: Mühlen am Fluss. Berlin 1999."))
    kept = clean(zones)
    assert [zone.index for zone in kept] == [1, 4, 7, 10, 13]
    assert all(zone is zones[zone.index] for zone in kept)
