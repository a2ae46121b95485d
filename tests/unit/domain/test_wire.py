"""Values as JSON, there and back."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from shared.domain.job import JobStatus
from shared.domain.wire import (
    job_from_json,
    pair_from_json,
    pair_to_json,
    plain,
    wordlist_from_json,
    wordlist_to_json,
    zone_from_json,
    zone_to_json,
)
from shared.domain.wordlist import Pair, PairSource, Wordlist
from shared.domain.zone import Box, Zone, ZoneType

ZONE = Zone(3, 2, ZoneType.TABLE, "a\tb\nc\td", 0.5, Box(1, 2, 3, 4), "pdf", "de", ("b",))
PAIR = Pair("Mühlen", "Mühle", "noun", "mill", 0.9, PairSource.OFFLINE, 2, "Mühlen mahlen.", 3, "f", ("grinder",))
JOB = {
    "id": "j",
    "user_id": "u",
    "kind": "wordlist",
    "status": "processing",
    "stage": "parsing",
    "stages": ["parsing", "cleaning"],
    "created_at": "2026-11-21T07:00:00.5+00:00",
}


def through_json(value: object) -> object:
    return json.loads(json.dumps(value))


def test_zones_come_back_as_they_went():
    for zone in (ZONE, replace(ZONE, bbox=None, lang=None, emphasis=())):
        assert zone_from_json(through_json(zone_to_json(zone))) == zone
    assert zone_to_json(ZONE)["bbox"] == [1, 2, 3, 4]


def test_pairs_and_wordlists_come_back_as_they_went():
    wordlist = Wordlist("offline", "de", "en", (PAIR, replace(PAIR, translation="", confidence=0.0)))
    assert pair_from_json(through_json(pair_to_json(PAIR))) == PAIR
    assert wordlist_from_json(through_json(wordlist_to_json(wordlist))) == wordlist


def test_a_row_of_an_older_or_newer_database_is_read_all_the_same():
    job = job_from_json({**JOB, "invented_later": 1, "params": None, "progress": None})
    assert (job.status, job.params, job.progress, job.stages) == (JobStatus.PROCESSING, {}, 0, ("parsing", "cleaning"))
    assert job.created_at == datetime(2026, 11, 21, 7, 0, 0, 500_000, tzinfo=UTC)


def test_a_job_told_as_json_is_read_as_the_same_job():
    job = job_from_json({**JOB, "eta_seconds": 4, "queue_position": None, "params": {"focus": ["a"]}})
    assert job_from_json(through_json(plain(job))) == job
