import io

import pytest

from shared.documents.archive_guard import Archive
from shared.documents.limits import Limits
from shared.documents.office_xml import attribute, ended_elements, main_part, relationships, whole_tree
from shared.errors import Corrupt, ResourceLimit
from tests.support import hostile


def archive(**limits: int):
    def opened(parts: dict[str, bytes]) -> Archive:
        return Archive(io.BytesIO(hostile.zipped(parts)), Limits(**limits))

    return opened


def test_elements_are_found_in_any_namespace():
    data = b'<a xmlns:x="one" xmlns:y="two"><x:p k="1"/><y:p y:k="2"/><q/></a>'
    found = ended_elements(archive()({"a.xml": data}), "a.xml", ("p",))
    assert [attribute(element, "k") for element in found] == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_dtd_is_refused_in_every_encoding(encoding: str):
    text = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    data = (("\ufeff" + text) if encoding == "utf-16-le" else text).encode(encoding)
    with pytest.raises(Corrupt, match="entities"):
        whole_tree(archive()({"a.xml": data}), "a.xml")
    with pytest.raises(Corrupt, match="entities"):
        list(ended_elements(archive()({"a.xml": data}), "a.xml", ("a",)))


@pytest.mark.parametrize("data", [b"<a>", b"<a/><b/>", b'<?xml version="1.0" encoding="ETF-8"?><a/>', b"", b"\0\0"])
def test_what_is_no_xml_is_damage(data: bytes):
    with pytest.raises(Corrupt):
        list(ended_elements(archive()({"a.xml": data}), "a.xml", ("a",)))


def test_more_elements_than_a_document_has_are_refused():
    with pytest.raises(ResourceLimit):
        list(ended_elements(archive(max_elements=10)({"a.xml": b"<a>" + b"<p/>" * 99 + b"</a>"}), "a.xml", ("p",)))


def test_relationships_lead_to_parts_inside_the_file_only():
    rels = (
        b'<r><r Id="1" Type="http://x/styles" Target="../styles.xml"/>'
        b'<r Id="2" Type="http://x/image" Target="http://elsewhere" TargetMode="External"/>'
        b'<r Id="3" Type="http://x/theme" Target="../../../../etc/passwd"/></r>'
    )
    found = relationships(archive()({"word/_rels/a.xml.rels": rels}), "word/a.xml")
    assert found == {"1": ("styles", "styles.xml"), "3": ("theme", "etc/passwd")}


def test_the_main_part_is_the_usual_one_where_the_package_says_nothing():
    assert main_part(archive()({"a": b"b"}), "word/document.xml") == "word/document.xml"
