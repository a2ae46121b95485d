"""The language model, kept on a short lead: it picks, corrects and translates by number what the document holds.

The way of one question: an agent (`agents/`, with its prompt) renders numbered items, `client` cuts them into
batches that fit, fences the document's words off as data, sends one call through `transport` (retries, deadline) in
the `dialect` the endpoint was found to speak, strips and parses the `reply`, lets pydantic and `ground` judge every
item, and sends back only what failed. `budget` watches tokens and money, `breaker` an endpoint that is down,
`metrics` writes a row per attempt. What a process must remember lies behind the ports of `ports`.

Surprise: nothing here knows a wordlist. It speaks in numbered items and hands answers back by number.
"""
