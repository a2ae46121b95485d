"""Positions are computed when they are read, and equal a recount at every read."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.support.world import STAGES, World, call

# One statement, so one snapshot: what is computed beside what a count over all waiting rows says.
COMPARE = """
    select id, public.queue_position(jobs) as computed, row_number() over (order by vt, seq) as recounted
    from public.jobs where status = 'queued'
"""
WRONG = f"select * from ({COMPARE}) as both_ways where computed <> recounted"


def test_waiting_jobs_count_from_one_and_others_have_no_position(here: World):
    jobs = [here.submit(here.ada) for _ in range(8)]
    places = {str(job): place for job, place, _ in here.rows(COMPARE)}
    assert [places.get(job) for job in jobs] == [None] * 5 + [1, 2, 3]
    assert here.value("select count(*) from public.jobs where public.queue_position(jobs) is not null") == 3


def test_cancels_and_retries_move_those_behind(here: World):
    jobs = [here.submit(here.ada) for _ in range(10)]
    here.call("cancel_job", job_id=jobs[6], user_id=here.ada)
    assert here.call("get_job", job_id=jobs[7], user_id=here.ada)["queue_position"] == 2
    again = here.call("retry_job", job_id=jobs[6], user_id=here.ada)
    assert again["queue_position"] == 5
    assert here.rows(WRONG) == []


def test_folding_the_changes_alters_no_position(here: World):
    here.set("job_cap", 1)
    for _ in range(40):
        here.submit(here.ada)
        here.submit(here.ben)
    before = here.rows(COMPARE)
    here.call("update_queue_positions")
    assert here.call("update_queue_positions") == 0
    assert here.rows(COMPARE) == before
    assert here.value("select count(*) from private.queue_changes") == 0


def test_a_deleted_user_leaves_the_count(here: World):
    here.set("job_cap", 1)
    for user in (here.ada, here.ada, here.ben, here.ben):
        here.submit(user)
    here.do("delete from auth.users where id = %s", here.ada)
    here.do("update public.queue_heads set moved_at = now() - interval '2 seconds'")
    here.call("sweep_jobs", limit=10)
    assert here.rows(WRONG) == []
    assert here.value("select waiting from public.queue_heads") == 1


def test_positions_equal_a_recount_while_everything_moves(here: World):
    here.set("job_cap", 3)
    users = [here.person() for _ in range(4)]
    wrong, stop = [], threading.Event()

    def watch() -> None:
        with here.database.connect() as connection:
            while not stop.wait(0.005):
                wrong.extend(connection.execute(WRONG).fetchall())
                connection.execute("select public.update_queue_positions()")

    def move(user: object) -> None:
        choose = random.Random(str(user))
        with here.database.acting_as("service_role") as connection:
            mine = []
            for _ in range(40):
                mine.append(call(connection, "submit_job", user_id=user, kind="wordlist", stages=["only"])["id"])
                if choose.random() < 0.3:
                    call(connection, "cancel_job", job_id=mine.pop(choose.randrange(len(mine))), user_id=user)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(len(users)) as pool:
        list(pool.map(move, users))
    stop.set()
    watcher.join()
    assert wrong == []
    assert here.rows(WRONG) == []


def test_the_owner_of_a_job_reads_its_position_among_jobs_they_cannot_see(here: World):
    for _ in range(7):
        here.submit(here.ada)
    here.submit(here.ben)
    with here.database.acting_as("authenticated", here.ben) as ben:
        rows = ben.execute("select user_id, public.queue_position(jobs) from public.jobs").fetchall()
    # One round of Ada's is ahead of the newcomer at most.
    assert rows == [(here.ben, 1)]


def test_eta_follows_from_the_measured_speed_of_stages(here: World):
    first = here.submit(here.ada, stages=STAGES)
    assert here.call("get_job", job_id=first, user_id=here.ada)["eta_seconds"] is None
    here.run(first)
    here.call("update_queue_positions")
    here.do("update private.stage_speeds set seconds = 2")
    jobs = [here.submit(here.ada, stages=STAGES) for _ in range(16)]
    etas = [here.call("get_job", job_id=job, user_id=here.ada)["eta_seconds"] for job in jobs]
    # Five run, ten seconds each; the tenth behind them waits for two more batches.
    assert (etas[0], etas[5], etas[15]) == (10, 10, 30)


def test_the_speed_of_a_stage_is_learnt_once(here: World):
    job = here.submit(here.ada, stages=STAGES)
    here.complete(job, here.claim(job)["lease_token"], STAGES[0])
    here.call("update_queue_positions")
    here.call("update_queue_positions")
    assert here.rows("select stage, samples from private.stage_speeds") == [(STAGES[0], 1)]


def test_even_the_first_job_of_a_local_database_says_when_it_is_done(fresh: World):
    first = fresh.submit(fresh.ada, stages=STAGES)
    assert fresh.call("get_job", job_id=first, user_id=fresh.ada)["eta_seconds"] == 2


def test_the_head_row_moves_when_the_queue_does_and_not_otherwise(here: World):
    for _ in range(7):
        here.submit(here.ada)
    here.do("update public.queue_heads set moved_at = now() - interval '2 seconds'")
    here.call("update_queue_positions")
    first = here.rows("select waiting, running, moved_at from public.queue_heads")[0]
    assert first[:2] == (2, 5)
    here.do("update public.queue_heads set moved_at = moved_at - interval '2 seconds'")
    here.call("update_queue_positions")
    here.call("update_queue_positions")
    assert here.value("select moved_at from public.queue_heads") < first[2]


def test_the_head_row_moves_with_an_admission_and_needs_no_sweep(here: World):
    here.set("job_cap", 1)
    first = here.submit(here.ada)
    here.submit(here.ada)
    here.do("update public.queue_heads set waiting = 7, moved_at = now() - interval '2 seconds'")
    here.run(first)
    assert here.rows("select waiting, running from public.queue_heads") == [(0, 1)]
