"""The offline engine: finds terms worth learning and translates them from a shipped lexicon, without any key."""
