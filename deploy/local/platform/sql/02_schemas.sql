-- What a hosted project's database has before the first migration, around the tables that @supabase/lite brings.

create schema if not exists extensions;
grant usage on schema extensions to public;
grant usage on schema public to anon, authenticated, service_role;

-- Who asks: PostgREST's settings, the old one per claim and the new one with all of them.
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;
create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;
create or replace function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;

alter table auth.users enable row level security;
alter table auth.users alter column id set default gen_random_uuid();
-- lite writes JSON as a JSON string; triggers, policies and other readers expect an object, as hosted.
create function auth.local_unpack(packed jsonb) returns jsonb language sql immutable as $$
  select case when jsonb_typeof(packed) = 'string' then (packed #>> '{}')::jsonb else packed end
$$;
create function auth.local_unpack_user() returns trigger language plpgsql as $$
begin
  new.raw_app_meta_data := auth.local_unpack(new.raw_app_meta_data);
  new.raw_user_meta_data := auth.local_unpack(new.raw_user_meta_data);
  return new;
end
$$;
create function auth.local_unpack_identity() returns trigger language plpgsql as $$
begin
  new.identity_data := auth.local_unpack(new.identity_data);
  return new;
end
$$;
create function storage.local_unpack_object() returns trigger language plpgsql security definer as $$
begin
  new.metadata := auth.local_unpack(new.metadata);
  new.user_metadata := auth.local_unpack(new.user_metadata);
  return new;
end
$$;
create trigger a_local_unpack before insert or update on auth.users
  for each row execute function auth.local_unpack_user();
create trigger a_local_unpack before insert or update on auth.identities
  for each row execute function auth.local_unpack_identity();
create trigger a_local_unpack before insert or update on storage.objects
  for each row execute function storage.local_unpack_object();

grant usage on schema auth to anon, authenticated, service_role;
grant select on auth.users to service_role;

grant usage on schema storage to anon, authenticated, service_role;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;

-- Hosted storage refuses this too: a deleted row would leave its bytes behind.
create function storage.protect_delete() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501', hint = 'This prevents accidental data loss from orphaned objects.';
  end if;
  return null;
end
$$;
create trigger protect_buckets_delete before delete on storage.buckets
  for each statement execute function storage.protect_delete();
create trigger protect_objects_delete before delete on storage.objects
  for each statement execute function storage.protect_delete();
