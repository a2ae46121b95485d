"""What an endpoint was found to understand: the dialect, and which common parameters it minds.

Surprise: models that reason refuse `max_tokens` and `temperature` with a 400 whose text names the parameter; that
text decides here, and is thrown away after: some hosts repeat part of the key in it.
"""

from dataclasses import asdict, dataclass, replace

from shared.llm.dialect import DIALECTS
from shared.llm.ports import JSON


@dataclass(frozen=True, slots=True)
class Capability:
    """How to speak to one endpoint."""

    dialect: str
    length_field: str = "max_tokens"
    takes_temperature: bool = True

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: JSON | None) -> "Capability | None":
        """None where the row is not one of ours, or of a dialect that is gone."""
        if not row or row.get("dialect") not in DIALECTS:
            return None
        field = "max_completion_tokens" if row.get("length_field") == "max_completion_tokens" else "max_tokens"
        return cls(str(row["dialect"]), field, row.get("takes_temperature") is not False)

    def without(self, complaint: str) -> "Capability | None":
        """The same without what a 400 complains of, or None where that does not help."""
        said = complaint.lower()
        if "max_completion_tokens" in said and self.length_field == "max_tokens":
            return replace(self, length_field="max_completion_tokens")
        if "temperature" in said and self.takes_temperature:
            return replace(self, takes_temperature=False)
        return None
