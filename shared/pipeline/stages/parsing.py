"""The file becomes zones.

Surprise: zones of a long document are saved in batches before the stage is complete. That is no half-done effect: a
second try writes the same zones under the same indexes, and nobody reads them before the stage has ended.
"""

import hashlib
from dataclasses import replace

from shared.domain.wire import Json, zone_to_json
from shared.domain.zone import ParsedDocument
from shared.errors import LeaseLost, NoText, NotFound
from shared.gateway.ports import UPLOADS
from shared.pipeline.stage import Context, Stage, StageResult

BATCH = 500
BATCH_CHARS = 500_000
_MARGIN_SECONDS = 5.0
_DOWNLOADED = 0.1


def run(context: Context) -> StageResult:
    """Use the zones that the same file gave before; else download, parse, hand over what is found."""
    parser = _parser(context)
    sha256 = context.document.sha256
    # A file sent for the first time is not asked about: that would be a round trip for every job.
    reused = _reuse(context, sha256, parser) if sha256 and context.document.sent_before else None
    if reused is not None:
        return reused
    data = _download(context)
    read = hashlib.sha256(data).hexdigest()
    # Of a large file nobody has known the hash so far.
    reused = _reuse(context, read, parser) if sha256 is None else None
    if reused is not None:
        return reused
    parsed = _parse(context, data)
    if not any(zone.text.strip() for zone in parsed.zones):
        raise NoText("No text was found in the document. If it holds scans, run them through OCR first.")
    context.memo.zones, context.memo.page_labels = parsed.zones, parsed.page_labels
    rows = [zone_to_json(zone) for zone in parsed.zones]
    return StageResult(
        output={"pages": parsed.pages, "zones": len(rows), "warnings": list(parsed.warnings)},
        effects={
            "document": _known(parsed),
            "zones": _save_all_but_last(context, rows),
            "parsing": {"sha256": read, "parser": parser, "zones": len(rows)},
        },
    )


def _parser(context: Context) -> str:
    from shared.documents.version import readers_version  # only this stage pays for it

    version = f"{context.document.extension}/{readers_version()}"
    # What is read in a picture depends on who reads it, and as which language.
    is_read_so = bool(context.limits.tesseract) and context.document.extension == "pdf"
    return f"{version}+{context.request.source_lang or 'ocr'}" if is_read_so else version


def _reuse(context: Context, sha256: str, parser: str) -> StageResult | None:
    claim = context.claim
    reused = context.gateway.jobs.reuse_zones(claim.job.id, token=claim.token, sha256=sha256, parser=parser)
    if reused is None:
        return None
    document: Json = dict(reused.document)
    context.memo.page_labels = tuple(document["page_labels"])
    return StageResult(
        output={"pages": document["pages"], "zones": reused.zones, "warnings": document["warnings"]},
        effects={"document": document, "parsing": {"sha256": sha256, "parser": parser, "zones": reused.zones}},
    )


def _download(context: Context) -> bytes:
    try:
        data = context.gateway.files.download(UPLOADS, context.document.storage_path)
    except NotFound as error:
        raise NotFound("the file is no longer there; upload it again") from error
    context.heartbeat(_DOWNLOADED)
    return data


def _parse(context: Context, data: bytes) -> ParsedDocument:
    from shared.documents.parser import parse  # only this stage pays for it

    def on_page(done: int, total: int | None) -> None:
        context.heartbeat(_DOWNLOADED + (1 - _DOWNLOADED) * (done / total if total else 0))

    seconds = max(1.0, min(context.limits.seconds, context.seconds_left() - _MARGIN_SECONDS))
    limits = replace(context.limits, seconds=seconds, lang=context.request.source_lang or "")
    # The stored name says what the first bytes said at the upload; the user's own may say nothing.
    name = f"{context.document.filename.rpartition('.')[0] or 'document'}.{context.document.extension}"
    return parse(data, filename=name, limits=limits, on_page=on_page)


def _known(parsed: ParsedDocument) -> Json:
    return {
        "pages": parsed.pages,
        "lang": parsed.lang,
        "page_labels": list(parsed.page_labels),
        "warnings": list(parsed.warnings),
    }


def _save_all_but_last(context: Context, rows: list[Json]) -> list[Json]:
    """The last batch, which goes with the stage's own transaction, after all others are saved."""
    claim = context.claim
    *before, last = _batches(rows)
    for batch in before:
        context.checkpoint()
        if not context.gateway.jobs.save_zones(claim.job.id, token=claim.token, zones=batch):
            raise LeaseLost
    return last


def _batches(rows: list[Json]) -> list[list[Json]]:
    """The rows in order, no batch with more of them, or with much more text, than a request should carry."""
    batches: list[list[Json]] = [[]]
    room = BATCH_CHARS
    for row in rows:
        if len(batches[-1]) >= BATCH or (batches[-1] and len(row["text"]) > room):
            batches.append([])
            room = BATCH_CHARS
        batches[-1].append(row)
        room -= len(row["text"])
    return batches


STAGE = Stage("parsing", run, share=0.35)
