-- What language models have answered, and what is known of their endpoints.

insert into private.settings (key, value, note) values
    ('llm_answer_keep_days', '30', 'An answer of a model nobody asked for again for this long is forgotten.');

create table private.llm_answers (
    key text primary key,
    agent text not null,
    model text not null,
    answer jsonb not null,
    created_at timestamptz not null default now(),
    used_at timestamptz not null default now(),
    constraint llm_answers_go_by_a_hash check (key ~ '^[0-9a-f]{64}$')
);
comment on table private.llm_answers is 'Good answers of models, by the hash of their question: the same question, of whichever job, is asked and paid once. The question itself, with the words of the document, is not kept.';
comment on column private.llm_answers.key is 'Hash of the items, the instructions, the schema, the model and the languages.';
comment on column private.llm_answers.agent is 'Who asked.';
comment on column private.llm_answers.model is 'Who answered.';
comment on column private.llm_answers.answer is 'What was said, by number.';
comment on column private.llm_answers.created_at is 'When it was answered.';
comment on column private.llm_answers.used_at is 'The day it was last of use.';
create index idx_llm_answers_used on private.llm_answers (used_at);
alter table private.llm_answers enable row level security;
revoke all on private.llm_answers from public, anon, authenticated;
grant select, insert, update, delete on private.llm_answers to service_role;

create table private.llm_endpoints (
    name text primary key,
    failures int not null default 0,
    open_until timestamptz,
    capability jsonb,
    updated_at timestamptz not null default now(),
    constraint llm_endpoints_have_short_names check (length(name) between 1 and 64),
    constraint llm_endpoints_fail_upwards check (failures >= 0)
);
comment on table private.llm_endpoints is 'One row per endpoint and model: its breaker, and the dialect it was found to speak.';
comment on column private.llm_endpoints.name is 'Hash of address and model; neither stands here.';
comment on column private.llm_endpoints.failures is 'Failures in a row.';
comment on column private.llm_endpoints.open_until is 'Nobody asks before; null: the breaker is closed.';
comment on column private.llm_endpoints.capability is 'How to ask it for JSON, as the probe found out; null: not probed yet.';
comment on column private.llm_endpoints.updated_at is 'Last change.';
alter table private.llm_endpoints enable row level security;
revoke all on private.llm_endpoints from public, anon, authenticated;
grant select, insert, update, delete on private.llm_endpoints to service_role;

create trigger llm_endpoints_say_when_they_changed
    before update on private.llm_endpoints
    for each row execute function private.touch_updated_at();

create function public.llm_answer(p_key text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_row private.llm_answers;
begin
    select * into v_row from private.llm_answers where key = p_key;
    -- A day's precision is enough for forgetting, and spares a write for every read.
    if v_row.used_at < now() - interval '1 day' then
        update private.llm_answers set used_at = now() where key = p_key;
    end if;
    return v_row.answer;
end
$$;
comment on function public.llm_answer is 'What a model has answered to this question, or null.';
revoke all on function public.llm_answer from public, anon, authenticated;
grant execute on function public.llm_answer to service_role;

create function public.keep_llm_answer(p_key text, p_agent text, p_model text, p_answer jsonb)
returns void
language sql
set search_path = ''
as $$
    insert into private.llm_answers (key, agent, model, answer) values (p_key, p_agent, p_model, p_answer)
    on conflict (key) do nothing;
$$;
comment on function public.keep_llm_answer is 'Keeps an answer under the hash of its question; the first one stays.';
revoke all on function public.keep_llm_answer from public, anon, authenticated;
grant execute on function public.keep_llm_answer to service_role;

create function public.llm_endpoint_admit(p_name text, p_trial_seconds numeric)
returns numeric
language plpgsql
set search_path = ''
as $$
declare
    v_open_until timestamptz;
begin
    select open_until into v_open_until from private.llm_endpoints where name = p_name;
    if v_open_until is null then
        return 0;
    end if;
    -- The first caller after the pause gets the trial; the others go on waiting for what it finds.
    update private.llm_endpoints
    set open_until = clock_timestamp() + make_interval(secs => p_trial_seconds::double precision)
    where name = p_name and open_until <= clock_timestamp();
    if found then
        return 0;
    end if;
    select open_until into v_open_until from private.llm_endpoints where name = p_name;
    return greatest(extract(epoch from v_open_until - clock_timestamp()), 0)::numeric;
end
$$;
comment on function public.llm_endpoint_admit is 'Seconds to wait before asking the endpoint; 0: ask now. One caller gets the trial of a broken one.';
revoke all on function public.llm_endpoint_admit from public, anon, authenticated;
grant execute on function public.llm_endpoint_admit to service_role;

create function public.llm_endpoint_report(p_name text, p_ok boolean, p_failures int, p_pause_seconds numeric)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if p_ok then
        update private.llm_endpoints set failures = 0, open_until = null
        where name = p_name and (failures > 0 or open_until is not null);
        return;
    end if;
    insert into private.llm_endpoints as e (name, failures, open_until)
    values (
        p_name, 1,
        case when p_failures <= 1 then clock_timestamp() + make_interval(secs => p_pause_seconds::double precision) end
    )
    on conflict (name) do update set
        failures = e.failures + 1,
        open_until = case
            when e.failures + 1 >= p_failures
                then clock_timestamp() + make_interval(secs => p_pause_seconds::double precision)
            else e.open_until
        end;
end
$$;
comment on function public.llm_endpoint_report is 'An answer closes the breaker; so many failures in a row open it for the pause.';
revoke all on function public.llm_endpoint_report from public, anon, authenticated;
grant execute on function public.llm_endpoint_report to service_role;

create function public.llm_endpoint_capability(p_name text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select capability from private.llm_endpoints where name = p_name;
$$;
comment on function public.llm_endpoint_capability is 'How the endpoint is asked for JSON, or null where it was not probed.';
revoke all on function public.llm_endpoint_capability from public, anon, authenticated;
grant execute on function public.llm_endpoint_capability to service_role;

create function public.learn_llm_endpoint(p_name text, p_capability jsonb)
returns void
language sql
set search_path = ''
as $$
    insert into private.llm_endpoints (name, capability) values (p_name, p_capability)
    on conflict (name) do update set capability = excluded.capability;
$$;
comment on function public.learn_llm_endpoint is 'Keeps what the probe found out.';
revoke all on function public.learn_llm_endpoint from public, anon, authenticated;
grant execute on function public.learn_llm_endpoint to service_role;

create function public.cleanup_llm_answers()
returns jsonb
language sql
set search_path = ''
as $$
    with gone as (
        delete from private.llm_answers where key in (
            select key from private.llm_answers
            where used_at < now() - make_interval(days => (private.setting('llm_answer_keep_days') #>> '{}')::int)
            order by used_at limit (private.setting('prune_batch') #>> '{}')::int
        ) returning 1
    )
    select jsonb_build_object('llm_answers', (select count(*) from gone));
$$;
comment on function public.cleanup_llm_answers is 'Forgets a batch of answers that were of no use for long; answers how many.';
revoke all on function public.cleanup_llm_answers from public, anon, authenticated;
grant execute on function public.cleanup_llm_answers to service_role;
