"""What a user may do how often: rules for the edge, counted in the database."""
