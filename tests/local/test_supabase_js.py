"""supabase-js, as a web page uses it, gets along with the local stack."""

import json
import subprocess
from pathlib import Path

from deploy.local.node import node_program
from deploy.local.stack import Stack

ROOT = Path(__file__).parents[2]


def test_a_web_apps_day_goes_through(plain_stack: Stack):
    script = Path(__file__).parent / "browser_client.mjs"
    done = subprocess.run(
        [node_program(), str(script), str(ROOT), plain_stack.url, plain_stack.publishable_key],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["read"] == {"body": "aus dem Browser", "loud": "AUS DEM BROWSER"}
    assert told["rpc"] == 42
    assert (told["download"], told["fetch"]) == ("blob", "blob")
    assert told["many"] == [True, False]
    assert told["names"] == ["a.txt", "b.txt"]
    assert told["removed"] == 1
    assert told["preflight"] == [True, "*"]
    assert told["signedOut"]
