-- What the tests of the local stack need from a project: a table, functions, two buckets. Not Wordmill's own.
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  owner uuid not null default auth.uid() references auth.users on delete cascade,
  body text not null,
  made_at timestamptz not null default now()
);
alter table public.notes enable row level security;
grant select, insert, update, delete on public.notes to authenticated;
create policy "people keep their own notes" on public.notes for all to authenticated
  using (owner = (select auth.uid())) with check (owner = (select auth.uid()));

create view public.prices with (security_invoker = true) as select 0.1::numeric(12, 6) as dollars, 12.5::numeric as cents;
grant select on public.prices to authenticated;

create table public.ungranted (id int primary key);
alter table public.ungranted enable row level security;

create function public.loud(note public.notes) returns text language sql stable set search_path = '' as $$
  select upper(note.body)
$$;
create function public.add_up(a int, b int) returns int language sql immutable set search_path = '' as $$
  select a + b
$$;
create function public.who_am_i() returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('id', auth.uid(), 'role', auth.role(), 'claims', auth.jwt(), 'user', current_user)
$$;
create function public.nap(seconds float) returns void language sql volatile set search_path = '' as $$
  select pg_sleep(seconds)
$$;

create function public.complain(code text) returns void language plpgsql volatile set search_path = '' as $$
begin
  raise exception using errcode = code, message = 'complaint', detail = 'the detail', hint = 'the hint';
end
$$;

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('papers', 'papers', false, 52428800, array['text/plain', 'application/pdf']),
  ('tiny', 'tiny', false, 1000, null);
create policy "people fill their own folder" on storage.objects for insert to authenticated
  with check (bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "people see their own folder" on storage.objects for select to authenticated
  using (bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "people empty their own folder" on storage.objects for delete to authenticated
  using (bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text);
