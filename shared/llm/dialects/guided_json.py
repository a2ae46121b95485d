"""A schema in `nvext.guided_json`, as NVIDIA NIM takes it.

Surprise: NIM answers 200 to a `response_format` it does not honour; hence the probe.
"""

from collections.abc import Mapping

from shared.llm.dialect import Dialect


def shape(name: str, schema: Mapping[str, object]) -> dict[str, object]:  # noqa: ARG001 - the schema goes unnamed
    return {"nvext": {"guided_json": dict(schema)}}


DIALECT = Dialect(1, shape)
