"""Connecting costs nothing until something is asked for."""

import subprocess
import sys

from shared.gateway.client import connect

PROBE = """
import sys
from shared.gateway.client import connect
gateway = connect("http://127.0.0.1:1", key="k")
gateway.probe, gateway.jobs, gateway.files, gateway.requests
print(sorted({"httpx", "supabase", "storage3", "postgrest", "pydantic"} & set(sys.modules)))
"""


def test_parts_are_made_once_and_without_a_client_of_anybodys():
    gateway = connect("http://127.0.0.1:1", key="k")
    assert gateway.jobs is gateway.jobs
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
