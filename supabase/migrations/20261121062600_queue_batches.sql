-- Queue batches: many jobs sent at once.

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
    v_done := private.check_new_jobs(p_stages, p_max_retries, (
        select bool_and(jsonb_typeof(coalesce(item -> 'params', '{}')) = 'object') from jsonb_array_elements(p_items) as item
    ));
    v_last := private.take_turn(p_user_id, v_round, v_jobs);
    v_done := set_config('wordmill.door', 'submit_jobs', true);
    with sent as (
        insert into public.jobs (user_id, kind, stage, stages, document_id, wordlist_id, params, max_retries, vt)
        select
            p_user_id, p_kind, p_stages[1], p_stages, (i.item ->> 'document_id')::uuid, (i.item ->> 'wordlist_id')::uuid,
            coalesce(i.item -> 'params', '{}'), p_max_retries, v_last - (v_jobs - i.place) * v_round
        from jsonb_array_elements(p_items) with ordinality as i (item, place)
        order by i.place
        returning id, seq, vt
    ), counted as (
        insert into private.queue_changes (level, change) select vt / 1000, count(*) from sent group by 1
    )
    select array_agg(id order by seq) into v_ids from sent;
    v_done := set_config('wordmill.door', '', true);
    -- A batch has as many rounds as jobs, and to fold them costs as much as to count them: mostly the sweep does it.
    if random() < 0.05 then
        v_done := private.fold_queue_changes();
    end if;
    v_jobs := private.admit_jobs(v_jobs);
    return v_ids;
end
$$;
comment on function public.submit_jobs is 'Queues many jobs of one kind for a user, each a round after the one before; items: [{document_id, wordlist_id, params}]. Answers their ids in order.';
revoke all on function public.submit_jobs from public, anon, authenticated;
grant execute on function public.submit_jobs to service_role;
