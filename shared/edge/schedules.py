"""Cloud Scheduler's identity: a token of Google's, for our address, by the one account that may send sweeps.

Surprise: being signed by Google says little, since anybody's service account is. The audience and the account's name
are what makes it ours; where they are not set, no such token is good.
"""

from typing import Any, Final

from shared.edge.tokens import LEEWAY_SECONDS, LONGEST_TOKEN
from shared.errors import Forbidden, NotAuthenticated
from shared.wiring import App

ISSUERS: Final = ["https://accounts.google.com", "accounts.google.com"]


def read_schedule(token: str, app: App) -> None:
    """Raise unless the token is our scheduler's."""
    account, audience = app.settings.scheduler_account, app.settings.scheduler_audience
    if not account or not audience or not token or len(token) > LONGEST_TOKEN:
        raise NotAuthenticated("schedules sign their calls; see deploy/README.md")
    claims = _verified(token, audience, app)
    if claims.get("email") != account or claims.get("email_verified") is not True:
        raise Forbidden("that account does not send sweeps")


def _verified(token: str, audience: str, app: App) -> dict[str, Any]:
    import jwt  # as in tokens.py

    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        found = app.scheduler_keys.find(key_id) if isinstance(key_id, str) else None
        if found is None:
            raise NotAuthenticated("the token is signed by a key we do not know")
        claims: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWK(dict(found), "RS256").key,
            algorithms=["RS256"],
            audience=audience,
            issuer=ISSUERS,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "aud", "iss", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotAuthenticated("the token is not valid here") from error
    return claims
