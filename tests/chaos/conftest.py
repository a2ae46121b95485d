"""A shop for each test, on a stack that sends no hints unless a test is about hints.

Surprise: these tests share the session's stack with all others, so whatever they break they put right again.
"""

from collections.abc import Iterator

import psycopg
import pytest

from deploy.local.stack import Stack
from tests.chaos.shop import Shop
from tests.support.people import sign_up
from tests.support.quiet import no_hints

CAP = 5
"""As the migrations set it."""


@pytest.fixture(scope="session")
def owner(stack: Stack) -> str:
    return sign_up(stack, "owner").id


@pytest.fixture
def shop(stack: Stack, owner: str) -> Iterator[Shop]:
    with psycopg.connect(stack.database_url, autocommit=True) as database, no_hints(database):
        shop = Shop(stack, database, owner)
        yield shop
        shop.set_cap(CAP)
        for client in shop.opened:
            client.close()
        open_states = ["queued", "scheduled", "processing"]
        database.execute(
            "select public.cancel_job(id, user_id) from public.jobs where status::text = any(%s)", [open_states]
        )
