"""A language model for tests: a real HTTP server that speaks the OpenAI protocol and answers from the request alone.

    with serve() as double:
        Endpoint(double.base_url, "mill-1", api_key=double.key)

It honours, ignores or refuses schemas like the makes in `profiles`, counts what it was asked and what it answered, and
misbehaves when told to (`faults`). `python -m tests.support.llm_server --port 8181` runs it by hand.

Surprise: the product knows nothing of it. It learns what is wanted the way a model does, by reading the prompt.
"""

from tests.support.llm_server.faults import Fault
from tests.support.llm_server.profiles import PROFILES, Profile
from tests.support.llm_server.server import Double, serve

__all__ = ["PROFILES", "Double", "Fault", "Profile", "serve"]
