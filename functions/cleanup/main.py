"""POST by schedule: sweeps what time, lost hints and dead workers leave behind.

Surprise: two sweeps at once do no harm and no double work; each takes what the other does not hold.
"""

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Hint
from shared.services import cleanup, job_advance


@endpoint(Policy("POST", caller=("webhook", "schedule"), receipt=True), Hint)
def main(call: Call[Hint]) -> dict[str, dict[str, int]]:
    app = call.app

    def advance(job_id: str) -> str:
        return job_advance.advance(app.runner(call.seconds_left), job_id, stage=None, webhook_id=None)

    return cleanup.sweep(cleanup.Broom(app.secret, call.seconds_left, advance, app.mirror), call.body.task or "all")


lambda_handler = lambda_entry(main)
