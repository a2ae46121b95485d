"""Copies of exports in S3, by moto: written once, checked, and never in the way of the export itself."""

import base64
import hashlib
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from shared.domain.export import ExportStatus
from shared.errors import Unavailable
from shared.mirror import S3Mirror, key_of
from shared.services.cleanup import Broom, sweep
from shared.testing.clock import ManualClock
from shared.testing.workshop import USER, Workshop
from tests.support.aws import pretended_aws

BUCKET, PATH = "wordmill-copies", "ada/list.csv"
HOUR = 3600


@pytest.fixture(autouse=True)
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An AWS of its own with the bucket in it."""
    with pretended_aws(monkeypatch):
        client = boto3.client("s3")
        make(client)
        yield client


def make(s3: Any) -> None:
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})


def kept(s3: Any) -> dict[str, bytes]:
    listed = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {each["Key"]: s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in listed}


def test_a_copy_has_its_hash_in_its_name_and_its_checksum_beside_it(s3: Any) -> None:
    S3Mirror(BUCKET).keep(PATH, b"Muehle;mill")
    digest = hashlib.sha256(b"Muehle;mill")
    key = f"ada/list/{digest.hexdigest()}.csv"
    assert kept(s3) == {key: b"Muehle;mill"}
    facts = s3.head_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert facts["ChecksumSHA256"] == base64.b64encode(digest.digest()).decode()


def test_what_is_there_is_never_written_again(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key=key_of(PATH, hashlib.sha256(b"new").hexdigest()), Body=b"as it was")
    S3Mirror(BUCKET).keep(PATH, b"new")
    assert list(kept(s3).values()) == [b"as it was"]


def test_another_version_of_a_file_stands_beside_the_first(s3: Any) -> None:
    mirror = S3Mirror(BUCKET)
    for data in (b"one", b"two", b"one"):
        mirror.keep(PATH, data)
    assert sorted(kept(s3).values()) == [b"one", b"two"]


def test_a_bucket_that_is_not_there_is_told_by_its_code() -> None:
    mirror = S3Mirror("nobodys-bucket")
    with pytest.raises(Unavailable, match="answered NoSuchBucket"):
        mirror.keep(PATH, b"x")
    with pytest.raises(Unavailable, match="answered 404"):
        mirror.check()
    S3Mirror(BUCKET).check()


def test_an_address_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(Unavailable, match=r"does not answer: \w+Error"):
        S3Mirror(BUCKET).keep(PATH, b"x")


def test_without_boto3_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.exceptions", None)
    with pytest.raises(Unavailable, match="boto3 is not installed"):
        S3Mirror(BUCKET).check()


def finished(mirror: S3Mirror, clock: ManualClock) -> tuple[Workshop, bytes]:
    """A workshop whose one export is written, and its bytes."""
    workshop = Workshop(clock=clock, mirror=mirror)
    job = workshop.submit(exports=["csv"]).job
    workshop.deliver()
    saved = workshop.gateway.wordlists.of_job(job.id)
    assert saved is not None
    (export,) = workshop.gateway.state.exports.values()
    assert export["status"] == ExportStatus.COMPLETED
    return workshop, workshop.gateway.files.content["wordlist-exports"][f"{USER}/{saved.id}.csv"]


def swept(workshop: Workshop) -> int:
    broom = Broom(workshop.gateway, lambda: 60, lambda _: None, workshop.mirror)
    return sweep(broom, "exports")["exports"]["removed"]


def test_a_finished_export_is_copied_and_the_copy_outlives_it(s3: Any) -> None:
    clock = ManualClock()
    workshop, data = finished(S3Mirror(BUCKET), clock)
    assert list(kept(s3).values()) == [data]
    clock.advance(HOUR + 1)
    assert swept(workshop) == 1
    assert list(kept(s3).values()) == [data]


def test_a_mirror_that_is_away_fails_no_export_and_gets_its_copy_before_the_file_goes(s3: Any) -> None:
    clock = ManualClock()
    s3.delete_bucket(Bucket=BUCKET)
    workshop, data = finished(S3Mirror(BUCKET), clock)
    clock.advance(HOUR + 1)
    assert swept(workshop) == 0, "the only copy there is stays"
    assert data in workshop.gateway.files.content["wordlist-exports"].values()
    make(s3)
    assert swept(workshop) == 1
    assert list(kept(s3).values()) == [data]
    assert not workshop.gateway.files.content["wordlist-exports"]


def test_a_file_that_is_gone_already_does_not_hold_up_the_sweep(s3: Any) -> None:
    clock = ManualClock()
    workshop, _ = finished(S3Mirror(BUCKET), clock)
    workshop.gateway.files.content["wordlist-exports"].clear()
    clock.advance(HOUR + 1)
    assert swept(workshop) == 1
