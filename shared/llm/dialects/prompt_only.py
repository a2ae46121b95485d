"""Nothing but the prompt asks for JSON.

Surprise: models that think aloud do best here, since a grammar would forbid their thoughts.
"""

from collections.abc import Mapping

from shared.llm.dialect import Dialect


def shape(name: str, schema: Mapping[str, object]) -> dict[str, object]:  # noqa: ARG001 - nothing of it can be sent
    return {}


DIALECT = Dialect(3, shape, holds_schema=False)
