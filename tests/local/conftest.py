"""The stack over a project of the tests' own, so that what is proven here does not hang on Wordmill's schema."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from tests.local.receiver import Receiver, receiving
from tests.support.people import Person, sign_up

PROJECT = Path(__file__).parent / "project"


@pytest.fixture(scope="session")
def plain_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(
        home=tmp_path_factory.mktemp("plain") / "home", port=0, durable=False, project=PROJECT, functions=["health"]
    ) as running:
        yield running


@pytest.fixture(scope="module")
def ada(plain_stack: Stack) -> Person:
    return sign_up(plain_stack, "ada")


@pytest.fixture(scope="module")
def bob(plain_stack: Stack) -> Person:
    return sign_up(plain_stack, "bob")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def connection(plain_stack: Stack) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    with psycopg.connect(plain_stack.database_url, autocommit=True) as one:
        yield one
    with psycopg.connect(plain_stack.database_url, autocommit=True) as after:
        after.execute("delete from net.local_faults")
        after.execute("insert into net.local_faults default values")
