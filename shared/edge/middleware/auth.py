"""Who calls: a signed-in user, one of our own webhooks or schedules, or anyone, as far as a policy lets them.

Surprise: where a function has two kinds of callers, the signature header decides which one is examined, and a wrong
signature is the end: it is not given a second chance as a user.
"""

from werkzeug import Request

from shared.edge import signatures
from shared.edge.call import Identity, Policy
from shared.edge.schedules import read_schedule
from shared.edge.tokens import read_user
from shared.errors import NotAuthenticated
from shared.wiring import App


def identify(request: Request, raw: bytes, policy: Policy, app: App) -> Identity:
    """The caller, or the refusal."""
    if "public" in policy.callers:
        return Identity("public")
    others = {"user", "schedule"} & set(policy.callers)
    if "webhook" in policy.callers and ("webhook-signature" in request.headers or not others):
        return Identity("webhook", webhook_id=_verified_webhook(request, raw, app))
    token = _bearer(request)
    if "schedule" in policy.callers:
        read_schedule(token, app)
        return Identity("schedule")
    return Identity("user", user=read_user(token, app))


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotAuthenticated("send an access token: Authorization: Bearer <token>")
    return token.strip()


def _verified_webhook(request: Request, raw: bytes, app: App) -> str:
    secrets = [secret.get_secret_value() for secret in app.settings.webhook_secrets]
    if not secrets:
        raise NotAuthenticated("no webhook secret is set; WORDMILL_WEBHOOK_SECRET should hold it")
    return signatures.verify(request.headers, raw, secrets=secrets, now=app.clock.now().timestamp())
