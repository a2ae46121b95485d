"""How makes of endpoints differ, as far as a client has to care."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One make."""

    honours: frozenset[str] = frozenset()
    """Ways of asking for a shape that work."""
    refuses: frozenset[str] = frozenset()
    """Those that get a 400; the rest is taken and ignored."""
    wrap: str = "plain"
    """How JSON comes when no schema holds it: plain, fence, chatter, think, reasoning_content."""
    minds: frozenset[str] = frozenset()
    """Parameters that get a 400."""
    gullible: bool = False
    """Does what the document says."""
    counts_tokens: bool = True


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


PROFILES = {
    "openai": Profile(honours=_set("json_schema", "json_object"), refuses=_set("guided_json")),
    "openai-reasoning": Profile(honours=_set("json_schema", "json_object"), minds=_set("max_tokens", "temperature")),
    "nim": Profile(honours=_set("guided_json", "json_object"), wrap="chatter"),
    "json-object": Profile(honours=_set("json_object"), refuses=_set("json_schema", "guided_json")),
    "ignoring": Profile(wrap="fence"),
    "think": Profile(wrap="think"),
    "perplexity": Profile(honours=_set("json_schema"), refuses=_set("json_object"), wrap="think"),
    "reasoning-content": Profile(honours=_set("json_schema"), wrap="reasoning_content"),
    "uncounting": Profile(honours=_set("json_schema"), counts_tokens=False),
    "gullible": Profile(honours=_set("json_schema"), gullible=True),
}
