-- Exports: a wordlist written to a file. What moves them is in export_transitions.

create type public.export_status as enum ('queued', 'processing', 'completed', 'failed', 'removed');
comment on type public.export_status is 'queued, processing, completed (file is there), failed, removed (file is gone; asked for again it is written again).';

create table public.exports (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    wordlist_id uuid not null references public.wordlists (id) on delete cascade,
    job_id uuid references public.jobs (id) on delete set null,
    format text not null,
    options jsonb not null default '{}',
    status public.export_status not null default 'queued',
    storage_path text,
    size_bytes bigint,
    sha256 text,
    error_code text,
    error_message text,
    attempt int not null default 1,
    run_after timestamptz not null default now(),
    hints int not null default 0,
    hinted_at timestamptz,
    lease_token uuid,
    lease_expires_at timestamptz,
    expires_at timestamptz,
    removing_until timestamptz,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint exports_exist_once_per_list_and_format unique (wordlist_id, format),
    constraint exports_have_a_short_format check (format ~ '^[a-z0-9]{1,16}$'),
    constraint exports_hold_at_most_10_mb check (size_bytes between 0 and 10485760),
    constraint exports_are_leased_exactly_while_processing check ((status = 'processing') = (lease_token is not null)),
    constraint exports_leases_have_an_end check ((lease_token is null) = (lease_expires_at is null)),
    constraint exports_have_a_file_when_completed
        check (status <> 'completed' or (storage_path is not null and expires_at is not null)),
    constraint exports_live_in_their_owners_folder check (storage_path like user_id::text || '/%'),
    constraint exports_say_why_they_failed check (status <> 'failed' or error_code is not null)
);
comment on table public.exports is 'A wordlist written to a file in some format: one row per list and format, as they share one path; the file is kept for an hour.';
comment on column public.exports.id is 'The export.';
comment on column public.exports.user_id is 'Whose export it is.';
comment on column public.exports.wordlist_id is 'The list.';
comment on column public.exports.job_id is 'The job that asked for it, where one did.';
comment on column public.exports.format is 'csv, xlsx, ...: also the file''s extension.';
comment on column public.exports.options is 'What was asked for beside the format.';
comment on column public.exports.status is 'queued, processing, completed, failed or removed.';
comment on column public.exports.storage_path is 'Path in the bucket wordlist-exports: {user_id}/{wordlist_id}.{ext}.';
comment on column public.exports.size_bytes is 'Size of the file.';
comment on column public.exports.sha256 is 'Hash of the file in lower-case hex.';
comment on column public.exports.error_code is 'Stable code of the last error.';
comment on column public.exports.error_message is 'The last error in a sentence for the learner.';
comment on column public.exports.attempt is 'Attempt, from 1.';
comment on column public.exports.run_after is 'Not claimed before; a retry waits until then.';
comment on column public.exports.hints is 'Hints that were sent again.';
comment on column public.exports.hinted_at is 'When the last hint was sent.';
comment on column public.exports.lease_token is 'Who writes it now.';
comment on column public.exports.lease_expires_at is 'When the sweep may take it from a silent worker.';
comment on column public.exports.expires_at is 'When the file may be removed.';
comment on column public.exports.removing_until is 'Cleanup is removing the old file until then; a new one is not written meanwhile.';
comment on column public.exports.created_at is 'When it was asked for first.';
comment on column public.exports.finished_at is 'When it was completed or failed.';
comment on column public.exports.updated_at is 'Last change.';

create index idx_exports_user on public.exports (user_id, created_at desc);
create index idx_exports_job on public.exports (job_id) where job_id is not null;
create index idx_exports_open on public.exports (run_after) where status in ('queued', 'processing');
create index idx_exports_expiring on public.exports (expires_at) where status = 'completed';

alter table public.exports enable row level security;
revoke all on public.exports from public, anon, authenticated;
grant select on public.exports to authenticated;
grant select, insert, update, delete on public.exports to service_role;
create policy "learners read their own exports" on public.exports
    for select to authenticated using (user_id = (select auth.uid()));
