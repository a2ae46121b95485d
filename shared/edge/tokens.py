"""User tokens: who signed in, or why the token does not say so.

Surprise: the algorithms come from our settings and the key, never from the token. With a shared secret only HS256 is
read; without one only ES256 and RS256, each by a key that Supabase Auth publishes for it.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from shared.edge.call import User
from shared.errors import Forbidden, NotAuthenticated
from shared.wiring import App

AUDIENCE: Final = "authenticated"
LEEWAY_SECONDS: Final = 10
LONGEST_TOKEN: Final = 8192
_REQUIRED: Final = ["exp", "iat", "sub", "aud", "iss"]
_ASYMMETRIC: Final = frozenset({"ES256", "RS256"})


def read_user(token: str, app: App) -> User:
    """The user a token speaks for."""
    if not token or len(token) > LONGEST_TOKEN:
        raise NotAuthenticated("send a user's access token: Authorization: Bearer <token>")
    claims = _verified(token, app)
    if claims.get("role") != "authenticated":
        # A secret key or a service token must not pass for a person.
        raise Forbidden("the token is not a signed-in user's")
    try:
        subject = str(UUID(str(claims["sub"])))
    except ValueError as error:
        raise NotAuthenticated("the token names no user") from error
    return User(subject, token, is_anonymous=claims.get("is_anonymous") is True)


def _verified(token: str, app: App) -> Mapping[str, Any]:
    import jwt  # with cryptography 60 ms, which a webhook's function never pays

    try:
        header = jwt.get_unverified_header(token)
        key, algorithm = _key_for(header, app)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=AUDIENCE,
            issuer=app.settings.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED, "strict_aud": False},
        )
    except jwt.ExpiredSignatureError as error:
        raise NotAuthenticated("the token has expired; sign in again or refresh it") from error
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotAuthenticated("the token is not valid here") from error
    return claims


def _key_for(header: Mapping[str, Any], app: App) -> tuple[Any, str]:
    import jwt

    if app.settings.jwt_secret is not None:
        return app.settings.jwt_secret.get_secret_value(), "HS256"
    key_id, algorithm = header.get("kid"), header.get("alg")
    if algorithm not in _ASYMMETRIC or not isinstance(key_id, str):
        raise NotAuthenticated("the token is not valid here")
    found = app.keys.find(key_id)
    if found is None or found.get("alg", algorithm) != algorithm or found.get("use", "sig") != "sig":
        raise NotAuthenticated("the token is signed by a key we do not know")
    return jwt.PyJWK(dict(found), algorithm).key, str(algorithm)
