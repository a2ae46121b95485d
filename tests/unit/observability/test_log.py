"""Nothing but allow-listed fields reaches a log line."""

import io
import json
import os
from typing import Any

import pytest

from shared.errors import Corrupt
from shared.observability.log import Fields, Level, Log, described
from shared.observability.trace import begin_trace, current_trace

CANARY = "canary-7f3a"


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_event_and_facts() -> None:
    stream = io.StringIO()
    Log(stream=stream).info("request", function="health", status=200, duration_ms=1.5)
    (line,) = lines(stream)
    assert line["event"] == "request"
    assert line["severity"] == "INFO"
    assert (line["function"], line["status"], line["duration_ms"]) == ("health", 200, 1.5)


def test_a_field_that_is_not_listed_cannot_be_logged() -> None:
    stream = io.StringIO()
    Log(stream=stream).info("request", token=CANARY, sentence=CANARY, status=200)  # type: ignore[call-arg]
    (line,) = lines(stream)
    assert CANARY not in stream.getvalue()
    assert line["left_out"] == 2
    assert line["status"] == 200


@pytest.mark.parametrize(
    "name", ["token", "authorization", "body", "message", "text", "filename", "email", "url", "key"]
)
def test_no_listed_field_is_meant_for_text_or_secrets(name: str) -> None:
    assert name not in Fields.__annotations__


def test_a_value_is_never_longer_than_an_id_needs() -> None:
    stream = io.StringIO()
    Log(stream=stream).info("request", code="x" * 5000, where=["y" * 5000] * 50)
    (line,) = lines(stream)
    assert len(line["code"]) == 160
    assert len(line["where"]) == 20


def test_an_exception_tells_its_class_and_place_and_not_what_it_says() -> None:
    with pytest.raises(Corrupt) as raised:
        raise Corrupt(f"page 3 says {CANARY}")
    told = described(raised.value)
    assert told["error"] == "Corrupt"
    assert any("test_log.py" in place for place in told["where"])
    assert CANARY not in json.dumps(told)


def test_a_line_break_in_a_value_does_not_start_another_line() -> None:
    stream = io.StringIO()
    Log(stream=stream).info("request\n{}", job_id='1"}\n{"severity":"ERROR"')
    assert len(stream.getvalue().splitlines()) == 1


@pytest.mark.parametrize(("level", "written"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_a_level_keeps_what_is_below_it_quiet(level: Level, written: int) -> None:
    stream = io.StringIO()
    log = Log(level, stream)
    for write in (log.debug, log.info, log.warning, log.error):
        write("event")
    assert len(lines(stream)) == written


def test_a_line_within_a_call_carries_the_ids_of_the_call() -> None:
    stream = io.StringIO()
    mark = current_trace.set(begin_trace("request-1", None, new_id="new"))
    Log(stream=stream).info("event")
    current_trace.reset(mark)
    Log(stream=stream).info("event")
    inside, outside = lines(stream)
    assert inside["request_id"] == "request-1"
    assert "request_id" not in outside


def test_a_line_that_cannot_be_written_harms_nobody() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w")
    Log(stream=stream).info("request", status=200)
    with pytest.raises(BrokenPipeError):  # it was not written indeed
        stream.close()
