"""The engine that asks a language model, standing on the offline one.

Surprise: it is not in `engines/`, whose entries need no configuration. Wiring builds it where an endpoint is set.
"""
