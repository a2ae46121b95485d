-- What a fresh local database starts with, beyond the migrations.
-- Safe to run again.

-- The two secrets a hint needs: where the functions are, and what signs it. The stack without Docker stores its own;
-- `supabase/setup-local.sh` stores these for `supabase start`. Here only their absence is said.
do $$
begin
    if private.vault_secret('wordmill_functions_url') is null then
        raise notice 'No hints yet: the vault lacks wordmill_functions_url and wordmill_webhook_secret (see supabase/README.md).';
    end if;
end
$$;

-- How long a stage takes, measured on a local stack with nothing in it (three samples at once, 2026-11-21, 2 cores), so
-- that the first job can say when it will be done. What is measured here replaces it after a few jobs.
insert into private.stage_speeds (kind, stage, seconds, samples) values
    ('wordlist', 'parsing', 0.35, 3),
    ('wordlist', 'cleaning', 0.05, 3),
    ('wordlist', 'extracting', 1.31, 3),
    ('wordlist', 'translating', 0.18, 3),
    ('wordlist', 'publishing', 0.10, 3)
on conflict do nothing;
