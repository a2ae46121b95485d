"""The import contracts of pyproject.toml are kept."""

from importlinter import cli


def test_every_import_contract_is_kept(capsys: object) -> None:
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS
