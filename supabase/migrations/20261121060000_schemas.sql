-- The two schemas, the extensions where the server has them, and what every later file leans on.
-- Way back: drop schema private

create schema if not exists private;
comment on schema private is 'Tables and functions that the Data API never shows.';
revoke all on schema private from public;
-- Usage alone shows nothing: computed fields of public tables call a few functions in here.
grant usage on schema private to anon, authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;

create schema if not exists extensions;
-- Hosted projects have these as extensions; the local stack brings the same schemas without them.
do $$
begin
    if to_regnamespace('net') is null
        and exists (select from pg_catalog.pg_available_extensions where name = 'pg_net') then
        create extension pg_net with schema extensions;
    end if;
    if to_regnamespace('cron') is null
        and exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron') then
        create extension pg_cron with schema pg_catalog;
    end if;
    if to_regnamespace('vault') is null
        and exists (select from pg_catalog.pg_available_extensions where name = 'supabase_vault') then
        create extension supabase_vault with schema vault;
    end if;
end
$$;

create function private.refuse(p_status int, p_code text, p_sentence text, p_retry_after int default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
    raise exception using
        errcode = 'PT' || p_status,
        message = p_code,
        detail = p_sentence,
        hint = coalesce(p_retry_after::text, '');
end
$$;
comment on function private.refuse is
    'Raises an error that the Data API answers with this HTTP status: message = stable code, detail = sentence, hint = seconds until a retry makes sense.';
revoke all on function private.refuse from public, anon, authenticated;
grant execute on function private.refuse to service_role;

create function private.touch_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;
comment on function private.touch_updated_at is 'Trigger: a changed row says when it changed.';
revoke all on function private.touch_updated_at from public, anon, authenticated;

create function public.ping()
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object('now', now(), 'version', current_setting('server_version'));
$$;
comment on function public.ping is 'Answers when the database does; what health asks.';
revoke all on function public.ping from public;
grant execute on function public.ping to anon, authenticated, service_role;
