"""Any JSON object; its shape is left to the prompt.

Surprise: OpenAI refuses this unless the word JSON stands in a message; every prompt of ours holds it.
"""

from collections.abc import Mapping

from shared.llm.dialect import Dialect


def shape(name: str, schema: Mapping[str, object]) -> dict[str, object]:  # noqa: ARG001 - nothing of it can be sent
    return {"response_format": {"type": "json_object"}}


DIALECT = Dialect(2, shape, holds_schema=False)
