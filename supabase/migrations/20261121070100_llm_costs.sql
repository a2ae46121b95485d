-- What language models cost: a price nobody knows is null, and stays null in every sum it makes incomplete.
-- Way back: update public.llm_metrics set cost_usd = 0 where cost_usd is null
-- Way back: alter table public.llm_metrics drop column agent, drop column confidence, drop column total_tokens, alter column cost_usd set default 0, alter column cost_usd set not null
-- Way back: comment on column public.llm_metrics.cost_usd is 'Price by the table the job ran with.'

alter table public.llm_metrics
    add column agent text,
    add column confidence numeric(5, 4),
    add column total_tokens int generated always as (input_tokens + output_tokens) stored,
    alter column cost_usd drop not null,
    alter column cost_usd drop default,
    add constraint llm_metrics_are_sure_to_a_degree check (confidence between 0 and 1);
comment on column public.llm_metrics.agent is 'Who asked: cleaning, extracting, translating, or probe.';
comment on column public.llm_metrics.confidence is 'How sure the model said it was, on average over the answer.';
comment on column public.llm_metrics.total_tokens is 'Tokens sent and received.';
comment on column public.llm_metrics.cost_usd is 'By the dated list of prices; null: the price is unknown.';
create index idx_llm_metrics_created on public.llm_metrics (created_at desc);

create view public.llm_cost_per_day with (security_invoker = true) as
select
    (created_at at time zone 'utc')::date as day,
    provider,
    model,
    count(*) as calls,
    count(*) filter (where status = 'error') as failed,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price
from public.llm_metrics
group by 1, 2, 3;
comment on view public.llm_cost_per_day is 'Calls, tokens and dollars by UTC day and model; dollars leave out calls_without_price.';

create view public.llm_cost_per_agent with (security_invoker = true) as
select
    agent,
    model,
    count(*) as calls,
    count(*) filter (where status = 'error') as failed,
    count(*) filter (where status in ('invalid', 'truncated')) as not_usable,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    round(avg(confidence), 4) as confidence,
    percentile_cont(0.5) within group (order by latency_ms) as latency_ms_p50,
    percentile_cont(0.95) within group (order by latency_ms) as latency_ms_p95
from public.llm_metrics
group by 1, 2;
comment on view public.llm_cost_per_agent is 'What each agent asks, how often the answer was of no use, what it costs, how long it takes.';

create view public.llm_cost_per_job with (security_invoker = true) as
select
    job_id,
    user_id,
    count(*) as calls,
    count(*) filter (where status = 'error') as failed,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    min(created_at) as first_call_at,
    max(created_at) as last_call_at
from public.llm_metrics
where job_id is not null
group by 1, 2;
comment on view public.llm_cost_per_job is 'Calls, tokens and dollars of each job.';

create view public.llm_cost_per_user with (security_invoker = true) as
select
    user_id,
    count(distinct job_id) as jobs,
    count(*) as calls,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    max(created_at) as last_call_at
from public.llm_metrics
where user_id is not null
group by 1;
comment on view public.llm_cost_per_user is 'Calls, tokens and dollars of each user.';

create view public.llm_summary_24h with (security_invoker = true) as
select
    count(*) as calls,
    count(distinct job_id) as jobs,
    count(*) filter (where status = 'error') as failed,
    count(*) filter (where status in ('invalid', 'truncated')) as not_usable,
    coalesce(sum(total_tokens), 0) as total_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    percentile_cont(0.5) within group (order by latency_ms) as latency_ms_p50,
    percentile_cont(0.95) within group (order by latency_ms) as latency_ms_p95,
    max(created_at) as last_call_at
from public.llm_metrics
where created_at > now() - interval '24 hours';
comment on view public.llm_summary_24h is 'The last 24 hours in one row.';

revoke all on public.llm_cost_per_day, public.llm_cost_per_agent, public.llm_cost_per_job, public.llm_cost_per_user,
    public.llm_summary_24h from public, anon, authenticated;
grant select on public.llm_cost_per_day, public.llm_cost_per_agent, public.llm_cost_per_job, public.llm_cost_per_user,
    public.llm_summary_24h to authenticated, service_role;
