"""Zones without the passages that talk to a machine.

Surprise: what is cut here is gone for every later stage, example sentences included, so that no order of a document
stands in a wordlist even as a quotation.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.zone import Zone, ZoneType
from shared.llm.hostile import is_hostile, screen

_LINES = {ZoneType.TABLE, ZoneType.LIST}


def screen_zones(zones: Sequence[Zone]) -> tuple[tuple[Zone, ...], int]:
    """The zones, and how many passages were cut."""
    kept: list[Zone] = []
    cut = 0
    is_cut = False
    for zone in zones:
        text, passages = screen(zone.text, by_line=zone.type in _LINES)
        if is_cut and not passages and _goes_on(zone):
            text, passages = "", (zone.text,)
        is_cut = bool(passages)
        cut += len(passages)
        if text.strip():
            kept.append(_with_text(zone, text) if passages else zone)
    return _without_split_orders(kept, cut)


def _without_split_orders(zones: list[Zone], cut: int) -> tuple[tuple[Zone, ...], int]:
    """Two neighbours that only together talk to a machine go together."""
    bad: set[int] = set()
    for at in range(len(zones) - 1):
        first, second = zones[at].text, zones[at + 1].text
        if len(first) + len(second) < 600 and is_hostile(f"{first[-300:]} {second[:300]}"):  # noqa: PLR2004
            bad |= {at, at + 1}
    return tuple(zone for at, zone in enumerate(zones) if at not in bad), cut + len(bad)


def _goes_on(zone: Zone) -> bool:
    """Whether it begins in the middle of a sentence, as the second half of an order does."""
    return zone.text.lstrip()[:1].islower()


def _with_text(zone: Zone, text: str) -> Zone:
    return replace(zone, text=text, emphasis=tuple(phrase for phrase in zone.emphasis if phrase in text))
