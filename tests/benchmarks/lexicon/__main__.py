"""`python -m tests.benchmarks.lexicon`: everything that is claimed of the offline engine, measured in one run.

Surprise: it needs apt-get once, for the dictionaries that judge the translations; they are read and never shipped.
"""

import datetime as dt
import os
from pathlib import Path

from tests.benchmarks.lexicon import glossaries, japanese, reading, senses, speed, tagging, translations
from tests.benchmarks.lexicon.calibration import COMMON

RESULTS = Path("tests/benchmarks/results/lexicon.md")


def main() -> None:
    cold = speed.table()  # first: a child counts the memory of the parent that started it
    count, stated, right = translations.compounds()
    day = dt.datetime.now(dt.UTC).date().isoformat()
    text = f"""# The offline engine, measured

{day}, {os.cpu_count()} cores. Made by `python -m tests.benchmarks.lexicon`.

## Glossary recovery, forty terms a chapter

Chapters with marked key terms, written for the project (tests/data/glossaries); P is precision, R recall.
They are short and the engine was mended while looking at its lists for them: expect less on whole books.
TF-IDF counts documents among the chapters of the same language only; YAKE runs with n = 3.

{glossaries.table()}

## First translations by stated confidence

Words of zipf frequency {COMMON} and more, judged by dictionaries that are not in the pack (GPL: FreeDict's own, and
Apertium's where there is one; both directions together). Each word is stated by numbers fitted to four fifths of the
words, without it. Each cell: mean stated confidence -> share right, how far off that may be by chance (95 of 100 times
no farther), words. Right answers that the judges lack count as wrong. Between German and French there is no judge.

{translations.calibration()}

Fitted to one half of the words and measured on the other, {translations.by_halves():.1f} of the seventy buckets from .5
on would be more than five points off, by the luck of the halves (mean of 20). The lexicon's own formula was fitted to
one half of the words, but tells no more of that one: log loss {translations.surprise(fitted=True):.3f}, of the other
{translations.surprise(fitted=False):.3f}.

What it is worth to a reader: {reading.count()} first translations were drawn by confidence and by what the judges say,
and read by one reader who, but for 280 of those stated .8 and more, saw neither (tests/data/judged). What was doubtful
counts as wrong, what the judges confirm as right. Most of what they do not confirm is right. Where synonyms of their
words count too, by LibreOffice's thesauri, they confirm more.

{reading.table()}

How far such judges can confirm anybody: Apertium's own translations and ours of the same words, by FreeDict alone.

{reading.peer()}

Between German and French, by the confidence that the lexicon ships, what the reader calls right:

{reading.unjudged()}

## The translation that fits

Words of two meanings in short texts of their own (tests/data/senses); both meanings are equally frequent there, which
they are not in documents. The half that was looked at decided how far a document may move the odds.

{senses.table()}

{senses.everyday()}

German compounds put together from their parts, where the lexicon lacks them and the judge has them: {count}, stated
{stated:.2f}, literally as the judge has it {right:.2f}.

Phrases of two words that the lexicon lacks, put together, from handbooks and textbooks that nothing was fitted to; read
one by one (tests/data/composed.txt), since dictionaries list hardly any but idioms:

{translations.composed()}

## Lists of forty, as a reader gets them

{translations.in_lists()}

## Part of speech and lemma

Sentences annotated by hand (tests/data/tagged), content words only. They are few and simple. The rules were mended
while looking at those not called held: expect less on other text.

{tagging.table()}

## Japanese into English

{japanese.report()}
## Cold process

Definitions of a German dictionary as text, {speed.WORDS_A_PAGE} words a page; one new process a row, imports counted.
Seconds depend on what else the machine does; CPU seconds do not.

{cold}
"""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
