"""The text of Word paragraphs, cells and text boxes: what is inserted is in, what is deleted or hidden is out.

Surprise: every drawing is written twice, for new and for old Word; only the new one is read, or each text box would
come out double.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from shared.documents.office_xml import attribute, local
from shared.domain.zone import ZoneType

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = frozenset(
    {"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "rt", "rubyPr", "txbxContent", "sdtPr", "sdtEndPr", "tbl"}
)
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"


class Run(NamedTuple):
    """A piece of text of one look; or a reference, or a page's end."""

    text: str
    is_strong: bool = False
    note: tuple[str, str] | None = None
    page_break: bool = False


def paragraph_runs(paragraph: "_Element") -> Iterator[Run]:
    """The visible text of a `w:p` in order."""
    yield from _walk(paragraph, _Fields(), is_strong=False)


def row_cells(row: "_Element") -> tuple[list[str], list[Run]]:
    """The cells of a `w:tr`, and all their runs; a row that was deleted has none."""
    if any(True for properties in row.iterchildren("{*}trPr") for _ in properties.iterchildren("{*}del")):
        return [], []
    cells: list[str] = []
    runs: list[Run] = []
    for cell in _children(row, "tc"):
        own = list(_cell_runs(cell))
        runs += own
        cells.append(" ".join("".join(run.text for run in own).split()))
    return cells, runs


def text_boxes(paragraph: "_Element") -> Iterator[tuple[ZoneType, str]]:
    """The paragraphs and tables of the text boxes that hang on a paragraph."""
    for box in paragraph.iter("{*}txbxContent"):
        outer = [local(ancestor) for ancestor in box.iterancestors()]
        if "Fallback" in outer and "AlternateContent" in outer:
            continue
        if any(name in {"del", "moveFrom"} for name in outer):
            continue
        for block in _children(box, "p", "tbl"):
            if local(block) == "p":
                yield ZoneType.PARAGRAPH, " ".join("".join(run.text for run in paragraph_runs(block)).split())
            else:
                rows = ("\t".join(row_cells(row)[0]) for row in _children(block, "tr"))
                yield ZoneType.TABLE, "\n".join(row for row in rows if row.strip())


def _children(element: "_Element", *names: str) -> Iterator["_Element"]:
    """Children of these names, also inside content controls and inserted passages."""
    for child in element:
        name = local(child)
        if name in names:
            yield child
        elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            yield from _children(child, *names)


def _cell_runs(cell: "_Element") -> Iterator[Run]:
    for block in _children(cell, "p", "tbl"):
        if local(block) == "p":
            yield from (run for run in paragraph_runs(block) if not run.page_break)
            yield from (Run(" " + text) for _, text in text_boxes(block))
            yield Run(" ")
        else:
            for row in _children(block, "tr"):
                for inner in _children(row, "tc"):
                    yield from _cell_runs(inner)


def _walk(element: "_Element", fields: "_Fields", *, is_strong: bool) -> Iterator[Run]:  # noqa: C901, PLR0912
    for child in element:
        name = local(child)
        if name in _SKIPPED:
            continue
        match name:
            case "t":
                if not fields.instructions:
                    yield Run(child.text or "", is_strong)
            case "r":
                strong, hidden = _look(child)
                if not hidden:
                    yield from _walk(child, fields, is_strong=strong)
            case "tab" | "ptab":
                yield Run(" ", is_strong)
            case "br" | "cr":
                yield Run(" ", is_strong, page_break=attribute(child, "type") == "page")
            case "lastRenderedPageBreak":
                yield Run("", is_strong, page_break=True)
            case "noBreakHyphen":
                yield Run("-", is_strong)
            case "sym":
                yield Run(_symbol(child), is_strong)
            case "fldChar":
                fields.turn(attribute(child, "fldCharType"))
            case "footnoteReference" | "endnoteReference":
                yield Run("", note=(name.replace("Reference", "s"), attribute(child, "id") or ""))
            case "AlternateContent":
                yield from _walk_alternative(child, fields, is_strong=is_strong)
            case _:
                yield from _walk(child, fields, is_strong=is_strong)


def _walk_alternative(element: "_Element", fields: "_Fields", *, is_strong: bool) -> Iterator[Run]:
    choices = [child for child in element if local(child) == "Choice"]
    for child in choices[:1] or element:
        yield from _walk(child, fields, is_strong=is_strong)


class _Fields:
    """The open fields. A field's text counts from its `separate` mark on; before stands its instruction."""

    def __init__(self) -> None:
        self._shown: list[bool] = []
        self.instructions = 0
        """How many of the open fields are still at their instruction."""

    def turn(self, kind: str | None) -> None:
        if kind == "begin":
            self._shown.append(False)
            self.instructions += 1
        elif kind == "separate" and self._shown and not self._shown[-1]:
            self._shown[-1] = True
            self.instructions -= 1
        elif kind == "end" and self._shown:
            self.instructions -= not self._shown.pop()


def _look(run: "_Element") -> tuple[bool, bool]:
    """Whether a run is bold or italic, and whether it is hidden."""
    strong = hidden = False
    properties = next(iter(run), None)
    # Where a run has properties, they come first.
    if properties is not None and local(properties) == "rPr":
        for child in properties:
            name = local(child)
            if name in {"b", "i", "vanish"} and attribute(child, "val") not in {"0", "false", "off"}:
                strong, hidden = strong or name != "vanish", hidden or name == "vanish"
    return strong, hidden


def _symbol(element: "_Element") -> str:
    """A character given by its place in a symbol font; Greek letters are the ones that words need."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
        if "symbol" not in (attribute(element, "font") or "").lower():
            return ""
        if 0x41 <= code <= 0x5A:
            return _GREEK[code - 0x41]
        if 0x61 <= code <= 0x7A:
            return "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"[code - 0x61]
        return chr(code) if 0x20 <= code < 0x41 else ""
    return chr(code) if code < 0x110000 else ""
