"""People who use a running stack, each signed up by supabase-py with an address of their own."""

from dataclasses import dataclass
from uuid import uuid4

from supabase import Client, create_client

from deploy.local.stack import Stack

PASSWORD = "correct-horse-battery"


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


def sign_up(stack: Stack, name: str = "person") -> Person:
    """Somebody new."""
    client = create_client(stack.url, stack.publishable_key)
    email = f"{name}-{uuid4().hex[:12]}@example.com"
    answer = client.auth.sign_up({"email": email, "password": PASSWORD})
    assert answer.user is not None
    assert answer.session is not None
    return Person(answer.user.id, email, answer.session.access_token, client)


def administrator(stack: Stack) -> Client:
    """The client that holds the secret key."""
    return create_client(stack.url, stack.secret_key)
