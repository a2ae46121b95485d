"""What reading documents costs and how right it is, ours beside the readers that it is built of or could be."""
