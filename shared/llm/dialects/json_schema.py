"""A schema in `response_format`, as OpenAI, vLLM, llama.cpp and Ollama take it.

Surprise: a schema must have a name, and some hosts take 10 to 30 seconds over the first use of one.
"""

from collections.abc import Mapping

from shared.llm.dialect import Dialect


def shape(name: str, schema: Mapping[str, object]) -> dict[str, object]:
    held = {"name": name, "strict": True, "schema": dict(schema)}
    return {"response_format": {"type": "json_schema", "json_schema": held}}


DIALECT = Dialect(0, shape)
