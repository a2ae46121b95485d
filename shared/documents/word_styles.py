"""What a Word paragraph is by its style: heading, list item, caption or plain.

Surprise: built-in styles keep their English names in every language's Word; only their ids are translated.
"""

from typing import TYPE_CHECKING

from shared.documents.office_xml import attribute, local
from shared.domain.zone import ZoneType

if TYPE_CHECKING:
    from lxml.etree import _Element

_BODY_LEVEL = 9


class Styles:
    """The document's styles, looked up by id."""

    def __init__(self, tree: "_Element | None") -> None:
        self._styles: dict[str, tuple[ZoneType | None, str]] = {}
        for style in tree if tree is not None else ():
            if local(style) == "style" and attribute(style, "type") in {"paragraph", None}:
                self._add(style)

    def kind_of(self, paragraph: "_Element") -> ZoneType:
        """The zone type of a `w:p`."""
        style = ""
        for properties in paragraph.iterchildren("{*}pPr"):
            own, style = _read_properties(properties)
            if own:
                return own
        return self.kind_by_style(style)

    def kind_by_style(self, style: str) -> ZoneType:
        """The zone type of a paragraph that has this style and no look of its own."""
        for _ in range(20):
            kind, parent = self._styles.get(style, (None, ""))
            if kind or not parent:
                return kind or ZoneType.PARAGRAPH
            style = parent
        return ZoneType.PARAGRAPH

    def _add(self, style: "_Element") -> None:
        kind: ZoneType | None = None
        parent = name = ""
        for child in style:
            match local(child):
                case "name":
                    name = (attribute(child, "val") or "").lower()
                case "basedOn":
                    parent = attribute(child, "val") or ""
                case "pPr":
                    kind = _read_properties(child)[0]
        self._styles[attribute(style, "styleId") or ""] = (_by_name(name) or kind, parent)


def _by_name(name: str) -> ZoneType | None:
    if name.startswith("heading") or name in {"title", "subtitle"}:
        return ZoneType.HEADING
    if name == "caption":
        return ZoneType.CAPTION
    if name.startswith(("list bullet", "list number")):
        return ZoneType.LIST
    return None


def _read_properties(properties: "_Element") -> tuple[ZoneType | None, str]:
    kind: ZoneType | None = None
    style = ""
    for child in properties:
        match local(child):
            case "pStyle":
                style = attribute(child, "val") or ""
            case "outlineLvl":
                level = attribute(child, "val") or ""
                kind = ZoneType.HEADING if level.isdigit() and int(level) < _BODY_LEVEL else kind
            case "numPr":
                numbers = [attribute(number, "val") for number in child.iterchildren("{*}numId")]
                # Number 0 takes the numbering of the style away.
                kind = kind or (ZoneType.LIST if numbers and numbers[0] != "0" else None)
    return kind, style
