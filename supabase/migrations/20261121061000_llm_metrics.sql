-- LLM metrics: one row per call of a model, failed ones too.

create table public.llm_metrics (
    id bigint generated always as identity primary key,
    user_id uuid references auth.users (id) on delete cascade,
    job_id uuid references public.jobs (id) on delete set null,
    stage text,
    step text,
    provider text not null,
    model text not null,
    prompt_version text,
    status text not null default 'ok',
    error_code text,
    input_tokens int not null default 0,
    output_tokens int not null default 0,
    cost_usd numeric(12, 6) not null default 0,
    latency_ms int not null default 0,
    attempt int not null default 1,
    created_at timestamptz not null default now(),
    constraint llm_metrics_count_upwards check (input_tokens >= 0 and output_tokens >= 0 and latency_ms >= 0 and cost_usd >= 0)
);
comment on table public.llm_metrics is 'One row per call of a model, failed ones too: what it cost in tokens, money and time. No text of the document.';
comment on column public.llm_metrics.id is 'Order of the calls.';
comment on column public.llm_metrics.user_id is 'Whose job it was.';
comment on column public.llm_metrics.job_id is 'The job, as long as it is kept.';
comment on column public.llm_metrics.stage is 'The stage.';
comment on column public.llm_metrics.step is 'Key of the step.';
comment on column public.llm_metrics.provider is 'Host of the endpoint.';
comment on column public.llm_metrics.model is 'Name of the model.';
comment on column public.llm_metrics.prompt_version is 'Content hash of the instructions.';
comment on column public.llm_metrics.status is 'ok, or what kind of failure.';
comment on column public.llm_metrics.error_code is 'Stable code, where it failed.';
comment on column public.llm_metrics.input_tokens is 'Tokens sent.';
comment on column public.llm_metrics.output_tokens is 'Tokens received.';
comment on column public.llm_metrics.cost_usd is 'Price by the table the job ran with.';
comment on column public.llm_metrics.latency_ms is 'Time until the answer was complete.';
comment on column public.llm_metrics.attempt is 'Try, from 1.';
comment on column public.llm_metrics.created_at is 'When.';
create index idx_llm_metrics_job on public.llm_metrics (job_id);
create index idx_llm_metrics_user on public.llm_metrics (user_id, created_at desc);

alter table public.llm_metrics enable row level security;
revoke all on public.llm_metrics from public, anon, authenticated;
grant select on public.llm_metrics to authenticated;
grant select, insert, delete on public.llm_metrics to service_role;
create policy "learners read what their own jobs cost" on public.llm_metrics
    for select to authenticated using (user_id = (select auth.uid()));
