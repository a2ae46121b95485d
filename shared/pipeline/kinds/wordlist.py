"""A document becomes a checked bilingual wordlist."""

from shared.pipeline.kind import Kind

KIND = Kind("wordlist", ("parsing", "cleaning", "extracting", "translating", "publishing"))
