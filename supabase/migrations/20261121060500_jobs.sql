-- Jobs: one request for work each. What moves them is in job_transitions.

create type public.job_status as enum ('queued', 'scheduled', 'processing', 'completed', 'failed', 'cancelled');
comment on type public.job_status is 'The states of a job; supabase/README.md draws how they follow each other.';

create table public.jobs (
    id uuid primary key default gen_random_uuid(),
    seq bigint generated always as identity,
    -- No foreign key: a job takes a turn in queue_users first, which has one, and leaves with that row. A check of
    -- each row would cost a batch half its speed.
    user_id uuid not null,
    kind text not null,
    status public.job_status not null default 'queued',
    stage text not null,
    stages text[] not null,
    document_id uuid references public.documents (id) on delete set null,
    wordlist_id uuid,
    params jsonb not null default '{}',
    progress int not null default 0,
    attempt int not null default 1,
    retry_count int not null default 0,
    max_retries int not null default 3,
    error_code text,
    error_message text,
    vt bigint not null,
    slot smallint, -- one of job_slots: guard_job() looks, and takes no lock for it
    lease_token uuid,
    lease_expires_at timestamptz,
    hints int not null default 0,
    hinted_at timestamptz,
    run_after timestamptz,
    created_at timestamptz not null default now(),
    queued_at timestamptz not null default now(),
    started_at timestamptz,
    stage_started_at timestamptz,
    finished_at timestamptz,
    updated_at timestamptz not null default now(),
    -- The cap stands on this one. What else must hold of a row is in guard_job() and note_new_jobs(), which keep
    -- their plans: a dozen checks are read and planned anew by every statement.
    constraint jobs_hold_a_slot_exactly_while_processing check ((status = 'processing') = (slot is not null))
) with (fillfactor = 80);
comment on table public.jobs is 'One request for work. The row is the truth; a webhook is only a hint. State changes through functions alone.';
comment on column public.jobs.id is 'The job.';
comment on column public.jobs.seq is 'Order of arrival; decides between jobs whose turn is the same.';
comment on column public.jobs.user_id is 'Who asked.';
comment on column public.jobs.kind is 'wordlist, textbook, quiz or report.';
comment on column public.jobs.status is 'queued, scheduled, processing, completed, failed or cancelled.';
comment on column public.jobs.stage is 'The stage it is at, or stopped at.';
comment on column public.jobs.stages is 'All its stages in order, as the kind had them when the job was submitted.';
comment on column public.jobs.document_id is 'The document it works on.';
comment on column public.jobs.wordlist_id is 'The wordlist it works on, for kinds that start from one.';
comment on column public.jobs.params is 'What was asked for: languages, number of pairs, level, exports.';
comment on column public.jobs.progress is 'Percent; never goes back.';
comment on column public.jobs.attempt is 'Attempt at the present stage, from 1.';
comment on column public.jobs.retry_count is 'Attempts that failed or whose worker was lost, over all stages since the last retry by hand.';
comment on column public.jobs.max_retries is 'With more failures than this the job fails.';
comment on column public.jobs.error_code is 'Stable code of the last error.';
comment on column public.jobs.error_message is 'The last error in a sentence for the learner; never a stack trace.';
comment on column public.jobs.vt is 'Its turn: virtual time of fair queueing.';
comment on column public.jobs.slot is 'The slot it holds while processing: the cap is the number of slots.';
comment on column public.jobs.lease_token is 'Who runs the stage now; only its holder may change the job.';
comment on column public.jobs.lease_expires_at is 'When the sweep may take the stage from a silent worker.';
comment on column public.jobs.hints is 'Hints that were sent again.';
comment on column public.jobs.hinted_at is 'When the last hint was sent.';
comment on column public.jobs.run_after is 'When a scheduled retry is due.';
comment on column public.jobs.created_at is 'When it was submitted.';
comment on column public.jobs.queued_at is 'When it entered the queue last.';
comment on column public.jobs.started_at is 'When it was admitted first.';
comment on column public.jobs.stage_started_at is 'When the present attempt at the stage was claimed.';
comment on column public.jobs.finished_at is 'When it reached a final state.';
comment on column public.jobs.updated_at is 'Last change.';

create index idx_jobs_user_status on public.jobs (user_id, status);
-- Of jobs that are over; the other states have an index each below, and what enters the queue need not touch this one.
create index idx_jobs_status_created on public.jobs (status, created_at)
    where status in ('completed', 'failed', 'cancelled');
create index idx_jobs_queue_position on public.jobs (vt, seq) where status = 'queued';
create unique index jobs_have_their_slot_alone on public.jobs (slot) where status = 'processing';
create index idx_jobs_due on public.jobs (run_after) where status = 'scheduled';
create index idx_jobs_document on public.jobs (document_id) where document_id is not null;
create index idx_jobs_wordlist on public.jobs (wordlist_id) where wordlist_id is not null;

alter table public.jobs enable row level security;
revoke all on public.jobs from public, anon, authenticated;
grant select on public.jobs to authenticated;
grant select, update, delete on public.jobs to service_role;
-- A new job has no say in the other columns: it begins as queued, at its first attempt, with no slot and no lease.
grant insert (user_id, kind, stage, stages, document_id, wordlist_id, params, max_retries, vt) on public.jobs to service_role;
create policy "learners read their own jobs" on public.jobs
    for select to authenticated using (user_id = (select auth.uid()));
