"""How a job may begin: through a door, queued, and made of what makes sense."""

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.world import World, refusal


def test_the_secret_key_cannot_insert_a_job_that_already_runs(worn: World):
    insert = "insert into public.jobs (user_id, kind, stage, stages, vt) values (%s, 'wordlist', 'a', '{a}', 0)"
    with refusal(409, "conflict"):
        worn.service.execute(insert, (worn.ada,))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "'processing'"),
        ("slot", "1"),
        ("lease_token", "gen_random_uuid()"),
        ("progress", "50"),
        ("attempt", "2"),
        ("retry_count", "1"),
        ("finished_at", "now()"),
    ],
)
def test_even_behind_an_open_door_a_new_job_has_no_say_in_where_it_begins(worn: World, column: str, value: str):
    behind_a_door = (
        "do $$ begin perform private.open_door('test'); "
        f"insert into public.jobs (user_id, kind, stage, stages, vt, {column}) "
        f"values ('{worn.ada}', 'wordlist', 'a', '{{a}}', 0, {value}); end $$"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="jobs"):
        worn.service.execute(behind_a_door.encode())


@pytest.mark.parametrize("made", [{"stages": []}, {"stages": ["a"] * 33}, {"params": []}, {"max_retries": -1}])
def test_what_no_job_can_be_made_of_is_refused_alone_and_in_a_batch(worn: World, made: dict[str, object]):
    given = {"user_id": worn.ada, "kind": "wordlist", "stages": ["a"], "params": {}, "max_retries": 3} | made
    with refusal(409, "conflict"):
        worn.call("submit_job", **given)
    items = Jsonb([{}, {"params": given.pop("params")}])
    with refusal(409, "conflict"):
        worn.call("submit_jobs", items=items, **given)
