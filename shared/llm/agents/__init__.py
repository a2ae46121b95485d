"""One file per agent, each with its `AGENT`, its kind of item and its kind of answer.

Surprise: agents do not know one another, and none of them sees the whole document.
"""
