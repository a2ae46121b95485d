from shared.documents.limits import Limits
from shared.documents.zones import Zones
from shared.domain.zone import ZoneType


def test_blank_zones_are_left_out_and_numbers_have_no_gaps():
    zones = Zones(Limits(), "tool")
    for text in ("one", " \u00ad\n", "two"):
        zones.add(1, ZoneType.PARAGRAPH, text)
    assert [(zone.index, zone.text, zone.tool) for zone in zones.found] == [(0, "one", "tool"), (1, "two", "tool")]


def test_a_picture_is_kept_although_it_has_no_text():
    zones = Zones(Limits(), "tool")
    zones.add(1, ZoneType.IMAGE, "", confidence=0.0)
    assert len(zones.found) == 1
    assert not zones.has_text


def test_emphasis_is_kept_only_where_it_is_found_in_the_text():
    zones = Zones(Limits(), "tool")
    zones.add(1, ZoneType.PARAGRAPH, "the ﬁne mill", emphasis=("ﬁne", "elsewhere", "ﬁne"))
    assert zones.found[0].emphasis == ("fine",)


def test_beyond_the_ceiling_nothing_is_kept_and_one_warning_says_so():
    zones = Zones(Limits(max_chars=5), "tool")
    for _ in range(9):
        zones.add(1, ZoneType.PARAGRAPH, "word")
    assert len(zones.found) == 2
    assert len(zones.warnings) == 1
