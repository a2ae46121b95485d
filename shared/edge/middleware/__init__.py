"""The steps in front of a handler, one file each; endpoint.py alone knows their order."""
