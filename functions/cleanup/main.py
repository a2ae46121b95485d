"""POST by schedule: sweeps what time, lost hints and dead workers leave behind.

Surprise: two sweeps at once do no harm and no double work; each takes what the other does not hold.
"""

from secrets import SystemRandom

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Hint
from shared.pipeline.runner import Runner
from shared.services import cleanup, job_advance


@endpoint(Policy("POST", caller=("webhook", "schedule"), receipt=True), Hint)
def main(call: Call[Hint]) -> dict[str, dict[str, int]]:
    app = call.app

    def advance(job_id: str) -> str:
        runner = Runner(
            gateway=app.secret,
            engine=app.engine,
            clock=app.clock,
            seconds_left=call.seconds_left,
            lease_seconds=app.lease_seconds,
            draw=SystemRandom().uniform,
        )
        return job_advance.advance(runner, job_id, stage=None, webhook_id=None)

    return cleanup.sweep(cleanup.Broom(app.secret, call.seconds_left, advance, app.mirror), call.body.task or "all")


lambda_handler = lambda_entry(main)
