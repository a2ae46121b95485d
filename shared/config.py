"""Settings: what may be set from outside, read here and nowhere else, every fault told in one error.

Surprise: this is not a pydantic model. Its import takes a quarter of the time in which a bare function answers its
first call; here it would be paid by every function, also by those that read no body.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias, cast

from shared.variables import (
    Secret,
    Variable,
    bucket,
    flag,
    long_secret,
    number,
    one_of,
    origins,
    price,
    program,
    signing_secrets,
    web_address,
    whole_number,
)

Platform: TypeAlias = Literal["local", "google", "aws"]
Level: TypeAlias = Literal["debug", "info", "warning", "error"]

MIB: Final = 1024 * 1024


class BadSettings(Exception):
    """The environment does not hold what a function needs; the message names each variable and what would work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field names its environment variable; those without a default have to be set."""

    supabase_url: Annotated[str, Variable("SUPABASE_URL", web_address, "https://<project>.supabase.co")]
    publishable_key: Annotated[str, Variable("SUPABASE_PUBLISHABLE_KEY", str, "sb_publishable_...")]
    secret_key: Annotated[Secret, Variable("SUPABASE_SECRET_KEY", Secret, "sb_secret_...")]
    jwt_secret: Annotated[
        Secret | None,
        Variable(
            "SUPABASE_JWT_SECRET",
            long_secret,
            "the shared secret of a project that signs with HS256, at least 16 characters; unset for all others",
        ),
    ] = None
    jwt_issuer: Annotated[
        str | None,
        Variable("SUPABASE_JWT_ISSUER", web_address, "the iss of user tokens where it is not SUPABASE_URL/auth/v1"),
    ] = None
    webhook_secrets: Annotated[
        tuple[Secret, ...],
        Variable(
            "WORDMILL_WEBHOOK_SECRET",
            signing_secrets,
            "whsec_ and then base64 of at least 16 bytes; during rotation the new and the old one, comma separated",
        ),
    ] = ()
    secrets_seconds: Annotated[
        float,
        Variable("WORDMILL_SECRETS_SECONDS", number(0, 3600), "seconds for which a changed secret may go unnoticed"),
    ] = 300
    scheduler_account: Annotated[
        str | None,
        Variable("WORDMILL_SCHEDULER_ACCOUNT", str, "the service account that Cloud Scheduler calls as"),
    ] = None
    scheduler_audience: Annotated[
        str | None,
        Variable("WORDMILL_SCHEDULER_AUDIENCE", web_address, "the audience of its tokens: the address of cleanup"),
    ] = None
    allowed_origins: Annotated[
        tuple[str, ...],
        Variable("WORDMILL_ALLOWED_ORIGINS", origins, "origins of pages that may call: https://app.example.org,..."),
    ] = ()
    platform: Annotated[
        Platform, Variable("WORDMILL_PLATFORM", one_of("local", "google", "aws"), "local, google or aws")
    ] = "local"
    log_level: Annotated[
        Level,
        Variable("WORDMILL_LOG_LEVEL", one_of("debug", "info", "warning", "error"), "debug, info, warning or error"),
    ] = "info"
    request_seconds: Annotated[
        float, Variable("CLOUD_RUN_TIMEOUT_SECONDS", number(1, 3600), "seconds one call may take, 1 to 3600")
    ] = 60
    rate_limits: Annotated[bool, Variable("WORDMILL_RATE_LIMITS", flag, "true or false")] = True
    rate_factor: Annotated[
        float, Variable("WORDMILL_RATE_FACTOR", number(0.01, 1e6), "what rate limits are multiplied by, 1 as they are")
    ] = 1
    engine: Annotated[
        Literal["offline", "llm"],
        Variable("WORDMILL_ENGINE", one_of("offline", "llm"), "offline, or llm with LLM_BASE_URL and LLM_MODEL"),
    ] = "offline"
    lease_seconds: Annotated[
        int,
        Variable("WORDMILL_LEASE_SECONDS", whole_number(5, 900), "seconds a silent worker keeps a stage, 5 to 900"),
    ] = 30
    max_upload_bytes: Annotated[
        int, Variable("WORDMILL_MAX_UPLOAD_BYTES", whole_number(1, 50 * MIB), "bytes, at most the bucket's 52428800")
    ] = 50 * MIB
    parse_memory_mb: Annotated[
        int, Variable("WORDMILL_PARSE_MEMORY_MB", whole_number(128, 8192), "MiB for reading one document, 128 to 8192")
    ] = 512
    parse_seconds: Annotated[
        float, Variable("WORDMILL_PARSE_SECONDS", number(1, 3600), "seconds for reading one document, 1 to 3600")
    ] = 120
    tesseract: Annotated[
        str | None,
        Variable("WORDMILL_TESSERACT", program, "the path of the program that reads scans: /usr/bin/tesseract"),
    ] = None
    export_mirror_bucket: Annotated[
        str | None, Variable("EXPORT_MIRROR_BUCKET", bucket, "a bucket of S3 that keeps a copy of each export")
    ] = None
    llm_base_url: Annotated[
        str | None, Variable("LLM_BASE_URL", web_address, "an OpenAI-compatible endpoint: https://api.example.org/v1")
    ] = None
    llm_api_key: Annotated[Secret | None, Variable("LLM_API_KEY", Secret, "the endpoint's key")] = None
    llm_model: Annotated[str | None, Variable("LLM_MODEL", str, "the endpoint's name of a model")] = None

    llm_timeout: Annotated[
        float, Variable("LLM_TIMEOUT_SECONDS", number(1, 3600), "seconds for one answer, 1 to 3600")
    ] = 60
    llm_reasoning_timeout: Annotated[
        float, Variable("LLM_REASONING_TIMEOUT_SECONDS", number(1, 3600), "the same for models that reason first")
    ] = 240
    llm_concurrency: Annotated[
        int, Variable("LLM_CONCURRENCY", whole_number(1, 100), "calls side by side in one process, 1 to 100")
    ] = 5
    llm_context_tokens: Annotated[
        int, Variable("LLM_CONTEXT_TOKENS", whole_number(400, 10**6), "tokens a call may send")
    ] = 8000
    llm_output_tokens: Annotated[
        int, Variable("LLM_OUTPUT_TOKENS", whole_number(100, 10**6), "tokens of an answer")
    ] = 4000
    llm_share: Annotated[
        float,
        Variable(
            "LLM_SHARE", number(0.01, 100), "tokens each agent may send, as a part of the document's: 0.155 is cheap"
        ),
    ] = 0.155
    llm_max_tokens_per_job: Annotated[
        int, Variable("LLM_MAX_TOKENS_PER_JOB", whole_number(1, 100_000_000), "tokens a job may use, sent and received")
    ] = 200_000
    llm_max_cost_per_job: Annotated[
        float | None, Variable("LLM_MAX_COST_PER_JOB", number(0, 1e6), "US dollars a job may cost")
    ] = None
    llm_price: Annotated[
        tuple[float, float] | None,
        Variable("LLM_PRICE", price, "US dollars per million tokens in and out where the list has none: 0.15,0.60"),
    ] = None
    llm_when_down: Annotated[
        Literal["offline", "wait"],
        Variable("LLM_WHEN_DOWN", one_of("offline", "wait"), "offline (pairs say so) or wait (jobs are tried again)"),
    ] = "offline"

    @property
    def issuer(self) -> str:
        """Whom user tokens must come from."""
        return self.jwt_issuer or f"{self.supabase_url}/auth/v1"


def variables() -> dict[str, Variable]:
    """Every setting's variable, by the name of its field."""
    return {name: cast("Variable", hint.__metadata__[0]) for name, hint in Settings.__annotations__.items()}


