import pypdfium2

from shared.documents.pdf_outline import labels_of, titles_of
from tests.support import hostile


def opened(catalog: bytes, more: dict[int, bytes]) -> pypdfium2.PdfDocument:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Count 3/Kids[3 0 R 3 0 R 3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    }
    return pypdfium2.PdfDocument(hostile.pdf(objects | more))


def test_printed_page_numbers_are_told_where_they_differ_from_the_count():
    document = opened(b"/PageLabels<</Nums[0<</S/r>>2<</S/D/St 1>>]>>", {})
    assert labels_of(document, 3) == ("i", "ii", "1")


def test_plain_counting_needs_no_labels():
    assert labels_of(opened(b"", {}), 3) == ()


def test_the_outlines_titles_are_found_below_each_other():
    more = {
        7: b"<</First 8 0 R/Last 8 0 R/Count 1>>",
        8: b"<</Title(The  Brook)/Parent 7 0 R/First 9 0 R/Last 9 0 R>>",
        9: b"<</Title(The Wheel)/Parent 8 0 R>>",
    }
    assert titles_of(opened(b"/Outlines 7 0 R", more)) == {"the brook", "the wheel"}


def test_an_outline_that_points_at_itself_comes_to_an_end():
    document = pypdfium2.PdfDocument(hostile.outline_loop())
    assert titles_of(document) == {"again"}
