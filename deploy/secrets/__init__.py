"""What signs hints: where functions and database keep it, and how it is changed while hints are on their way."""
