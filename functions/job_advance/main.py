"""POST by webhook: claims the stage that the hint speaks of and runs it, and what comes after it while there is time.

Surprise: nobody has to wait for the answer. pg_net hangs up after its timeout while the stage is still at work, and
what became of it stands in the job's row.
"""

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Hint
from shared.errors import MalformedRequest
from shared.services import job_advance


@endpoint(Policy("POST", caller="webhook"), Hint)
def main(call: Call[Hint]) -> dict[str, str]:
    record = call.body.record
    if "id" not in record:
        raise MalformedRequest("the hint names no job; it should have record.id")
    runner = call.app.runner(call.seconds_left, goes_on=True)
    stage = record.get("stage")
    outcome = job_advance.advance(runner, str(record["id"]), stage=stage, webhook_id=call.webhook_id)
    return {"outcome": outcome}


lambda_handler = lambda_entry(main)
