"""GET: healthy, degraded or unhealthy, with the latency of each service behind us.

Surprise: only the database decides between 200 and 503. A load balancer that took us out because Storage is slow
would turn a slow upload into no service at all.
"""

from shared import __version__
from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.services import health


@endpoint(Policy("GET", caller="public", also=(503,)))
def main(call: Call[None]) -> tuple[int, health.Health]:
    app = call.app
    found = health.examine(app.secret.probe, app.clock, version=__version__, mirror=app.mirror)
    return (503 if found.status is health.Condition.UNHEALTHY else 200), found


lambda_handler = lambda_entry(main)
