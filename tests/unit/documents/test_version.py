"""The version of the readers follows their sources by itself."""

import shutil
from pathlib import Path

from shared.documents.version import readers_version

ROOM = Path(__file__).parents[3] / "shared" / "documents"


def test_a_changed_added_or_renamed_source_is_another_version(tmp_path: Path):
    room = tmp_path / "documents"
    shutil.copytree(ROOM, room, ignore=shutil.ignore_patterns("__pycache__"))
    seen = [readers_version(), readers_version.__wrapped__(room)]
    assert seen[0] == seen[1]
    source = room / "parsers" / "txt.py"
    source.write_bytes(source.read_bytes() + b"\n")
    seen.append(readers_version.__wrapped__(room))
    (room / "another.py").touch()
    seen.append(readers_version.__wrapped__(room))
    (room / "another.py").rename(room / "renamed.py")
    seen.append(readers_version.__wrapped__(room))
    assert len(set(seen)) == 4


def test_what_python_compiles_beside_the_sources_does_not_count(tmp_path: Path):
    (tmp_path / "a.py").write_text("A = 1\n")
    before = readers_version.__wrapped__(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"compiled")
    assert readers_version.__wrapped__(tmp_path) == before
