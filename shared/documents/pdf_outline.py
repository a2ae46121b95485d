"""A PDF's own names for its pages and chapters.

Surprise: outlines can point back at themselves, so the walk is bounded in depth and number.
"""

import ctypes
from typing import Any

MOST_TITLES = 2_000
DEEPEST = 8
LONGEST = 512


def titles_of(document: Any) -> frozenset[str]:  # noqa: ANN401
    """The titles of the outline, folded for comparison."""
    import pypdfium2.raw as pdfium

    found: set[str] = set()
    left = MOST_TITLES
    stack = [(pdfium.FPDFBookmark_GetFirstChild(document.raw, None), 0)]
    while stack and left > 0:
        mark, depth = stack.pop()
        if not mark:
            continue
        left -= 1
        found.add(" ".join(_text(pdfium.FPDFBookmark_GetTitle, mark).casefold().split()))
        stack.append((pdfium.FPDFBookmark_GetNextSibling(document.raw, mark), depth))
        if depth < DEEPEST:
            stack.append((pdfium.FPDFBookmark_GetFirstChild(document.raw, mark), depth + 1))
    return frozenset(found - {""})


def labels_of(document: Any, total: int) -> tuple[str, ...]:  # noqa: ANN401
    """What is printed as each page's number; nothing where it is just its count."""
    import pypdfium2.raw as pdfium

    labels = tuple(_text(pdfium.FPDF_GetPageLabel, document.raw, number) for number in range(total))
    plain = all(label in {"", str(number)} for number, label in enumerate(labels, 1))
    return () if plain else labels


def _text(call: Any, *arguments: Any) -> str:  # noqa: ANN401
    buffer = ctypes.create_string_buffer(LONGEST)
    size = min(call(*arguments, buffer, LONGEST), LONGEST)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "ignore").replace("\0", "").strip()
