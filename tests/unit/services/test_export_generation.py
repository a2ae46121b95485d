"""Who writes an export, how often, and for how long its address is good."""

from datetime import timedelta

import pytest

from shared.domain.export import Export, ExportClaim, ExportStatus
from shared.errors import NotFound, StorageUnavailable, UnknownFormat
from shared.gateway.ports import Failure
from shared.services.export_generation import Exporter
from shared.testing.clock import ManualClock
from shared.testing.workshop import USER, Workshop


def with_wordlist(clock: ManualClock | None = None) -> tuple[Workshop, str]:
    workshop = Workshop(clock=clock or ManualClock())
    accepted = workshop.submit()
    workshop.deliver()
    saved = workshop.gateway.wordlists.of_job(accepted.job.id)
    assert saved is not None
    return workshop, saved.id


def ask(workshop: Workshop, wordlist_id: str, format_name: str = "csv", user_id: str = USER):
    return workshop.exporter.deliver(user_id, wordlist_id=wordlist_id, format_name=format_name, options={})


def test_a_user_gets_the_file_at_once_and_the_webhook_then_finds_nothing_to_do():
    workshop, wordlist_id = with_wordlist()
    delivery = ask(workshop, wordlist_id)
    stored = workshop.gateway.files.content["wordlist-exports"][f"{USER}/{wordlist_id}.csv"]
    assert b"waterwheel" in stored
    assert delivery.export.size_bytes == len(stored)
    assert workshop.deliver() == ["nothing_to_do"]


def test_asking_again_gives_the_same_export_and_writes_no_second_file():
    workshop, wordlist_id = with_wordlist()
    first = ask(workshop, wordlist_id)
    workshop.gateway.files.content["wordlist-exports"][f"{USER}/{wordlist_id}.csv"] = b"as it was"
    again = ask(workshop, wordlist_id)
    assert again.export.id == first.export.id
    assert workshop.gateway.files.content["wordlist-exports"][f"{USER}/{wordlist_id}.csv"] == b"as it was"


def test_the_address_is_good_until_the_file_is_swept():
    clock = ManualClock()
    workshop, wordlist_id = with_wordlist(clock)
    ask(workshop, wordlist_id)
    clock.advance(timedelta(minutes=40).total_seconds())
    delivery = ask(workshop, wordlist_id)
    assert delivery.url is not None
    assert "expires=1200" in delivery.url
    assert delivery.export.expires_at == delivery.expires_at


def test_a_swept_export_is_written_anew_when_it_is_asked_for():
    clock = ManualClock()
    workshop, wordlist_id = with_wordlist(clock)
    first = ask(workshop, wordlist_id)
    workshop.gateway.files.removed("wordlist-exports", [first.export.id])
    workshop.gateway.files.content["wordlist-exports"].clear()
    assert ask(workshop, wordlist_id).url
    assert workshop.gateway.files.content["wordlist-exports"]


def test_an_unknown_format_is_told_before_anything_is_queued():
    workshop, wordlist_id = with_wordlist()
    with pytest.raises(UnknownFormat):
        ask(workshop, wordlist_id, "pptx")
    assert not workshop.gateway.state.exports


def test_nobody_exports_the_wordlist_of_somebody_else():
    workshop, wordlist_id = with_wordlist()
    with pytest.raises(NotFound):
        ask(workshop, wordlist_id, user_id="99999999-9999-4999-8999-999999999999")


def test_a_storage_that_is_away_leaves_the_export_queued_for_another_try():
    workshop, wordlist_id = with_wordlist()
    real = workshop.gateway.files

    class Away(type(real)):
        def upload(self, *_: object, **__: object) -> None:
            raise StorageUnavailable

    workshop.gateway.files = Away(workshop.gateway.state)
    delivery = ask(workshop, wordlist_id)
    assert (delivery.export.status, delivery.url) == (ExportStatus.QUEUED, None)
    workshop.gateway.files = real
    assert ask(workshop, wordlist_id).url


def test_an_export_that_somebody_else_took_over_is_on_its_way_and_no_conflict():
    workshop, wordlist_id = with_wordlist()
    state = workshop.gateway.state

    class Slow(type(workshop.gateway.files)):
        def upload(self, *given: object, **more: object) -> None:
            super().upload(*given, **more)
            state.leases.clear()

    workshop.gateway.files = Slow(state)
    delivery = ask(workshop, wordlist_id)
    assert (delivery.export.status, delivery.url) == (ExportStatus.QUEUED, None)


def test_an_export_that_fails_again_waits_longer_each_time():
    workshop, wordlist_id = with_wordlist()
    waits: list[float | None] = []
    real = workshop.gateway.exports

    class Away(type(workshop.gateway.files)):
        def upload(self, *_: object, **__: object) -> None:
            raise StorageUnavailable

    class Noting(type(real)):
        def fail(self, claim: ExportClaim, *, failure: Failure) -> Export:
            waits.append(failure.retry_in)
            return super().fail(claim, failure=failure)

    workshop.gateway.files = Away(workshop.gateway.state)
    workshop.gateway.exports = Noting(workshop.gateway.state)
    exporter = Exporter(workshop.gateway, workshop.clock, lambda _low, high: high)
    for _ in range(3):
        exporter.deliver(USER, wordlist_id=wordlist_id, format_name="csv", options={})
    assert waits == [2.0, 4.0, 8.0]
