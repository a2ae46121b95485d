"""Find the words worth learning in a document, and translate them.

Parsing and the offline engine alone, in this process: no stack, no network, nothing kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.local.cli.answer import console, print_json, readable, shown
from shared.domain.zone import ParsedDocument
from shared.errors import InvalidInput

if TYPE_CHECKING:
    from shared.lexicon.engine import Options


def run(  # noqa: PLR0913 - one per option
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF, DOCX, XLSX or TXT file.")],
    *,
    to: Annotated[str, typer.Option("--to", metavar="LANG", help="Language to translate to, such as en.")],
    source: Annotated[str, typer.Option("--from", metavar="LANG", help="Language of the file; detected.")] = "",
    max_words: Annotated[int, typer.Option("--max-words", help="Pairs in the wordlist, 1 to 40.")] = 40,
    level: Annotated[str, typer.Option("--level", help="What the learner knows: A1 to C2; of Japanese N5 to N1.")] = "",
    focus: Annotated[str, typer.Option("--focus", help="Topics or words to prefer, comma separated.")] = "",
    known: Annotated[str, typer.Option("--known", help="Words to leave out, comma separated.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    from deploy.local.cli.wishes import Taste, checked_wishes
    from shared.documents.parser import parse  # the readers and the lexicon: not for --help
    from shared.domain.wire import wordlist_to_json
    from shared.domain.wordlist import with_page_labels
    from shared.lexicon.engine import find_pairs

    readable(file)
    wishes = checked_wishes(to=to, source=source, max_words=max_words, taste=Taste(level, focus, known))
    document = parse(file, filename=file.name)
    found = find_pairs(document.zones, _options(document, wishes))
    wordlist = replace(found, pairs=with_page_labels(found.pairs, document.page_labels))
    if as_json:
        print_json({**wordlist_to_json(wordlist), "warnings": list(document.warnings)})
        return
    from deploy.local.cli.show import summary, wordlist_table

    out = console()
    out.print(wordlist_table(wordlist, title=file.name))
    out.print(summary(wordlist))
    for warning in document.warnings:
        out.print(f"warning: {shown(warning)}", style="yellow", markup=False)


def _options(document: ParsedDocument, wishes: Mapping[str, object]) -> "Options":
    from shared.lexicon.engine import check_direction
    from shared.pipeline.engine import ENGINES, Request, tell_source
    from shared.pipeline.engines.offline import options_of

    source, target = str(wishes.get("source_lang", "")), str(wishes["target_lang"])
    if not source:
        source = tell_source(ENGINES.get("offline"), document.zones, target_lang=target) or ""
        if not source:
            raise InvalidInput("cannot tell what language the document is in; say it, for example: --from de")
        check_direction(source, target)
    return options_of(Request.from_params({**wishes, "source_lang": source}))
