"""One file per document type; the file's name is the type's name and it binds its entry to `PARSER`."""
