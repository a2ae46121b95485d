"""One file per stage, with a `STAGE`. A stage knows its context and no other stage."""
