"""How zones travel from the child to its parent: lists of plain JSON values.

Surprise: JSON, never pickle; what a broken reader writes must stay data.
"""

from sys import intern
from typing import Any

from shared.domain.zone import Box, Zone, ZoneType


def zone_to(zone: Zone) -> list[Any]:
    """A zone as JSON values."""
    box = zone.bbox
    return [
        zone.index,
        zone.page,
        zone.type.value,
        zone.text,
        zone.confidence,
        [box.left, box.top, box.right, box.bottom] if box else None,
        zone.tool,
        zone.lang,
        list(zone.emphasis),
    ]


def zone_from(values: list[Any]) -> Zone:
    """The zone again; what most zones have in common is one object for all, which saves a third of their memory."""
    index, page, kind, text, confidence, box, tool, lang, emphasis = values
    return Zone(
        index=int(index),
        page=int(page),
        type=ZoneType(kind),
        text=str(text),
        confidence=1.0 if confidence == 1.0 else float(confidence),
        bbox=Box(*box) if box else None,
        tool=intern(str(tool)),
        lang=intern(str(lang)) if lang else None,
        emphasis=tuple(emphasis),
    )
