"""What asking a model costs: tokens against the naive prompt, milliseconds of ours, and how well calls run abreast."""
