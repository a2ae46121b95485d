"""The values as JSON: one shape for SQL functions, stored steps, HTTP answers and the command line.

Surprise: reading is lenient where writing is strict. A key we do not know is passed over and a missing one takes its
default, so that a database one migration ahead of or behind a function still works with it.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias, TypeVar, cast

from shared.domain.document import Document, DocumentStatus
from shared.domain.export import Export, ExportClaim, ExportStatus
from shared.domain.job import Claim, Completion, Job, JobStatus
from shared.domain.wordlist import Pair, PairSource, SavedWordlist, Wordlist
from shared.domain.zone import Box, Zone, ZoneType

Json: TypeAlias = dict[str, Any]
"""A JSON object on its way in or out."""

T = TypeVar("T")


def zone_to_json(zone: Zone) -> Json:
    box = zone.bbox
    row = _object(zone)
    row["bbox"] = None if box is None else [box.left, box.top, box.right, box.bottom]
    return row


def zone_from_json(row: Mapping[str, Any]) -> Zone:
    box = row.get("bbox")
    return _build(
        Zone,
        row,
        type=ZoneType(row["type"]),
        bbox=None if box is None else Box(*map(float, box)),
        tool=row.get("tool") or "",
    )


def pair_to_json(pair: Pair) -> Json:
    return _object(pair)


def pair_from_json(row: Mapping[str, Any]) -> Pair:
    return _build(Pair, row, source=PairSource(row["source"]))


def wordlist_to_json(wordlist: Wordlist) -> Json:
    return _object(wordlist)


def wordlist_from_json(row: Mapping[str, Any]) -> Wordlist:
    return _build(Wordlist, row, pairs=tuple(pair_from_json(pair) for pair in row["pairs"]))


def saved_wordlist_from_json(row: Mapping[str, Any]) -> SavedWordlist:
    return _build(SavedWordlist, row, wordlist=wordlist_from_json(row))


def document_from_json(row: Mapping[str, Any]) -> Document:
    return _build(Document, row, status=DocumentStatus(row["status"]))


def job_from_json(row: Mapping[str, Any]) -> Job:
    return _build(Job, row, status=JobStatus(row["status"]))


def export_from_json(row: Mapping[str, Any]) -> Export:
    return _build(Export, row, status=ExportStatus(row["status"]))


def claim_from_json(row: Mapping[str, Any]) -> Claim:
    document, wordlist = row.get("document"), row.get("wordlist")
    return Claim(
        job=job_from_json(row["job"]),
        token=row["lease_token"],
        document=document_from_json(document) if document else None,
        wordlist=saved_wordlist_from_json(wordlist) if wordlist else None,
        outputs=row.get("outputs") or {},
        steps=row.get("steps") or 0,
    )


def completion_from_json(row: Mapping[str, Any]) -> Completion:
    job, following = row.get("job"), row.get("next")
    return Completion(
        job=job_from_json(job) if job else None,
        token=row.get("lease_token"),
        following=claim_from_json(following) if following else None,
    )


def export_claim_from_json(row: Mapping[str, Any]) -> ExportClaim:
    return ExportClaim(
        export=export_from_json(row["export"]),
        wordlist=saved_wordlist_from_json(row["wordlist"]),
        token=row["lease_token"],
    )


def plain(value: object) -> Any:  # noqa: ANN401 - JSON is any of its types
    """The value as what json.dumps takes: dataclasses as objects, enums by value, times in ISO 8601."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value


def _object(value: object) -> Json:
    return cast("Json", plain(value))


def _build(cls: type[T], row: Mapping[str, Any], **given: object) -> T:
    """An instance of `cls` from the keys of `row` that it has, read by what its annotations say."""
    values: dict[str, object] = {}
    required = {
        field.name
        for field in dataclasses.fields(cast("Any", cls))
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    for field in dataclasses.fields(cast("Any", cls)):
        if field.name in given:
            values[field.name] = given[field.name]
        elif field.name in row:
            value = row[field.name]
            if value is None and field.name not in required:
                continue
            values[field.name] = _read(value, str(field.type))
    return cls(**values)


def _read(value: object, annotation: str) -> object:
    if "datetime" in annotation and isinstance(value, str):
        return datetime.fromisoformat(value)
    if annotation.startswith("tuple"):
        return tuple(cast("Sequence[object]", value or ()))
    return value
