"""How long a call may go on, told by Lambda or counted by us."""

import time
from types import SimpleNamespace

import pytest
from werkzeug import Request
from werkzeug.test import create_environ

from shared.edge.deadline import seconds_left
from shared.wiring import App
from tests.support.doors import settings


def test_lambdas_word_is_asked_anew_each_time() -> None:
    told = iter([30_000, 1_500, -20])
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: next(told))
    request = Request(create_environ() | {"apig_wsgi.context": context})
    left = seconds_left(request, App(settings()), since=0)
    assert [left(), left(), left()] == [30.0, 1.5, 0.0]


@pytest.mark.parametrize(("ago", "least", "most"), [(0, 50, 60), (40, 10, 20), (4000, 0, 0)])
def test_elsewhere_it_is_counted_from_the_calls_beginning_and_never_below_nothing(
    ago: float, least: float, most: float
) -> None:
    app = App(settings(WORDMILL_REQUEST_SECONDS="60"))
    left = seconds_left(Request(create_environ()), app, since=time.monotonic() - ago)
    assert least <= left() <= most
