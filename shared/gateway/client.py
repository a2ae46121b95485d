"""Connects to Supabase: everything of ports.py over one connection.

Surprise: connecting imports and opens nothing. Each part is made when it is first asked for, so that `health` never
pays for the Supabase client, and a refused call for none of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.gateway.connection import Connection

if TYPE_CHECKING:  # ports bring the whole domain: 10 ms that health does without
    import httpx

    from shared.gateway import ports


def connect(url: str, *, key: str, token: str | None = None, http: httpx.Client | None = None) -> SupabaseGateway:
    """Supabase as Wordmill itself with the secret key, or as a user with the publishable key and their token."""
    return SupabaseGateway(url, key=key, token=token, http=http)


class SupabaseGateway:
    """All ports, each made on its first use."""

    def __init__(self, url: str, *, key: str, token: str | None, http: httpx.Client | None) -> None:
        self._url = url
        self._key = key
        self._connection = Connection(url, key=key, token=token, http=http)

    @cached_property
    def jobs(self) -> ports.Jobs:
        from shared.gateway.jobs import SupabaseJobs

        return SupabaseJobs(self._connection)

    @cached_property
    def documents(self) -> ports.Documents:
        from shared.gateway.documents import SupabaseDocuments

        return SupabaseDocuments(self._connection)

    @cached_property
    def wordlists(self) -> ports.Wordlists:
        from shared.gateway.documents import SupabaseWordlists

        return SupabaseWordlists(self._connection)

    @cached_property
    def vocabularies(self) -> ports.Vocabularies:
        from shared.gateway.vocabularies import SupabaseVocabularies

        return SupabaseVocabularies(self._connection)

    @cached_property
    def exports(self) -> ports.Exports:
        from shared.gateway.exports import SupabaseExports

        return SupabaseExports(self._connection)

    @cached_property
    def files(self) -> ports.Files:
        from shared.gateway.files import SupabaseFiles

        return SupabaseFiles(self._connection)

    @cached_property
    def requests(self) -> ports.Requests:
        from shared.gateway.requests import SupabaseRequests

        return SupabaseRequests(self._connection)

    @cached_property
    def receipts(self) -> ports.Receipts:
        from shared.gateway.requests import SupabaseReceipts

        return SupabaseReceipts(self._connection)

    @cached_property
    def rate_limits(self) -> ports.RateLimits:
        from shared.gateway.requests import SupabaseRateLimits

        return SupabaseRateLimits(self._connection)

    @cached_property
    def upkeep(self) -> ports.Upkeep:
        from shared.gateway.requests import SupabaseUpkeep

        return SupabaseUpkeep(self._connection)

    @cached_property
    def probe(self) -> ports.Probe:
        from shared.gateway.probe import HttpProbe

        return HttpProbe(self._url, self._key)

    @cached_property
    def metrics(self) -> ports.Metrics:
        from shared.gateway.requests import SupabaseMetrics

        return SupabaseMetrics(self._connection)

    @cached_property
    def models(self) -> ports.Models:
        from shared.gateway.models import SupabaseModels

        return SupabaseModels(self._connection)
