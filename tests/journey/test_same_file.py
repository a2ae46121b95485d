"""The same file sent twice: its zones are copied where they lie, and nobody reads it again."""

from collections import Counter
from pathlib import Path
from random import Random

import httpx
import psycopg

from deploy.local.stack import Stack
from shared.clock import SystemClock
from shared.domain.job import Job
from shared.gateway.client import SupabaseGateway
from shared.pipeline.engines.offline import ENGINE
from shared.pipeline.runner import Runner
from shared.services.job_advance import advance
from shared.services.upload_intake import Intake
from tests.support.people import sign_up
from tests.support.processes import children
from tests.support.quiet import no_hints

SAMPLE = Path(__file__).parents[2] / "deploy" / "local" / "samples" / "pain-au-levain.docx"
ZONES = "select array_agg(to_jsonb(z) - 'document_id' order by index) from public.zones as z where document_id = %s"


class Counting(httpx.HTTPTransport):
    """Counts what is asked of Supabase."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked[f"{request.method} {request.url.path.split('/v1/')[1].split('/document-uploads/')[0]}"] += 1
        return super().handle_request(request)


def test_the_same_file_again_is_copied_by_one_call_without_a_download_or_a_child_and_only_for_its_owner(stack: Stack):
    transport = Counting()
    ada, ben = sign_up(stack, "ada").id, sign_up(stack, "ben").id
    with httpx.Client(transport=transport, timeout=30) as http, psycopg.connect(stack.database_url) as database:
        database.autocommit = True
        gateway = SupabaseGateway(stack.url, key=stack.secret_key, token=None, http=http)

        def read(user: str) -> tuple[Job, int]:
            """The sample as a job of this user, run here; and how many child processes that took."""
            taken = Intake(gateway, SystemClock(), user).take(
                SAMPLE.name, SAMPLE.read_bytes(), params={"target_lang": "en"}
            )
            transport.asked.clear()
            with children() as started:
                runner = Runner(gateway, ENGINE, SystemClock(), lambda: 60.0, 30, Random(1).uniform)
                advance(runner, taken.job.id, stage="parsing", webhook_id=None)
            return gateway.jobs.get(taken.job.id, user_id=user), len(started)

        with no_hints(database):
            (first, parses), downloads = read(ada), transport.asked["GET object"]
            assert (parses, downloads) == (1, 1)
            second, parses = read(ada)
            assert (parses, transport.asked["GET object"], transport.asked["POST rpc/reuse_zones"]) == (0, 0, 1)
            _, parses = read(ben)
            assert (parses, transport.asked["GET object"]) == (1, 1)
        zones = [database.execute(ZONES, [job.document_id]).fetchone() for job in (first, second)]
        assert zones[0] == zones[1] != (None,)
        lists = [gateway.wordlists.of_job(job.id) for job in (first, second)]
        assert lists[0] is not None
        assert lists[1] is not None
        assert lists[0].wordlist == lists[1].wordlist
