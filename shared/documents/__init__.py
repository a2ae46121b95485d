"""Documents to zones: what kind of file it is, whether it may be opened, and what stands in it, block by block."""
