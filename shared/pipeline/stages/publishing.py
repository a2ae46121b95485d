"""Pairs become the wordlist that the learner sees.

Surprise: the wordlist is an effect of the stage and not written here, so that it is there exactly once however often
the stage was begun.
"""

from shared.domain.wire import pair_from_json, wordlist_to_json
from shared.domain.wordlist import MAX_PAIRS, Wordlist, with_page_labels
from shared.pipeline.stage import Context, Stage, StageResult


def run(context: Context) -> StageResult:
    translated = context.output("translating")
    pairs = map(pair_from_json, translated["pairs"][:MAX_PAIRS])
    wordlist = Wordlist(
        engine=translated["engine"],
        source_lang=context.output("cleaning")["source_lang"],
        target_lang=context.request.target_lang,
        pairs=with_page_labels(pairs, context.page_labels),
    )
    title = context.document.filename.rpartition(".")[0] or context.document.filename
    return StageResult(
        output={"pairs": len(wordlist.pairs)}, effects={"wordlist": {"title": title, **wordlist_to_json(wordlist)}}
    )


STAGE = Stage("publishing", run, share=0.05, seconds=2.0)
