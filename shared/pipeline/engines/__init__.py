"""One file per engine that needs no configuration, with an `ENGINE`."""
