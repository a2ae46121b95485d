"""What the functions share, one room per concern; each imports only from rooms below it.

From the door inwards: `edge` speaks HTTP, `wiring` builds the App, `services` hold one use case each, `pipeline` and
`exports` do the work with `documents`, `lexicon`, `llm`, `cache` and `limits` beside them, `gateway` alone speaks
Supabase, `domain` holds the values; `registry`, `observability` and `clock` serve all, `config` and `errors` lowest.
"""

__version__ = "0.1.0"
