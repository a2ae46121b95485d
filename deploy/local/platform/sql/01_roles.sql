-- Roles, schemas and extensions as a hosted project has them on its first day.
-- Surprise: no default privileges in public: as hosted since autumn 2026, what is not granted is not reachable.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator noinherit login;
create role supabase_admin nologin superuser;
create role supabase_auth_admin nologin noinherit createrole;
create role supabase_storage_admin nologin noinherit createrole;
create role dashboard_user nologin createdb createrole;
grant anon, authenticated, service_role to authenticator;
