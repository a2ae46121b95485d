#!/usr/bin/env bash
# The database in Docker, for those who have it: `supabase start`, the migrations, the two secrets of the hints, a check.
# Without Docker: `make up`. Usage: supabase/setup-local.sh [URL of the functions as seen from the containers]
set -euo pipefail
cd "$(dirname "$0")/.."

functions_url="${1:-http://host.docker.internal:8080/functions/v1}"
supabase="node_modules/.bin/supabase"
[ -x "$supabase" ] || supabase="$(command -v supabase || true)"

if [ -z "$supabase" ]; then
    echo "The Supabase CLI is missing; 'make test' or 'npm install' in this project brings it." >&2
    exit 2
fi
if ! docker info >/dev/null 2>&1; then
    echo "Docker does not answer. The stack without it is: make up" >&2
    exit 2
fi

"$supabase" start
eval "$("$supabase" status -o env | grep -E '^(DB_URL|API_URL)=')"
"$supabase" migration up --local

# Made once; what is in the vault already stays.
secret="whsec_$(head -c 32 /dev/urandom | base64 | tr -d '\n')"
docker run --rm -i --network host postgres:17-alpine psql "$DB_URL" -v ON_ERROR_STOP=1 -q \
    -v url="$functions_url" -v secret="$secret" <<'SQL'
select vault.create_secret(:'url', 'wordmill_functions_url')
where not exists (select from vault.secrets where name = 'wordmill_functions_url');
select vault.create_secret(:'secret', 'wordmill_webhook_secret')
where not exists (select from vault.secrets where name = 'wordmill_webhook_secret');
SQL
docker run --rm -i --network host postgres:17-alpine psql "$DB_URL" -v ON_ERROR_STOP=1 -q -f - < supabase/verify-schema.sql
echo "Ready: $API_URL. The functions need the same secret: select decrypted_secret from vault.decrypted_secrets."
