"""Ids from outside are kept when they look like ids."""

import pytest

from shared.observability.trace import begin_trace

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_callers_trace_goes_on_with_a_span_of_our_own() -> None:
    trace = begin_trace("request-1", PARENT, new_id="new")
    assert trace.request_id == "request-1"
    assert trace.trace_id == "0af7651916cd43dd8448eb211c80319c"
    assert trace.parent_id == "b7ad6b7169203331"
    assert trace.span_id != trace.parent_id
    assert trace.sampled
    assert trace.traceparent == f"00-{trace.trace_id}-{trace.span_id}-01"


def test_without_a_trace_a_new_one_begins() -> None:
    first, second = begin_trace(None, None, new_id="new"), begin_trace(None, None, new_id="new")
    assert first.request_id == "new"
    assert first.trace_id != second.trace_id
    assert not first.sampled


@pytest.mark.parametrize(
    "header",
    [
        "",
        "00",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
    ],
)
def test_a_misshapen_traceparent_is_not_gone_on_with(header: str) -> None:
    assert begin_trace(None, header, new_id="new").parent_id == ""


@pytest.mark.parametrize(
    "request_id", ["short", "x" * 65, "with space in it", "line\nbreak-1", "<script>alert(1)", "ünïcödé-1"]
)
def test_a_request_id_that_does_not_look_like_one_is_replaced(request_id: str) -> None:
    assert begin_trace(request_id, None, new_id="new").request_id == "new"
