"""Zones: stored whole, lent to the same file of the same user, corrected by their owner alone."""

import uuid
from typing import Any

from tests.support.world import World

ALL = "index, page, type, text, confidence, bbox, tool, lang, emphasis"
ZONES: list[dict[str, Any]] = [
    {"index": 0, "page": 1, "type": "heading", "text": "Die Muhle", "confidence": 0.5, "bbox": [1, 2.25, 3, 4]},
    {"index": 1, "page": 2, "type": "paragraph", "text": "The mill turns.", "lang": "en", "tool": "pdfium"},
    {"index": 2, "page": 2, "type": "table", "text": "a\tb\nc\td", "emphasis": ["a", "d"]},
]
FOUND = {"pages": 2, "lang": "de", "page_labels": ["i", "ii"], "warnings": ["Page 3 was left out."]}


def read(here: World, user: uuid.UUID, *, zones: Any = ZONES, parser: str = "pdf/1") -> tuple[Any, Any, Any]:
    """A document that was read, its job, which stands at the next stage, and the token."""
    made = here.upload(user)
    job = made["job"]["id"]
    token = here.claim(job)["lease_token"]
    parsing = {"sha256": "a" * 64, "parser": parser, "zones": len(zones)}
    here.complete(job, token, "parsing", effects={"document": FOUND, "zones": zones, "parsing": parsing})
    return made["document"]["id"], job, token


def ask(here: World, user: uuid.UUID, *, parser: str = "pdf/1", sha256: str = "a" * 64) -> tuple[Any, Any]:
    """A new document of the user with these bytes, and what it is lent."""
    made = here.upload(user)
    job = made["job"]["id"]
    token = here.claim(job)["lease_token"]
    lent = here.call("reuse_zones", job_id=job, lease_token=token, sha256=sha256, parser=parser)
    return made["document"]["id"], lent


def zones_of(here: World, document: object) -> list[Any]:
    return here.rows(f"select {ALL} from public.zones where document_id = %s order by index", document)


def test_the_same_bytes_get_the_same_zones_to_the_last_column(here: World):
    first, _, _ = read(here, here.ada)
    second, lent = ask(here, here.ada)
    assert lent == {"document": FOUND, "zones": 3}
    assert zones_of(here, second) == zones_of(here, first)
    assert len(zones_of(here, second)) == 3


def test_nothing_is_lent_to_somebody_else_to_other_bytes_or_by_another_parser(here: World):
    read(here, here.ada)
    for lent in (
        ask(here, here.ben)[1],
        ask(here, here.ada, sha256="b" * 64)[1],
        ask(here, here.ada, parser="pdf/2")[1],
    ):
        assert lent is None


def test_a_document_whose_zones_are_not_complete_lends_nothing(here: World):
    made = here.upload(here.ada)
    token = here.claim(made["job"]["id"])["lease_token"]
    here.call("save_zones", job_id=made["job"]["id"], lease_token=token, zones=ZONES)
    assert ask(here, here.ada)[1] is None


def test_a_deleted_document_lends_nothing_and_takes_back_nothing(here: World):
    first, _, _ = read(here, here.ada)
    second, _ = ask(here, here.ada)
    here.do("delete from public.documents where id = %s", first)
    assert len(zones_of(here, second)) == 3
    assert ask(here, here.ada)[1] is None


def test_what_an_unfinished_attempt_stored_beyond_the_end_is_gone_when_the_zones_are_complete(here: World):
    made = here.upload(here.ada)
    job = made["job"]["id"]
    token = here.claim(job)["lease_token"]
    here.call("save_zones", job_id=job, lease_token=token, zones=ZONES)
    parsing = {"sha256": "c" * 64, "parser": "pdf/1", "zones": 1}
    here.complete(job, token, "parsing", effects={"document": FOUND, "zones": ZONES[:1], "parsing": parsing})
    assert [row[0] for row in zones_of(here, made["document"]["id"])] == [0]
    assert here.value("select sha256 from public.documents where id = %s", made["document"]["id"]) == "c" * 64
