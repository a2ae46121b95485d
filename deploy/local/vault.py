"""Puts what the database must know of this stack into Vault, where the webhook trigger reads it.

Surprise: the functions' URL changes with the port, so it is compared at every start and written only when it differs.
"""

from collections.abc import Mapping

import psycopg


def keep_secrets(url: str, secrets: Mapping[str, str]) -> None:
    """Create what is missing, update what differs."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("select name, id, decrypted_secret from vault.decrypted_secrets")
        known = {name: (secret_id, value) for name, secret_id, value in rows}
        for name, value in secrets.items():
            if name not in known:
                connection.execute("select vault.create_secret(%s, %s, %s)", (value, name, "kept by the local stack"))
            elif known[name][1] != value:
                connection.execute("select vault.update_secret(%s, %s)", (known[name][0], value))
