"""The double by hand: `python -m tests.support.llm_server --port 8181 --profile openai`."""

import argparse
import contextlib
import threading

from tests.support.llm_server import PROFILES, serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.support.llm_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8181)
    parser.add_argument("--profile", choices=sorted(PROFILES), default="openai")
    parser.add_argument("--key", default="sk-double", help="the key it wants; empty for none")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds for each answer")
    given = parser.parse_args()
    with serve(given.profile, port=given.port, key=given.key, latency=given.latency) as double:
        print(f"LLM_BASE_URL={double.base_url} LLM_API_KEY={double.key} LLM_MODEL=mill-1", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
