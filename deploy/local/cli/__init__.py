"""The command `wordmill`: one file per command in commands/, loaded when it is called for.

Surprise: `main` is the only place that turns an error into an exit code: what Wordmill can name is the user's to
mend, one line on stderr and exit code 2. Everything else is our bug and keeps its traceback.
"""

from deploy.local.cli.app import main

__all__ = ["main"]
