"""Files that are written from other files: one module per kind, each with functions that answer the whole text."""
