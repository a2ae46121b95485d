"""What tests build with: a gateway in memory that keeps the real one's promises, and builders of values.

Surprise: it is left out of bundles, so nothing outside the tests may import it.
"""
