"""Generated files are what their sources say now."""

from pathlib import Path

from deploy.generate import GENERATORS, stale


def test_no_generated_file_is_stale():
    assert list(stale()) == []


def test_a_changed_or_missing_file_is_found(tmp_path: Path):
    generators = {"same.txt": lambda: "text", "changed.txt": lambda: "text", "missing.txt": lambda: "text"}
    (tmp_path / "same.txt").write_text("text")
    (tmp_path / "changed.txt").write_text("other")
    assert list(stale(tmp_path, generators)) == ["changed.txt", "missing.txt"]


def test_each_generator_names_a_file_in_the_project():
    assert all(not name.startswith(("/", ".")) for name in GENERATORS)
