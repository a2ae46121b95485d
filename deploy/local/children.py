"""The programs beside PostgreSQL, and the environment each is given: this is where the local values come from.

The functions' process gets what a deployed function gets from its platform's settings, and nothing that only this
machine knows. Surprise: it is the one child that sees our own environment too, for LLM_BASE_URL and the like.
"""

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deploy.local.home import Home, Keys
from deploy.local.node import HERE, node_program
from deploy.local.process import Child, LocalStackError, Program
from shared.config import BadSettings, read_settings
from shared.lexicon.japanese import is_installed

PROJECT = HERE.parents[1]
PAGES = HERE.parent / "web"
SECRETS_SECONDS = 1
"""For so long the functions may not know that a secret was rotated."""


@dataclass(frozen=True, slots=True)
class Children:
    """How to start each of them; started again the same way."""

    home: Home
    keys: Keys
    url: str
    front: socket.socket
    functions: socket.socket
    only: Sequence[str] | None
    extra: Mapping[str, str]

    def check_settings(self) -> None:
        """Raises where a setting of our own environment would keep the functions from answering."""
        try:
            read_settings(self._function_environment())
        except BadSettings as error:
            raise LocalStackError(str(error)) from error

    def start_functions(self) -> Child:
        return Child.start(
            Program(
                "functions",
                [sys.executable, "-m", "deploy.local.functions", str(self.functions.fileno()), *self._chosen()],
                log=self.home.logs / "functions.log",
                environment=self._function_environment(),
                sockets=[self.functions],
            )
        )

    def start_workers(self, database_url: str) -> Child:
        return Child.start(
            Program(
                "workers",
                [sys.executable, "-m", "deploy.local.platform"],
                log=self.home.logs / "workers.log",
                environment={**_basics(), **PYTHON, "WORDMILL_DATABASE_URL": database_url},
            )
        )

    def start_front(self, database_url: str) -> Child:
        settings = {
            "listenOn": self.front.fileno(),
            "functionsPort": self.functions.getsockname()[1],
            "url": self.url,
            "databaseUrl": database_url,
            "files": str(self.home.files),
            "publishableKey": self.keys.publishable_key,
            "secretKey": self.keys.secret_key,
            "jwtSecret": self.keys.jwt_secret,
            "pages": {"folder": str(PAGES), "config": self._page_config()},
        }
        return Child.start(
            Program(
                "front",
                [node_program(), "--max-old-space-size=1024", str(HERE / "supabase" / "server.mjs")],
                log=self.home.logs / "supabase.log",
                environment={
                    **_basics(),
                    "WORDMILL_FRONT": json.dumps(settings),
                    "EXPERIMENTAL_STORAGE": "1",
                    "DO_NOT_TRACK": "1",
                    "NODE_ENV": "production",
                },
                sockets=[self.front],
            )
        )

    def function_settings(self) -> dict[str, str]:
        """What shared/config.py reads."""
        return {
            "SUPABASE_URL": self.url,
            "SUPABASE_PUBLISHABLE_KEY": self.keys.publishable_key,
            "SUPABASE_SECRET_KEY": self.keys.secret_key,
            "SUPABASE_JWT_SECRET": self.keys.jwt_secret,
            # Empty is as good as unset: one in our own environment would go before the file's.
            "WORDMILL_WEBHOOK_SECRET": "",
            "WORDMILL_SECRETS": f"file:{self.home.function_secrets}",
            "WORDMILL_SECRETS_SECONDS": str(SECRETS_SECONDS),
            "WORDMILL_FUNCTIONS_URL": f"{self.url}/functions/v1",
            "WORDMILL_PLATFORM": "local",
        }

    def vault_secrets(self) -> dict[str, str]:
        """What the database's webhook triggers and schedules read."""
        return {
            "wordmill_webhook_secret": self.home.webhook_secrets(),
            "wordmill_functions_url": f"{self.url}/functions/v1",
            "wordmill_publishable_key": self.keys.publishable_key,
        }

    def _function_environment(self) -> dict[str, str]:
        return {**FOR_ANY_PAGE, **os.environ, **PYTHON, **self.function_settings(), **self.extra}

    def _chosen(self) -> list[str]:
        return [] if self.only is None else ["--only", *self.only]

    def _page_config(self) -> dict[str, object]:
        return {
            "supabase_url": self.url,
            "publishable_key": self.keys.publishable_key,
            "functions_url": f"{self.url}/functions/v1",
            "extra_languages": ["ja"] if is_installed() else [],
        }


# Whoever builds a page serves it from a port of their own; REST, Auth and Storage answer any origin here, too.
FOR_ANY_PAGE = {"WORDMILL_ALLOWED_ORIGINS": "*"}
PYTHON = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH", "")])),
}


def _basics() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
