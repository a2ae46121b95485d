// Prints the tables that @supabase/lite keeps for Auth and Storage, as SQL for PostgreSQL.
// Surprise: it asks the library for them, so that an update of the library brings its own tables along.
import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";

process.stdout.write(`${getAuthSchemaSql()}\n${getStorageSchemaSql()}\n`);
