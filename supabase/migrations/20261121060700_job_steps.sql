-- Job steps: stored results, so that a second try does not redo them.

create table private.job_steps (
    job_id uuid not null references public.jobs (id) on delete cascade,
    key text not null,
    result jsonb not null,
    created_at timestamptz not null default now(),
    primary key (job_id, key),
    constraint job_steps_have_short_keys check (length(key) between 1 and 200)
);
comment on table private.job_steps is 'Results of steps (one LLM call = one step) and, under stage:<name>, the outputs of completed stages.';
comment on column private.job_steps.job_id is 'The job.';
comment on column private.job_steps.key is 'Name of the step within the job.';
comment on column private.job_steps.result is 'What it gave; the first result stays.';
comment on column private.job_steps.created_at is 'When it was stored.';
alter table private.job_steps enable row level security;
revoke all on private.job_steps from public, anon, authenticated;
grant select, insert, update, delete on private.job_steps to service_role;
