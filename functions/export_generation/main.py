"""POST by a user: an export of one's own wordlist, with a signed address. POST by webhook: writes a queued export.

Surprise: a user rarely meets 202. A file of 40 pairs is written while they wait, unless somebody else is writing it.
"""

from secrets import SystemRandom
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Command, Hint
from shared.errors import MalformedRequest
from shared.exports.format import FORMATS, describe_options
from shared.services.export_generation import Delivery, Exporter
from shared.wiring import App

Value = Annotated[str, StringConstraints(strip_whitespace=False, max_length=16)]
"""As it was sent: a tab is a delimiter."""


class Body(Command):
    model_config = ConfigDict(json_schema_extra=describe_options)

    wordlist_id: UUID
    format: str = Field(min_length=1, max_length=16, json_schema_extra={"enum": list(FORMATS.names)})
    options: dict[Annotated[str, Field(max_length=16)], Value | int | float | bool] = Field(
        default_factory=dict, max_length=16
    )


POLICY = Policy("POST", caller=("user", "webhook"), limit="exports", idempotent=True, also=(202,))


@endpoint(POLICY, user=Body, webhook=Hint)
def main(call: Call[Body | Hint]) -> tuple[int, Delivery | dict[str, str]]:
    body, exporter = call.body, _exporter(call.app)
    if isinstance(body, Body):
        delivery = exporter.deliver(
            call.user.id, wordlist_id=str(body.wordlist_id), format_name=body.format, options=body.options
        )
        return (200 if delivery.url else 202), delivery
    if "id" not in body.record:
        raise MalformedRequest("the hint names no export; it should have record.id")
    export = exporter.generate(str(body.record["id"]), webhook_id=call.webhook_id)
    return 200, {"outcome": str(export.status) if export else "nothing_to_do"}


def _exporter(app: App) -> Exporter:
    return Exporter(app.secret, app.clock, SystemRandom().uniform, app.mirror)


lambda_handler = lambda_entry(main)
