"""Show what a document says, zone by zone.

The parsing stage alone, in this process and its child: no stack, no network, nothing kept.
"""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.cli.answer import console, print_json, readable, shown


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF, DOCX, XLSX or TXT file.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    tesseract: Annotated[
        str, typer.Option("--tesseract", metavar="PATH", help="The program that reads pages that are pictures.")
    ] = "",
    text_only: Annotated[bool, typer.Option("--text", help="Text alone, a PDF's as its file has it: fast.")] = False,
) -> None:
    from shared.documents.parser import Limits, parse  # the readers: not for --help
    from shared.domain.wire import zone_to_json

    document = parse(readable(file), filename=file.name, limits=Limits(text_only=text_only, tesseract=tesseract))
    if as_json:
        print_json(
            {
                "pages": document.pages,
                "zones": [zone_to_json(zone) for zone in document.zones],
                "warnings": list(document.warnings),
                "page_labels": list(document.page_labels),
                "lang": document.lang,
            }
        )
        return
    from deploy.local.cli.show import zone_table

    out = console()
    if text_only:
        for zone in document.zones:
            out.out(shown(zone.text), highlight=False)
        return
    out.print(zone_table(document.zones, document.page_labels))
    zones, pages = len(document.zones), document.pages
    out.print(f"{zones} {'zone' if zones == 1 else 'zones'} on {pages} {'page' if pages == 1 else 'pages'}")
    for warning in document.warnings:
        out.print(f"warning: {shown(warning)}", style="yellow", markup=False)
