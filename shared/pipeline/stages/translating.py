"""Candidates become pairs.

Surprise: a candidate that nothing is known of stays, with an empty translation. What is dropped here would look to the
learner as if it had not been in the document.
"""

from shared.domain.wire import pair_to_json
from shared.pipeline.stage import Context, Stage, StageResult


def run(context: Context) -> StageResult:
    request = context.spoken_request(context.output("cleaning")["source_lang"])
    candidates = context.output("extracting")["candidates"]
    pairs = context.engine.translate(candidates, context.cleaned_zones(), request, context)
    return StageResult(output={"engine": context.engine.name, "pairs": [pair_to_json(pair) for pair in pairs]})


STAGE = Stage("translating", run, share=0.05)
