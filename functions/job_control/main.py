"""POST: cancel, retry or rebuild a job of one's own.

Surprise: cancelling a job that is cancelled already is a success; cancelling one that is completed is a conflict.
"""

from uuid import UUID

from shared.domain.job import Job
from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Command
from shared.services import job_control


class Body(Command):
    job_id: UUID
    action: job_control.Action


@endpoint(Policy("POST", limit="writes", idempotent=True), Body)
def main(call: Call[Body]) -> Job:
    return job_control.apply(call.app.secret.jobs, str(call.body.job_id), user_id=call.user.id, action=call.body.action)


lambda_handler = lambda_entry(main)
