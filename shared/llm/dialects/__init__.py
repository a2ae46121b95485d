"""One file per way of asking for a shape; the file's name is what the capability row says.

Surprise: none of them is tied to a make. Which one an endpoint honours is tried out, not looked up.
"""
