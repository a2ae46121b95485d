"""The queue beside procrastinate's SQL functions and the bare limit: same server, same clients (pgbench), one run."""
