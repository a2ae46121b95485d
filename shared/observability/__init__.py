"""What an operator sees: log lines, figures of one call, and the ids that tie them together."""
