-- Job events: what happened to a job, in order.

create table public.job_events (
    id bigint generated always as identity primary key,
    -- No foreign key: only the doors and triggers of jobs write and remove events, and a check per event costs more than the event.
    job_id uuid not null,
    action text not null,
    stage text not null,
    status public.job_status not null,
    attempt int not null,
    duration_ms int,
    error_code text,
    created_at timestamptz not null default clock_timestamp()
);
comment on table public.job_events is 'One row per transition of a job, written where the transition is checked, so that nothing a job did can be left out. That it was submitted is told by the job itself (created_at).';
comment on column public.job_events.id is 'Order of the events.';
comment on column public.job_events.job_id is 'The job.';
comment on column public.job_events.action is 'admitted, stage_completed, released, lease_expired, hinted, scheduled, due, completed, failed, cancelled or retried.';
comment on column public.job_events.stage is 'The stage it happened at.';
comment on column public.job_events.status is 'State after it.';
comment on column public.job_events.attempt is 'Attempt at the stage.';
comment on column public.job_events.duration_ms is 'How long the stage''s attempt took (completed: the whole job since it was admitted).';
comment on column public.job_events.error_code is 'Stable code, where it went wrong.';
comment on column public.job_events.created_at is 'When.';
create index idx_job_events_job on public.job_events (job_id, id);

alter table public.job_events enable row level security;
revoke all on public.job_events from public, anon, authenticated;
grant select on public.job_events to authenticated;
grant select, insert, delete on public.job_events to service_role;
create policy "learners read what happened to their own jobs" on public.job_events
    for select to authenticated
    using (job_id in (select id from public.jobs where user_id = (select auth.uid())));
