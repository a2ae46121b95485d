"""The stack without Docker: embedded PostgreSQL, Supabase's REST, Auth and Storage on it, and the functions.

`stack` starts and watches it all, `postgres` owns the server, `prepare` gives a database what hosted Supabase has,
`migrator` applies supabase/migrations as the Supabase CLI would, `platform/` stands in for the extensions that the
wheel lacks, `supabase/` is the front door, `functions` serves the functions and `cli/` is the command `wordmill`.

Surprise: nothing here is deployed, and nothing outside this folder knows that it exists.
"""
