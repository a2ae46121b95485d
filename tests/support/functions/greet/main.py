"""A function for tests of the door: anyone may GET it."""

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Command


class Whom(Command):
    name: str = "world"


@endpoint(Policy("GET", caller="public", limit="reads"), Whom)
def main(call: Call[Whom]) -> object:
    return {"hello": call.body.name}


lambda_handler = lambda_entry(main)
