"""The OpenAPI document against the running stack: what schemathesis makes of it is answered as it says.

Surprise: learners are changed every few calls, since one alone would soon meet nothing but 429.
"""

import itertools
import time
from collections.abc import Iterator, Sequence
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CheckContext, CheckFunction
from schemathesis.generation import GenerationMode
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.specs.openapi.checks import missing_required_header, positive_data_acceptance

from deploy.local.stack import Stack
from deploy.openapi import document
from shared.edge import signatures
from tests.support.people import sign_up

EXAMPLES = 40
CALLS_A_LEARNER = 15
# What no schema can say: a key that was used, a file's name or size that is not for us.
BEYOND_SCHEMAS = {
    "idempotency_key_reused", "unsupported_type", "legacy_format", "too_large", "empty", "type_mismatch", "corrupt",
}  # fmt: skip

SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.config.generation.update(allow_x00=False)  # NUL is no text; tests/functions/test_body.py sends it
SCHEMA.config.checks.negative_data_rejection.expected_statuses.append("413")  # too many parts is a refusal too
OF_USERS = SCHEMA.include(func=lambda ctx: _has_scheme(ctx, "userToken"))
OF_WEBHOOKS = SCHEMA.include(func=lambda ctx: _has_scheme(ctx, "webhook"))
OF_ANYONE = SCHEMA.include(path_regex="/health$")
fixed = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def _has_scheme(ctx: schemathesis.HookContext, name: str) -> bool:
    return any(name in entry for entry in ctx.operation.definition.raw["security"])


class Learners(requests.auth.AuthBase):
    """Signs each call with a learner's token, a new learner's every few calls."""

    def __init__(self, stack: Stack) -> None:
        self._tokens = self._new_tokens(stack)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {next(self._tokens)}"
        return request

    def _new_tokens(self, stack: Stack) -> Iterator[str]:
        while True:
            yield from itertools.repeat(sign_up(stack, "schema").token, CALLS_A_LEARNER)


class Database(requests.auth.AuthBase):
    """Signs each call as the stack's own database does."""

    def __init__(self, stack: Stack) -> None:
        self._secret = stack.webhook_secret

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        webhook_id, now = str(uuid4()), int(time.time())
        signature = signatures.sign(self._secret, webhook_id=webhook_id, timestamp=now, body=raw)
        request.headers.update(
            {"webhook-id": webhook_id, "webhook-timestamp": str(now), "webhook-signature": signature}
        )
        return request


@pytest.fixture(scope="module")
def learners(stack: Stack) -> Learners:
    return Learners(stack)


@pytest.fixture(scope="module")
def signed(stack: Stack) -> Database:
    return Database(stack)


def taken(ctx: CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """What fits the schema of a learner's command is refused only for what no schema says."""
    is_command = not isinstance(case.body, dict) or "type" not in case.body  # what only a hint has
    if not case.meta or case.meta.generation.mode is not GenerationMode.POSITIVE or not is_command:
        return
    if response.status_code in {400, 415, 422} and response.json()["code"] not in BEYOND_SCHEMAS:
        raise RejectedPositiveData(
            operation=case.operation.label, message=response.text, status_code=response.status_code, allowed_statuses=[]
        )


def answered(case: schemathesis.Case, stack: Stack, auth: object = None, also: Sequence[CheckFunction] = ()) -> None:
    # Signatures are added to the finished request, where two of the checks do not look for them.
    case.call_and_validate(
        base_url=stack.url,
        auth=auth,
        excluded_checks=[positive_data_acceptance, missing_required_header],
        additional_checks=list(also),
    )


@OF_USERS.parametrize()
@fixed
def test_a_learner_is_answered_as_the_document_says(case: schemathesis.Case, stack: Stack, learners: Learners) -> None:
    answered(case, stack, learners, also=[taken])


@OF_WEBHOOKS.parametrize()
@fixed
def test_the_database_is_answered_as_the_document_says(case: schemathesis.Case, stack: Stack, signed: Database) -> None:
    answered(case, stack, signed)


@OF_ANYONE.parametrize()
@fixed
def test_anyone_is_answered_as_the_document_says(case: schemathesis.Case, stack: Stack) -> None:
    answered(case, stack)
