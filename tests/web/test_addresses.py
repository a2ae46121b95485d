"""Where the page calls each function, by its own module run in Node.js over a made-up browser."""

import json
import subprocess
from pathlib import Path

import pytest

from deploy.local.node import node_program

API = Path(__file__).parents[2] / "deploy" / "web" / "api.js"
CALL = """
globalThis.location = new URL("https://app.example.org/");
globalThis.supabase = { createClient: () => ({ auth: { getSession: async () => ({ data: {} }) } }) };
const config = JSON.parse(process.argv[1]);
const called = [];
globalThis.fetch = async (url) => {
  called.push(String(url));
  return { ok: true, headers: new Headers(), json: async () => (called.length === 1 ? config : {}) };
};
const { connect } = await import(process.argv[2]);
await (await connect()).control("1", "cancel");
console.log(called[1]);
"""


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ({}, "https://abc.supabase.co/functions/v1/job_control"),
        ({"functions_url": "https://api.example.org/f/"}, "https://api.example.org/f/job_control"),
        ({"functions_url": {"job_control": "https://x1.lambda-url.aws/"}}, "https://x1.lambda-url.aws/"),
    ],
)
def test_a_function_is_called_at_the_base_or_at_its_own_address(given: dict[str, object], called: str):
    config = json.dumps({"supabase_url": "https://abc.supabase.co", "publishable_key": "sb_publishable_x", **given})
    done = subprocess.run(
        [node_program(), "--input-type=module", "-e", CALL, config, API.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.strip() == called
