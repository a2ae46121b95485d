"""Settings that a store keeps for us: a file, an entry of AWS Secrets Manager, or parameters below a path of SSM.

Surprise: which of them it is stands in the name. `file:/secrets/wordmill.json` is a file, which on Cloud Run is the
latest version of a mounted secret; `/wordmill/prod` is a path of parameters, each named for its variable; anything else
is one secret of AWS. File and secret hold all variables as a JSON object.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "file:"
CONNECT_SECONDS = 2
READ_SECONDS = 4


def fetch_secrets(name: str) -> Mapping[str, str]:
    """Variables by name, as they are now."""
    if name.startswith(FILE):
        return _file(name)
    import boto3  # Lambda brings it; nobody else needs it
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    config = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"total_max_attempts": 3})
    try:
        if name.startswith("/"):
            return dict(_parameters(boto3.client("ssm", config=config), name))
        answer = boto3.client("secretsmanager", config=config).get_secret_value(SecretId=name)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"the secret {name!r} cannot be read; does it exist, and may this function?") from error
    return _variables(name, answer.get("SecretString", ""))


def _file(name: str) -> Mapping[str, str]:
    try:
        text = Path(name.removeprefix(FILE)).read_text(encoding="utf-8")
    except OSError as error:
        raise Unavailable(f"the secret {name!r} cannot be read: {error.strerror}") from error
    return _variables(name, text)


def _variables(name: str, text: str) -> Mapping[str, str]:
    try:
        held = json.loads(text)
    except ValueError as error:
        raise Unavailable(f"the secret {name!r} is not a JSON object of variables") from error
    if not isinstance(held, dict):
        raise Unavailable(f"the secret {name!r} is not a JSON object of variables")
    return {str(variable): str(value) for variable, value in held.items()}


def _parameters(client: Any, path: str) -> "Iterator[tuple[str, str]]":  # noqa: ANN401 - boto3 makes its classes at run time
    pages = client.get_paginator("get_parameters_by_path").paginate(Path=path, WithDecryption=True)
    for page in pages:
        for parameter in page["Parameters"]:
            yield parameter["Name"].rsplit("/", 1)[1], parameter["Value"]
