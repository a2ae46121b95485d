"""People who use a running stack, each signed up by supabase-py with an address of their own."""

from dataclasses import dataclass
from uuid import uuid4

import httpx
from supabase import Client, create_client
from supabase.lib.client_options import SyncClientOptions

from deploy.local.stack import Stack

PASSWORD = "correct-horse-battery"
_HTTP = httpx.Client(timeout=30)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in."""

    id: str
    email: str
    token: str
    client: Client

    @property
    def headers(self) -> dict[str, str]:
        """What a web app sends to a function."""
        return {"Authorization": f"Bearer {self.token}"}


def visitor(stack: Stack) -> Client:
    """A client with the publishable key, as a web app starts out with."""
    return _client(stack.url, stack.publishable_key)


def administrator(stack: Stack) -> Client:
    """The client that holds the secret key."""
    return _client(stack.url, stack.secret_key)


def sign_up(stack: Stack, name: str = "person") -> Person:
    """Somebody new."""
    client = visitor(stack)
    email = f"{name}-{uuid4().hex[:12]}@example.com"
    answer = client.auth.sign_up({"email": email, "password": PASSWORD})
    assert answer.user is not None
    assert answer.session is not None
    return Person(answer.user.id, email, answer.session.access_token, client)


def _client(url: str, key: str) -> Client:
    # With a connection pool of its own each client would cost 100 ms, and warn of its own timeouts.
    options = SyncClientOptions(httpx_client=_HTTP, auto_refresh_token=False, persist_session=True)
    return create_client(url, key, options)