def secrets_name(environment: Mapping[str, str] | None = None) -> str | None:
    """The entry of a secret store that holds the variables, where WORDMILL_SECRETS names one."""
    source = os.environ if environment is None else environment
    return source.get("WORDMILL_SECRETS", "").strip() or None


def read_settings(
    environment: Mapping[str, str] | None = None, *, secrets: Mapping[str, str] = MappingProxyType({})
) -> Settings:
    """Settings from the environment and below it from a secret store; set but empty counts as not set."""
    given = os.environ if environment is None else environment
    source = {**secrets, **{name: value for name, value in given.items() if value.strip()}}
    found: dict[str, object] = {}
    faults: list[str] = []
    for name, variable in variables().items():
        text = source.get(variable.name, "").strip()
        if not text:
            if name in _REQUIRED:
                faults.append(f"  {variable.name} is not set; it should be: {variable.works}")
            continue
        try:
            found[name] = variable.read(text)
        except ValueError:
            # The value is not repeated: it may be a secret in the wrong place.
            faults.append(f"  {variable.name} is not usable; it should be: {variable.works}")
    if "engine" not in found and {"llm_base_url", "llm_model"} <= found.keys():
        found["engine"] = "llm"
    faults += _contradictions(found)
    if faults:
        raise BadSettings("\n".join(["The environment is not complete:", *faults]))
    return Settings(**found)  # type: ignore[arg-type]


def _contradictions(found: Mapping[str, object]) -> Iterator[str]:
    if found.get("engine") == "llm" and not {"llm_base_url", "llm_model"} <= found.keys():
        yield "  WORDMILL_ENGINE is llm; it needs LLM_BASE_URL and LLM_MODEL"
    if "export_mirror_bucket" in found and found.get("platform") == "google":
        yield "  EXPORT_MIRROR_BUCKET is set; on google unset it, since its client comes with AWS Lambda only"


_REQUIRED: Final = frozenset({"supabase_url", "publishable_key", "secret_key"})
