"""Where the functions' variables are kept, as whoever operates them reads and writes it.

Surprise: the names are those of WORDMILL_SECRETS, and one more. Functions on Cloud Run read a mounted file; the
operator changes the secret behind it, `google:NAME`, through gcloud, which knows who is signed in.
"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from deploy.local.home import write_private
from shared.errors import Unavailable
from shared.secrets import FILE, fetch_secrets

GOOGLE: Final = "google:"


class Store(Protocol):
    """All variables, and a way to change one of them. Values go through pipes and files, never over a command line."""

    def read(self) -> Mapping[str, str]: ...
    def write(self, variable: str, value: str) -> None: ...


def store_of(name: str) -> Store:
    """The store that this name means."""
    if name.startswith(FILE):
        return File(name)
    if name.startswith(GOOGLE):
        return GoogleSecret(name.removeprefix(GOOGLE))
    return AwsParameters(name) if name.startswith("/") else AwsSecret(name)


@dataclass(frozen=True, slots=True)
class File:
    """A JSON object in a file."""

    name: str

    def read(self) -> Mapping[str, str]:
        return fetch_secrets(self.name)

    def write(self, variable: str, value: str) -> None:
        write_private(Path(self.name.removeprefix(FILE)), {**self.read(), variable: value})


@dataclass(frozen=True, slots=True)
class AwsSecret:
    """A JSON object in Secrets Manager; the version before stays there as AWSPREVIOUS."""

    name: str

    def read(self) -> Mapping[str, str]:
        return fetch_secrets(self.name)

    def write(self, variable: str, value: str) -> None:
        import boto3  # only those who deploy to AWS have it

        text = json.dumps({**self.read(), variable: value})
        boto3.client("secretsmanager").put_secret_value(SecretId=self.name, SecretString=text)


@dataclass(frozen=True, slots=True)
class AwsParameters:
    """A parameter for each variable below a path of SSM."""

    name: str

    def read(self) -> Mapping[str, str]:
        return fetch_secrets(self.name)

    def write(self, variable: str, value: str) -> None:
        import boto3  # as above

        boto3.client("ssm").put_parameter(
            Name=f"{self.name.rstrip('/')}/{variable}", Value=value, Type="SecureString", Overwrite=True
        )


@dataclass(frozen=True, slots=True)
class GoogleSecret:
    """A JSON object in Secret Manager."""

    name: str

    def read(self) -> Mapping[str, str]:
        found = json.loads(self._gcloud("versions", "access", "latest", f"--secret={self.name}") or "{}")
        return {str(variable): str(value) for variable, value in found.items()}

    def write(self, variable: str, value: str) -> None:
        self._gcloud("versions", "add", self.name, "--data-file=-", sent=json.dumps({**self.read(), variable: value}))

    def _gcloud(self, *arguments: str, sent: str = "") -> str:
        command = ["gcloud", "secrets", *arguments]
        try:
            done = subprocess.run(command, input=sent, capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            raise Unavailable("gcloud is not installed; it is needed for stores named google:...") from error
        if done.returncode:
            # Its complaints name the secret, never what is in it.
            raise Unavailable(f"{' '.join(command)} failed: {done.stderr.strip()[-300:]}")
        return done.stdout
