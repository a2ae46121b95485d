from shared.documents.limits import Limits
from shared.documents.zones import BATCH, Zones
from shared.domain.zone import Zone, ZoneType


def test_blank_zones_are_left_out_and_numbers_have_no_gaps():
    zones = Zones(Limits())
    zones.tool = "tool"
    for text in ("one", " \u00ad\n", "\t", "two"):
        zones.add(1, ZoneType.PARAGRAPH, text)
    found = zones.document(1).zones
    assert [(zone.index, zone.text, zone.tool) for zone in found] == [(0, "one", "tool"), (1, "two", "tool")]


def test_a_picture_is_kept_although_it_has_no_text():
    zones = Zones(Limits())
    zones.add(1, ZoneType.IMAGE, "", confidence=0.0)
    assert len(zones.document(1).zones) == 1
    assert not zones.has_text


def test_emphasis_is_kept_only_where_it_is_found_in_the_text():
    zones = Zones(Limits())
    zones.add(1, ZoneType.PARAGRAPH, "the ﬁne mill", emphasis=("ﬁne", "elsewhere", "ﬁne"))
    assert zones.document(1).zones[0].emphasis == ("fine",)


def test_beyond_the_ceiling_nothing_is_kept_and_one_warning_says_so():
    zones = Zones(Limits(max_chars=5))
    for _ in range(9):
        zones.add(1, ZoneType.PARAGRAPH, "word")
    assert len(zones.document(1).zones) == 2
    assert len(zones.warnings) == 1


def test_zones_are_handed_on_while_more_are_found_and_only_the_rest_is_kept():
    handed: list[list[Zone]] = []
    zones = Zones(Limits(), handed.append)
    for _ in range(2 * BATCH + 1):
        zones.add(1, ZoneType.PARAGRAPH, "The mill stands by the brook and it is old.")
    assert [len(batch) for batch in handed] == [BATCH, BATCH]
    found = zones.document(1)
    assert [zone.index for zone in found.zones] == [2 * BATCH]
    assert found.lang == "en"
