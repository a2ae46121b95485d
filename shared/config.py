"""Settings: what may be set from outside, read here and nowhere else, every fault told in one error.

Surprise: a missing or wrong variable does not stop the reading. All of them are collected first, so that a first
deployment is mended in one round instead of seven.
"""

import os
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

Platform = Literal["local", "google", "aws"]


class BadSettings(Exception):
    """The environment does not hold what a function needs; the message names each variable and what would work."""


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _is_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an address such as https://abc.supabase.co")
    return value.rstrip("/")


def _are_origins(value: tuple[str, ...]) -> tuple[str, ...]:
    for origin in value:
        if origin != "*" and _is_web_address(origin).count("/") != 2:  # noqa: PLR2004 - the two of "://"
            raise ValueError("origins without a path, such as https://app.example.org,http://localhost:5173")
    return tuple(origin.rstrip("/") for origin in value)


def _are_webhook_secrets(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not all(secret.get_secret_value().startswith("whsec_") for secret in value):
        raise ValueError("one or more secrets, comma separated, each whsec_ and then base64")
    return value


WebAddress = Annotated[str, AfterValidator(_is_web_address)]
Origins = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_are_origins)]
WebhookSecrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_split), AfterValidator(_are_webhook_secrets)]


class Settings(BaseModel):
    """Each field's alias is its environment variable, its description what would work there."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    supabase_url: WebAddress = Field(alias="SUPABASE_URL", description="https://<project>.supabase.co")
    publishable_key: str = Field(alias="SUPABASE_PUBLISHABLE_KEY", min_length=1, description="sb_publishable_...")
    secret_key: SecretStr = Field(alias="SUPABASE_SECRET_KEY", min_length=1, description="sb_secret_...")
    jwt_secret: SecretStr | None = Field(
        default=None,
        alias="SUPABASE_JWT_SECRET",
        min_length=16,
        description="only for a project that signs with a shared secret (HS256): that secret",
    )
    jwt_issuer: WebAddress | None = Field(
        default=None,
        alias="SUPABASE_JWT_ISSUER",
        description="only where it is not SUPABASE_URL/auth/v1: the iss of user tokens",
    )
    webhook_secrets: WebhookSecrets = Field(
        default=(),
        alias="WORDMILL_WEBHOOK_SECRET",
        description="whsec_<base64>, two of them comma separated during rotation",
    )
    allowed_origins: Origins = Field(
        default=(),
        alias="WORDMILL_ALLOWED_ORIGINS",
        description="origins of web pages that may call, comma separated: https://app.example.org",
    )
    platform: Platform = Field(default="local", alias="WORDMILL_PLATFORM", description="local, google or aws")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        alias="WORDMILL_LOG_LEVEL",
        description="debug, info, warning or error",
    )
    request_seconds: float = Field(
        default=60,
        alias="CLOUD_RUN_TIMEOUT_SECONDS",
        gt=0,
        le=3600,
        description="seconds one call may take; Lambda tells it by itself",
    )
    rate_limits: bool = Field(default=True, alias="WORDMILL_RATE_LIMITS", description="true or false")
    rate_factor: float = Field(
        default=1,
        alias="WORDMILL_RATE_FACTOR",
        gt=0,
        description="what every rate limit is multiplied by, 1 by default",
    )
    engine: Literal["offline", "llm"] = Field(
        default="offline",
        alias="WORDMILL_ENGINE",
        description="offline, or llm together with LLM_BASE_URL and LLM_MODEL",
    )
    lease_seconds: int = Field(
        default=30,
        alias="WORDMILL_LEASE_SECONDS",
        ge=5,
        le=900,
        description="seconds a worker that fell silent keeps its stage, 5 to 900",
    )
    max_upload_bytes: int = Field(
        default=50 * 1024 * 1024,
        alias="WORDMILL_MAX_UPLOAD_BYTES",
        gt=0,
        le=50 * 1024 * 1024,
        description="bytes, at most the bucket's 50 MiB",
    )
    llm_base_url: WebAddress | None = Field(
        default=None,
        alias="LLM_BASE_URL",
        description="an OpenAI-compatible endpoint: https://api.example.org/v1; empty: the offline engine",
    )
    llm_api_key: SecretStr | None = Field(default=None, alias="LLM_API_KEY", description="the endpoint's key")
    llm_model: str | None = Field(default=None, alias="LLM_MODEL", description="the endpoint's name of a model")

    @property
    def issuer(self) -> str:
        """Whom user tokens must come from."""
        return self.jwt_issuer or f"{self.supabase_url}/auth/v1"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; a variable that is set but empty counts as not set."""
    source = os.environ if environment is None else environment
    known = {field.alias: field for field in Settings.model_fields.values()}
    given = {name: value for name, value in source.items() if name in known and value.strip()}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        # Only the place of each fault is used: the value may be a secret.
        faulty = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors(include_input=False, include_url=False))
    lines = [f"  {name} is {_fault(name, given)}; it should be: {known[name].description}" for name in faulty]
    raise BadSettings("\n".join(["The environment is not complete:", *lines]))


def _fault(name: str, given: Mapping[str, str]) -> str:
    return "not usable" if name in given else "not set"
