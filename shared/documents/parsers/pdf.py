"""PDF: pages to zones.

Surprise: pdfium marks a hyphen at a line's end with U+FFFE.
"""

import re
from typing import BinaryIO

from shared.documents.limits import Limits
from shared.documents.parser import OnPage
from shared.documents.zones import Zones
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import Corrupt, Encrypted, NoText


class PdfParser:
    """Reads PDF documents."""

    def read(self, file: BinaryIO, *, limits: Limits, skip: frozenset[int], on_page: OnPage) -> ParsedDocument:
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(file.read())
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise Encrypted(
                    "The PDF is protected by a password. Save a copy without it and upload that."
                ) from error
            raise Corrupt("The PDF is damaged and cannot be opened. Save it anew and upload it again.") from error
        zones = Zones(limits, "pdfium")
        total = len(document)
        for number in range(1, total + 1):
            if number not in skip:
                text = document[number - 1].get_textpage().get_text_range()
                text = re.sub("\ufffe(\r\n)?", "", text)
                for block in re.split(r"(?<=[.!?:])\r\n", text):
                    zones.add(number, ZoneType.PARAGRAPH, " ".join(block.split()))
            on_page(number, total)
        if not zones.has_text:
            raise NoText(
                "The PDF holds pictures of text only. Run OCR on it (many scanners offer it) and upload it again."
            )
        return ParsedDocument(total, zones.found, tuple(zones.warnings))


PARSER = PdfParser()
