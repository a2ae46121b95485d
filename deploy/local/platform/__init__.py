"""Stand-ins for the three extensions that the embedded PostgreSQL lacks: pg_net, pg_cron, Vault.

sql/ holds their schemas; net.py and cron.py are their workers, run by `python -m deploy.local.platform`.
Surprise: they are here to be as bad as the real ones, never better: nothing is retried, what waits is not logged.
"""
