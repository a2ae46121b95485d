"""Zones are mended and the language is settled.

Surprise: the stored zones stay as they were parsed. What cleaning changed is kept as a difference, so that a learner
can always be shown what really stood on the page.
"""

from collections.abc import Sequence

from shared.domain.wire import Json
from shared.domain.zone import Zone
from shared.errors import UnsupportedLanguage
from shared.pipeline.engine import tell_source
from shared.pipeline.stage import Context, Stage, StageResult


def run(context: Context) -> StageResult:
    zones = context.zones()
    cleaned = context.engine.clean(zones, context)
    context.memo.cleaned = cleaned
    context.checkpoint()
    request = context.request
    source = request.source_lang or tell_source(context.engine, cleaned, target_lang=request.target_lang)
    if source is None:
        raise UnsupportedLanguage("The language of the document could not be told; say which it is.")
    context.engine.check_direction(source, request.target_lang)
    return StageResult(
        output={"source_lang": source, **_difference(zones, cleaned)},
        effects={"document": {"lang": source}},
    )


def _difference(zones: Sequence[Zone], cleaned: Sequence[Zone]) -> Json:
    before = {zone.index: zone for zone in zones}
    kept = {zone.index for zone in cleaned}
    return {
        "dropped": [zone.index for zone in zones if zone.index not in kept],
        "changed": [
            [zone.index, zone.page, str(zone.type), zone.text]
            for zone in cleaned
            if (zone.page, zone.type, zone.text) != _facts(before[zone.index])
        ],
    }


def _facts(zone: Zone) -> tuple[object, ...]:
    return zone.page, zone.type, zone.text


STAGE = Stage("cleaning", run, share=0.05)
