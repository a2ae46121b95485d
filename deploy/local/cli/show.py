"""Tables for people: a wordlist, and the zones of a document.

Surprise: every cell is a `Text`, never a string: rich would read square brackets of a document as its own markup.
"""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from deploy.local.cli.answer import shown
from shared.domain.wordlist import Pair, Wordlist, page_name
from shared.domain.zone import Zone

SURE, LIKELY = 0.85, 0.6
PREVIEW = 300


def wordlist_table(wordlist: Wordlist, *, title: str, page: bool = True) -> Table:
    """Term, lemma, part of speech, translation, confidence and page of every pair."""
    table = Table(title=Text(shown(title), "bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("term", style="bold", overflow="fold", min_width=12)
    table.add_column("lemma", overflow="fold", min_width=12)
    table.add_column("part of speech", style="dim", no_wrap=True)
    table.add_column("translation", overflow="fold", min_width=14)
    table.add_column("confidence", justify="right", no_wrap=True)
    if page:
        table.add_column("page", justify="right", style="dim", no_wrap=True)
    for pair in wordlist.pairs:
        cells = [Text(shown(pair.term)), Text(shown(pair.lemma)), Text(_grammar(pair)), _translation(pair)]
        table.add_row(*cells, _confidence(pair), *([Text(shown(pair.page_name))] if page else []))
    return table


def summary(wordlist: Wordlist) -> str:
    """How many pairs there are and how many of them have a translation."""
    total, done = len(wordlist.pairs), sum(bool(pair.translation) for pair in wordlist.pairs)
    return f"{done} of {total} terms translated, {wordlist.source_lang} to {wordlist.target_lang}"


def zone_table(zones: Sequence[Zone], labels: Sequence[str] = ()) -> Table:
    """What each zone is, where it stands, its language where that could be told, and how it begins."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("zone", "page"):
        table.add_column(name, justify="right", style="dim", no_wrap=True)
    table.add_column("type", style="cyan", no_wrap=True)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("lang", style="dim", no_wrap=True)
    table.add_column("text", overflow="fold")
    for zone in zones:
        text = Text(_beginning(shown(zone.text)), "bold" if zone.type == "heading" else "")
        page = _page(zone.page, labels)
        table.add_row(str(zone.index), page, zone.type.value, f"{zone.confidence:.0%}", zone.lang or "", text)
    return table


def _page(number: int, labels: Sequence[str]) -> Text:
    """A page's number, and beside it what is printed on it or the name of its sheet."""
    label = labels[number - 1] if number <= len(labels) else ""
    return Text(shown(page_name(number, label)))


def _grammar(pair: Pair) -> str:
    return f"{pair.pos} {pair.gender}".strip()


def _translation(pair: Pair) -> Text:
    return Text(shown(pair.translation)) if pair.translation else Text("no translation found", "dim italic")


def _confidence(pair: Pair) -> Text:
    if not pair.translation:
        return Text("-", "dim")
    colour = "green" if pair.confidence >= SURE else "yellow" if pair.confidence >= LIKELY else "red"
    return Text(f"{pair.confidence:.0%}", colour)


def _beginning(text: str) -> str:
    return text if len(text) <= PREVIEW else f"{text[:PREVIEW].rsplit(' ', 1)[0]} ..."
