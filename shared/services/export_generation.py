"""Writes an export and says where it can be fetched.

Surprise: a user's own call writes the file at once, since 40 pairs take milliseconds; the webhook for the same export
then finds nothing to do. Both go through the same claim, so the file is written once.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.domain.export import Export, ExportClaim, ExportStatus
from shared.errors import LeaseLost, Unavailable, WordmillError
from shared.exports.format import choose, write_export
from shared.gateway.ports import EXPORTS, Gateway
from shared.mirror import Mirror
from shared.observability.log import described, log
from shared.pipeline.retry import failure_of

LEASE_SECONDS = 30
_SHORTEST_URL_SECONDS = 60
_LONGEST_URL_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Delivery:
    """An export, and where its file is while there is one."""

    export: Export
    url: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exporter:
    """What both callers need. `draw(a, b)` gives a random number between."""

    gateway: Gateway
    clock: Clock
    draw: Callable[[float, float], float]
    mirror: Mirror | None = None

    def generate(self, export_id: str, *, webhook_id: str | None) -> Export | None:
        """Write the export a hint speaks of; None when somebody else does or has."""
        claim = self.gateway.exports.claim(export_id, lease_seconds=LEASE_SECONDS, webhook_id=webhook_id)
        try:
            return None if claim is None else self._write(claim)
        except LeaseLost:  # asked for again with other options, or too slow: whoever took it writes it
            return None

    def deliver(self, user_id: str, *, wordlist_id: str, format_name: str, options: Mapping[str, object]) -> Delivery:
        """The export of a wordlist, with a signed address as soon as there is a file."""
        choose(format_name, options)
        export = self.gateway.exports.request(user_id, wordlist_id=wordlist_id, format=format_name, options=options)
        if export.status is not ExportStatus.COMPLETED:
            export = self.generate(export.id, webhook_id=None) or export
        if export.status is not ExportStatus.COMPLETED or export.storage_path is None:
            return Delivery(export)
        title = self.gateway.wordlists.get(wordlist_id, user_id=user_id).title
        return self._signed(export, path=export.storage_path, title=title)

    def _signed(self, export: Export, *, path: str, title: str) -> Delivery:
        """The file's address, good until the file is swept."""
        left = (export.expires_at - self.clock.now()).total_seconds() if export.expires_at else _LONGEST_URL_SECONDS
        seconds = int(min(max(left, _SHORTEST_URL_SECONDS), _LONGEST_URL_SECONDS))
        filename = f"{title}.{path.rpartition('.')[2]}"
        url = self.gateway.files.sign_download(EXPORTS, path, seconds=seconds, filename=filename)
        return Delivery(export, url, export.expires_at)

    def _write(self, claim: ExportClaim) -> Export:
        try:
            return self._finish(claim)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a format does wrong must not stay "processing"
            if not isinstance(error, WordmillError):
                log.error("export_broke", export_id=claim.export.id, **described(error))
            failure = failure_of(error, retries=claim.export.attempt - 1, draw=self.draw)
            return self.gateway.exports.fail(claim, failure=failure)

    def _finish(self, claim: ExportClaim) -> Export:
        """The file first, then the row; the copy last, since the export is finished without it."""
        saved = claim.wordlist
        chosen, data = write_export(
            claim.export.format, saved.wordlist, title=saved.title, options=claim.export.options
        )
        path = f"{saved.user_id}/{saved.id}.{chosen.extension}"
        self.gateway.files.upload(EXPORTS, path, data=data, mime_type=chosen.mime_type)
        export = self.gateway.exports.complete(
            claim, storage_path=path, size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest()
        )
        if self.mirror is not None:
            try:
                self.mirror.keep(path, data)
            except Unavailable as error:
                # The sweep copies the file before it removes it.
                log.warning("export_not_mirrored", export_id=export.id, **described(error))
        return export
