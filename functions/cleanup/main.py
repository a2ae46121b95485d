"""POST by schedule: sweeps what time, lost hints and dead workers leave behind.

Surprise: two sweeps at once do no harm and no double work; each takes what the other does not hold.
"""

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Hint
from shared.services import cleanup


@endpoint(Policy("POST", caller="webhook", receipt=True), Hint)
def main(call: Call[Hint]) -> dict[str, dict[str, int]]:
    return cleanup.sweep(call.gateway, call.body.task or "all", seconds_left=call.seconds_left)


lambda_handler = lambda_entry(main)
