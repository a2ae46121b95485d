"""Auth of the local stack, as supabase-py and a function that verifies tokens see it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import psycopg
import pytest
from supabase import AuthApiError

from deploy.local.stack import Stack
from tests.support.people import PASSWORD, Person, administrator, sign_up, visitor


def test_signing_up_answers_with_a_session_and_times_that_pydantic_reads(plain_stack: Stack):
    client = visitor(plain_stack)
    answer = client.auth.sign_up({"email": f"{uuid4().hex}@example.com", "password": PASSWORD})
    assert answer.session is not None
    assert answer.user is not None
    assert abs(answer.user.created_at - datetime.now(UTC)) < timedelta(seconds=30)


def test_signing_in_needs_the_right_password(plain_stack: Stack, ada: Person):
    client = visitor(plain_stack)
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        client.auth.sign_in_with_password({"email": ada.email, "password": "wrong-password"})
    answer = client.auth.sign_in_with_password({"email": ada.email, "password": PASSWORD})
    assert answer.user.id == ada.id


def test_a_token_says_all_that_a_careful_function_asks_of_it(plain_stack: Stack, ada: Person):
    claims = jwt.decode(
        ada.token,
        plain_stack.jwt_secret,
        algorithms=["HS256"],
        audience="authenticated",
        issuer=f"{plain_stack.url}/auth/v1",
        options={"require": ["exp", "iat", "sub", "aud", "iss"]},
    )
    assert claims["sub"] == ada.id
    assert claims["role"] == "authenticated"
    assert claims["email"] == ada.email
    assert claims["app_metadata"]["provider"] == "email"


def test_a_refreshed_token_is_as_complete_as_the_first(plain_stack: Stack):
    person = sign_up(plain_stack)
    session = person.client.auth.refresh_session().session
    claims = jwt.decode(session.access_token, options={"verify_signature": False})
    assert claims["iss"] == f"{plain_stack.url}/auth/v1"
    assert person.client.auth.get_user(session.access_token).user.id == person.id


def test_a_forged_token_is_refused(plain_stack: Stack, ada: Person):
    forged = jwt.encode({"sub": ada.id, "role": "authenticated", "aud": "authenticated"}, "x" * 40, algorithm="HS256")
    with pytest.raises(AuthApiError):
        ada.client.auth.get_user(forged)


def test_what_is_known_of_a_user_is_json_in_sql_too(plain_stack: Stack, ada: Person):
    with psycopg.connect(plain_stack.database_url) as connection:
        row = connection.execute(
            "select raw_app_meta_data ->> 'provider', raw_user_meta_data ->> 'email' from auth.users where id = %s",
            (ada.id,),
        ).fetchone()
    assert row == ("email", ada.email)


def test_an_administrator_makes_changes_and_removes_users(plain_stack: Stack):
    admin = administrator(plain_stack).auth.admin
    email = f"made-{uuid4().hex[:8]}@example.com"
    made = admin.create_user({"email": email, "password": PASSWORD, "app_metadata": {"plan": "pro"}}).user
    assert made.app_metadata["plan"] == "pro"
    assert admin.get_user_by_id(made.id).user.email == email
    assert email in {user.email for user in admin.list_users()}
    changed = admin.update_user_by_id(made.id, {"app_metadata": {"plan": "basic"}, "password": "another-password"})
    assert changed.user.app_metadata["plan"] == "basic"
    client = visitor(plain_stack)
    session = client.auth.sign_in_with_password({"email": email, "password": "another-password"}).session
    assert jwt.decode(session.access_token, options={"verify_signature": False})["app_metadata"]["plan"] == "basic"
    admin.delete_user(made.id)
    with pytest.raises(AuthApiError, match="User not found"):
        admin.get_user_by_id(made.id)


def test_nobody_administers_without_the_secret_key(ada: Person):
    with pytest.raises(AuthApiError, match="not allowed"):
        ada.client.auth.admin.list_users()


def test_the_same_address_cannot_sign_up_twice(plain_stack: Stack, ada: Person):
    client = visitor(plain_stack)
    with pytest.raises(AuthApiError, match="already registered"):
        client.auth.sign_up({"email": ada.email, "password": PASSWORD})


def test_who_signed_out_cannot_refresh(plain_stack: Stack):
    person = sign_up(plain_stack)
    session = person.client.auth.get_session()
    assert session is not None
    person.client.auth.sign_out()
    with pytest.raises(AuthApiError):
        visitor(plain_stack).auth.refresh_session(session.refresh_token)
