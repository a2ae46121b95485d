"""The terms worth learning are found.

Surprise: candidates are handed on as JSON, each with its sentence, so that the next stage needs no zones at all unless
its engine asks for them.
"""

from shared.errors import NoText
from shared.pipeline.stage import Context, Stage, StageResult


def run(context: Context) -> StageResult:
    request = context.spoken_request(context.output("cleaning")["source_lang"])
    candidates = context.engine.extract(context.cleaned_zones(), request, context)
    if not candidates:
        raise NoText("No words worth learning were found in the document.")
    return StageResult(output={"candidates": candidates})


STAGE = Stage("extracting", run, share=0.5)
