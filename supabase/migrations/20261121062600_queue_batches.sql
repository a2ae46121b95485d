-- Queue batches: many jobs sent at once, and workers that go on without waiting to be hinted.

create function public.submit_jobs(
    p_user_id uuid, p_kind text, p_stages text[], p_items jsonb, p_max_retries int default 3
)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
    v_jobs int := jsonb_array_length(p_items);
    v_round bigint := private.round_of(p_user_id);
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_last bigint;
    v_ids uuid[];
begin
    if v_jobs = 0 then
        return '{}';
    end if;
    v_last := private.take_turn(p_user_id, v_round, v_jobs);
    v_done := set_config('wordmill.door', 'submit_jobs', true);
    with sent as (
        insert into public.jobs (user_id, kind, stage, stages, document_id, wordlist_id, params, max_retries, vt)
        select
            p_user_id, p_kind, p_stages[1], p_stages, (i.item ->> 'document_id')::uuid, (i.item ->> 'wordlist_id')::uuid,
            coalesce(i.item -> 'params', '{}'), p_max_retries, v_last - (v_jobs - i.place) * v_round
        from jsonb_array_elements(p_items) with ordinality as i (item, place)
        order by i.place
        returning id, seq
    )
    select array_agg(id order by seq) into v_ids from sent;
    v_done := set_config('wordmill.door', '', true);
    v_jobs := private.admit_jobs(v_jobs);
    return v_ids;
end
$$;
comment on function public.submit_jobs is 'Queues many jobs of one kind for a user, each a round after the one before; items: [{document_id, wordlist_id, params}]. Answers their ids in order.';
revoke all on function public.submit_jobs from public, anon, authenticated;
grant execute on function public.submit_jobs to service_role;

create function public.claim_next(p_lease_seconds int default 30)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_id uuid;
begin
    select id into v_id from public.jobs
    where status = 'processing' and lease_token is null
    order by hinted_at limit 1 for update skip locked;
    return case when v_id is not null then public.claim_stage(v_id, null, p_lease_seconds) end;
end
$$;
comment on function public.claim_next is 'Takes the stage that waits longest for a worker, for callers that no hint reaches; null when none waits.';
revoke all on function public.claim_next from public, anon, authenticated;
grant execute on function public.claim_next to service_role;

create function public.complete_and_claim(
    p_job_id uuid, p_lease_token uuid, p_stage text, p_output jsonb default '{}', p_effects jsonb default '{}',
    p_lease_seconds int default 30
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_next public.jobs;
    v_job public.jobs := private.move_on(p_job_id, p_lease_token, p_stage, p_output, p_effects, p_lease_seconds, true);
begin
    if v_job.status <> 'completed' then
        return private.claim_json(v_job);
    end if;
    v_next := private.admit_into(v_job.slot, gen_random_uuid(), p_lease_seconds);
    if v_next.id is not null then
        return private.claim_json(v_next);
    end if;
    perform private.admit_jobs(1, v_job.slot);
    return public.claim_next(p_lease_seconds);
end
$$;
comment on function public.complete_and_claim is 'Completes a stage and goes on under one commit: with the job''s next stage, or with the job whose turn it is in the slot that became free, or with a stage that waits for a worker; null when there is none.';
revoke all on function public.complete_and_claim from public, anon, authenticated;
grant execute on function public.complete_and_claim to service_role;
