"""Every file in a folder that is a registry holds the entry its folder promises."""

import importlib

import pytest

from shared.documents.parser import PARSERS
from shared.exports.format import FORMATS
from shared.pipeline.engine import ENGINES
from shared.pipeline.kind import KINDS
from shared.pipeline.stage import STAGES
from shared.registry import Registry

REGISTRIES: dict[str, Registry[object]] = {
    "parsers": PARSERS,  # type: ignore[dict-item]  # a registry of parsers is one of objects
    "formats": FORMATS,  # type: ignore[dict-item]
    "kinds": KINDS,  # type: ignore[dict-item]
    "stages": STAGES,  # type: ignore[dict-item]
    "engines": ENGINES,  # type: ignore[dict-item]
}
ENTRIES = [(which, name) for which, registry in REGISTRIES.items() for name in registry.names]


@pytest.mark.parametrize(("which", "name"), ENTRIES)
def test_an_entry_can_be_had(which: str, name: str) -> None:
    assert REGISTRIES[which].get(name) is not None


def test_no_registry_is_empty() -> None:
    assert all(registry.names for registry in REGISTRIES.values())


@pytest.mark.parametrize("kind", KINDS.names)
def test_the_stages_of_a_kind_exist(kind: str) -> None:
    stages = importlib.import_module(f"shared.pipeline.kinds.{kind}").KIND.stages
    assert set(stages) <= set(STAGES.names)
    assert len(stages) == len(set(stages))
