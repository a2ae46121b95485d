"""The stand-in for Vault, and the secrets that the stack keeps in it."""

import psycopg
import pytest
from postgrest.exceptions import APIError

from deploy.local.stack import Stack
from deploy.local.vault import keep_secrets
from tests.support.people import Person, administrator


def test_a_secret_is_made_changed_and_read(plain_stack: Stack):
    with psycopg.connect(plain_stack.database_url) as connection:
        made = connection.execute("select vault.create_secret('first', 'mine', 'for a test')").fetchone()
        assert made is not None
        connection.execute("select vault.update_secret(%s, 'second')", made)
        row = connection.execute(
            "select decrypted_secret, description from vault.decrypted_secrets where name = 'mine'"
        ).fetchone()
        connection.rollback()
    assert row == ("second", "for a test")


def test_a_name_is_taken_once(plain_stack: Stack):
    with psycopg.connect(plain_stack.database_url) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("select vault.create_secret('x', 'wordmill_webhook_secret')")


def test_the_database_knows_what_it_needs_to_call_the_functions(plain_stack: Stack):
    service = administrator(plain_stack)
    expected = {
        "wordmill_webhook_secret": plain_stack.webhook_secret,
        "wordmill_functions_url": plain_stack.functions_url,
        "wordmill_publishable_key": plain_stack.publishable_key,
    }
    for name, value in expected.items():
        assert service.rpc("secret_of", {"wanted": name}).execute().data == value


def test_a_secret_that_changed_is_written_anew(plain_stack: Stack):
    keep_secrets(plain_stack.database_url, {"changing": "one"})
    keep_secrets(plain_stack.database_url, {"changing": "two"})
    assert administrator(plain_stack).rpc("secret_of", {"wanted": "changing"}).execute().data == "two"


def test_a_user_reads_no_secret(ada: Person):
    with pytest.raises(APIError) as refused:
        ada.client.rpc("secret_of", {"wanted": "wordmill_webhook_secret"}).execute()
    assert refused.value.code == "42501"
