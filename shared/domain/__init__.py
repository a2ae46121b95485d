"""Frozen values and pure rules: what Wordmill is about, with no idea of HTTP, SQL or files."""
