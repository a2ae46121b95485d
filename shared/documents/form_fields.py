"""What was filled into a form: its fields lie above the page, where pdfium's text does not look.

Surprise: the page is flattened in memory. Fields without a look of their own get one when a form environment is there
as the page is loaded.
"""

from typing import Any

MOST_NOTES = 2_000
"""Annotations looked at on one page."""


def ready_forms(document: Any) -> None:  # noqa: ANN401  pypdfium2 is untyped
    """Let pdfium draw the fields of a document that has some."""
    import pypdfium2

    if document.get_formtype():
        try:
            document.init_forms()
        except pypdfium2.PdfiumError:
            return  # the text of the pages is worth reading without


def loaded_page(document: Any, number: int) -> Any:  # noqa: ANN401
    """Pdfium's page of that number, counted from 0, with its fields part of it; nothing where it is broken."""
    import pypdfium2.raw as pdfium

    page = pdfium.FPDF_LoadPage(document.raw, number)
    if not page or not _has_fields(page):
        return page
    if document.formenv:
        pdfium.FORM_OnAfterLoadPage(page, document.formenv.raw)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    if document.formenv:
        pdfium.FORM_OnBeforeClosePage(page, document.formenv.raw)
    pdfium.FPDF_ClosePage(page)
    return pdfium.FPDF_LoadPage(document.raw, number)


def _has_fields(page: Any) -> bool:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, at)
        kind = pdfium.FPDFAnnot_GetSubtype(note) if note else 0
        if note:
            pdfium.FPDFPage_CloseAnnot(note)
        if kind == pdfium.FPDF_ANNOT_WIDGET:
            return True
    return False
