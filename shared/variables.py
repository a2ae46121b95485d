"""What may stand in an environment variable, and how it is read into a value.

Surprise: nobody is told what stood in a variable that cannot be used. It may be a secret in the wrong place, so a
reader's ValueError is only a yes or no.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


class Secret:
    """A value that prints as stars."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True)
class Variable:
    """Where a setting comes from: `read` raises ValueError for what would not work, `works` says what would."""

    name: str
    read: Callable[[str], object]
    works: str


def web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def origins(text: str) -> tuple[str, ...]:
    found = tuple(web_address(origin) if origin != "*" else origin for origin in listed(text))
    if any(urlsplit(origin).path for origin in found if origin != "*"):
        raise ValueError(text)
    return found


def signing_secrets(text: str) -> tuple[Secret, ...]:
    found = listed(text)
    for secret in found:
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error as error:
            raise ValueError(secret) from error
        if not secret.startswith("whsec_") or len(key) < 16:  # noqa: PLR2004 - 128 bits, less can be guessed
            raise ValueError(secret)
    return tuple(Secret(secret) for secret in found)


def bucket(text: str) -> str:
    """S3's rule for names of buckets, without the rarer half of it."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", text):
        raise ValueError(text)
    return text


def program(text: str) -> str:
    """A whole path: where it is run there is no PATH to look it up in."""
    if not text.startswith("/"):
        raise ValueError(text)
    return text


def listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def long_secret(text: str) -> Secret:
    if len(text) < 16:  # noqa: PLR2004 - less can be guessed
        raise ValueError(text)
    return Secret(text)


def one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(text)
        return text.lower()

    return read


def flag(text: str) -> bool:
    return one_of("true", "false")(text) == "true"


def number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        found = float(text)
        if not least <= found <= most:
            raise ValueError(text)
        return found

    return read


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        return int(number(least, most)(str(int(text))))

    return read


def price(text: str) -> tuple[float, float]:
    sent, received = (number(0, 1e6)(part) for part in listed(text))
    return sent, received
