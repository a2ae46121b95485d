-- What a fresh local database starts with, beyond the migrations: nothing a hosted project would not have.
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
