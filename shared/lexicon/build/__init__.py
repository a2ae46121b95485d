"""Builds the lexicon's data from Debian packages: same packages in, same bytes out. Left out of bundles."""
