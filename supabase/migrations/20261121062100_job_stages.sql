-- The doors a worker comes through: claim a stage, keep the lease, store steps, complete, fail, hand over.

create function private.lock_document_of(p_job_id uuid)
returns void
language sql
set search_path = ''
as $$
    -- Document before job, as a deletion locks them: the other order would deadlock with it.
    select from public.documents where id = (select document_id from public.jobs where id = p_job_id) for no key update;
$$;
comment on function private.lock_document_of is 'Locks a job''s document, for doors that write to it.';
revoke all on function private.lock_document_of from public, anon, authenticated;
grant execute on function private.lock_document_of to service_role;

create function private.held_job(p_job_id uuid, p_lease_token uuid)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    select * into v_job from public.jobs where id = p_job_id and lease_token = p_lease_token for update;
    if not found then
        perform private.refuse(409, 'lease_lost', 'The stage is no longer ours.');
    end if;
    return v_job;
end
$$;
comment on function private.held_job is 'Locks and answers the job held under this token, or refuses with lease_lost.';
revoke all on function private.held_job from public, anon, authenticated;
grant execute on function private.held_job to service_role;

create function private.lose_lease(p_job public.jobs)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    if p_job.retry_count >= p_job.max_retries then
        -- Whatever kills its worker every time must not run for ever.
        return private.end_job(p_job, 'failed', 'worker_lost', 'The work was interrupted too often.');
    end if;
    perform private.open_door('lose_lease');
    update public.jobs set
        lease_token = null, lease_expires_at = null, attempt = attempt + 1, retry_count = retry_count + 1,
        error_code = 'worker_lost', error_message = 'The work was interrupted; it goes on by itself.'
    where id = p_job.id
    returning * into v_job;
    perform private.open_door('');
    return v_job;
end
$$;
comment on function private.lose_lease is 'A locked job''s worker fell silent: counts as a failed attempt; the job keeps its slot, or fails when its retries are spent.';
revoke all on function private.lose_lease from public, anon, authenticated;
grant execute on function private.lose_lease to service_role;

create function private.claim_json(p_job public.jobs)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_outputs jsonb;
    v_steps bigint := 0;
    v_document jsonb;
    v_wordlist jsonb;
begin
    -- Statements of their own: within the answer's expression they would be planned anew at every call.
    if p_job.document_id is not null then
        select private.document_json(d) into v_document from public.documents as d where d.id = p_job.document_id;
    end if;
    if p_job.wordlist_id is not null then
        select to_jsonb(w) into v_wordlist from public.wordlists as w where w.id = p_job.wordlist_id;
    end if;
    -- A job that was admitted this very moment for the first time has no steps.
    if p_job.started_at is distinct from p_job.stage_started_at then
        select jsonb_object_agg(substr(key, 7), result) filter (where key like 'stage:%'),
            count(*) filter (where key not like 'stage:%')
        into v_outputs, v_steps
        from private.job_steps where job_id = p_job.id;
    end if;
    return jsonb_build_object(
        'job', private.job_columns(p_job),
        'document', v_document,
        'wordlist', v_wordlist,
        'lease_token', p_job.lease_token,
        'outputs', coalesce(v_outputs, '{}'),
        'steps', v_steps
    );
end
$$;
comment on function private.claim_json is 'What a worker is given with a stage: the job, what it works on, outputs of earlier stages, how many steps are stored.';
revoke all on function private.claim_json from public, anon, authenticated;
grant execute on function private.claim_json to service_role;

create function public.claim_stage(
    p_job_id uuid, p_stage text default null, p_lease_seconds int default 30, p_webhook_id text default null,
    p_lease_token uuid default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_job public.jobs;
    v_slot smallint;
begin
    select * into v_job from public.jobs where id = p_job_id for update;
    if v_job.lease_token = p_lease_token and v_job.lease_expires_at > clock_timestamp() then
        return private.claim_json(v_job); -- our own call again, after its answer got lost
    end if;
    if p_webhook_id is not null and not public.take_receipt(p_webhook_id) then
        return null;
    end if;
    if v_job.id is null or v_job.status <> 'processing' or v_job.stage <> p_stage
        or v_job.lease_expires_at > clock_timestamp() then
        return null;
    end if;
    if v_job.lease_token is not null then
        v_slot := v_job.slot;
        v_job := private.lose_lease(v_job);
        if v_job.status <> 'processing' then
            perform private.fill_slot(v_slot);
            return null;
        end if;
    end if;
    v_done := set_config('wordmill.door', 'claim_stage', true);
    update public.jobs set
        lease_token = coalesce(p_lease_token, gen_random_uuid()),
        lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
        stage_started_at = clock_timestamp(), hints = 0
    where id = p_job_id
    returning * into v_job;
    v_done := set_config('wordmill.door', '', true);
    return private.claim_json(v_job);
end
$$;
comment on function public.claim_stage is 'Takes the present stage of a job under a lease whose token the caller may make, so that asking again gives the same claim. Null: not processing, another live lease, another stage, or a webhook that was taken before.';
revoke all on function public.claim_stage from public, anon, authenticated;
grant execute on function public.claim_stage to service_role;

create function public.renew_lease(p_job_id uuid, p_lease_token uuid, p_lease_seconds int, p_progress int default null)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_door text; -- an assignment, as it costs a tenth of a statement
    v_held boolean;
begin
    v_door := set_config('wordmill.door', 'renew_lease', true);
    update public.jobs set
        lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
        progress = greatest(progress, least(coalesce(p_progress, 0), 99))
    where id = p_job_id and lease_token = p_lease_token;
    v_held := found;
    v_door := set_config('wordmill.door', '', true);
    return v_held;
end
$$;
comment on function public.renew_lease is 'Heartbeat with progress. False: the lease is lost or the job cancelled; the worker stops at once.';
revoke all on function public.renew_lease from public, anon, authenticated;
grant execute on function public.renew_lease to service_role;

create function public.save_step(p_job_id uuid, p_lease_token uuid, p_key text, p_result jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    perform from public.jobs where id = p_job_id and lease_token = p_lease_token for no key update;
    if not found then
        return false;
    end if;
    insert into private.job_steps (job_id, key, result) values (p_job_id, p_key, p_result) on conflict do nothing;
    return true;
end
$$;
comment on function public.save_step is 'Stores a step''s result; the first one stays. False: the lease is lost.';
revoke all on function public.save_step from public, anon, authenticated;
grant execute on function public.save_step to service_role;

create function public.load_steps(p_job_id uuid, p_prefix text default '')
returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(jsonb_object_agg(key, result), '{}') from private.job_steps
    where job_id = p_job_id and starts_with(key, p_prefix);
$$;
comment on function public.load_steps is 'The stored results of a job whose keys begin so, as one object.';
revoke all on function public.load_steps from public, anon, authenticated;
grant execute on function public.load_steps to service_role;

create function public.save_zones(p_job_id uuid, p_lease_token uuid, p_zones jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_document_id uuid;
begin
    perform private.lock_document_of(p_job_id);
    select document_id into v_document_id from public.jobs
    where id = p_job_id and lease_token = p_lease_token for no key update;
    if v_document_id is null then
        return false;
    end if;
    perform private.store_zones(v_document_id, p_zones);
    return true;
end
$$;
comment on function public.save_zones is 'Stores a batch of zones of a long document. False: the lease is lost.';
revoke all on function public.save_zones from public, anon, authenticated;
grant execute on function public.save_zones to service_role;

create function private.apply_effects(p_job public.jobs, p_effects jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_document jsonb := p_effects -> 'document';
    v_wordlist jsonb := p_effects -> 'wordlist';
begin
    if v_document is not null then
        update public.documents set
            lang = coalesce(v_document ->> 'lang', lang),
            pages = coalesce((v_document ->> 'pages')::int, pages),
            page_labels = case when v_document ? 'page_labels'
                then array(select jsonb_array_elements_text(v_document -> 'page_labels')) else page_labels end,
            warnings = case when v_document ? 'warnings'
                then array(select jsonb_array_elements_text(v_document -> 'warnings')) else warnings end
        where id = p_job.document_id;
    end if;
    if p_effects -> 'zones' is not null and p_job.document_id is not null then
        perform private.store_zones(p_job.document_id, p_effects -> 'zones');
    end if;
    if p_effects -> 'parsing' is not null and p_job.document_id is not null then
        perform private.note_parsing(p_job, p_effects -> 'parsing', v_document);
    end if;
    if v_wordlist is not null then
        insert into public.wordlists (user_id, job_id, document_id, title, engine, source_lang, target_lang, pairs)
        values (
            p_job.user_id, p_job.id, p_job.document_id, coalesce(v_wordlist ->> 'title', ''), v_wordlist ->> 'engine',
            v_wordlist ->> 'source_lang', v_wordlist ->> 'target_lang', v_wordlist -> 'pairs'
        )
        on conflict (job_id) do nothing;
    end if;
end
$$;
comment on function private.apply_effects is 'Writes what a stage made: document {lang, pages, page_labels, warnings}, zones, parsing {sha256, parser, zones}, wordlist.';
revoke all on function private.apply_effects from public, anon, authenticated;
grant execute on function private.apply_effects to service_role;

create function private.queue_exports_of(p_job public.jobs)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_wordlist public.wordlists;
begin
    select * into v_wordlist from public.wordlists where job_id = p_job.id;
    if found then
        perform private.queue_export(v_wordlist, p_job.id, e.format, '{}')
        from (select distinct jsonb_array_elements_text(p_job.params -> 'exports') as format) as e;
    end if;
end
$$;
comment on function private.queue_exports_of is 'Queues the exports that were asked for with the job.';
revoke all on function private.queue_exports_of from public, anon, authenticated;
grant execute on function private.queue_exports_of to service_role;

create function private.done_before(p_job_id uuid, p_lease_token uuid, p_stage text, p_next_token uuid)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    if exists (
        select from public.jobs
        where status = 'processing' and lease_token = p_next_token and lease_expires_at > clock_timestamp()
    ) then
        -- Our own call again, after its answer got lost: the job is complete and the next one ours.
        select * into v_job from public.jobs where id = p_job_id;
        return v_job;
    end if;
    v_job := private.held_job(p_job_id, p_lease_token);
    if coalesce(array_position(v_job.stages, p_stage) < array_position(v_job.stages, v_job.stage), false) then
        return v_job; -- our own call again, after its answer got lost: the stage is done and the lease still ours
    end if;
    perform private.refuse(409, 'conflict', format('The job is at %s, not at %s.', v_job.stage, p_stage));
end
$$;
comment on function private.done_before is 'The job whose stage was completed before, by the same call; refuses where it was not.';
revoke all on function private.done_before from public, anon, authenticated;
grant execute on function private.done_before to service_role;

create function private.move_on(
    p_job_id uuid, p_lease_token uuid, p_stage text, p_output jsonb, p_effects jsonb, p_lease_seconds int,
    p_run_on boolean, p_next_token uuid
)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_job public.jobs;
    v_slot smallint;
    v_next text;
    v_now timestamptz := clock_timestamp();
    v_has_effects boolean := coalesce(p_effects, '{}') - 'progress' <> '{}';
begin
    if v_has_effects then
        perform private.lock_document_of(p_job_id);
    end if;
    select slot, stages[array_position(stages, p_stage) + 1] into v_slot, v_next
    from public.jobs where id = p_job_id and lease_token = p_lease_token;
    v_done := set_config('wordmill.door', 'complete_stage', true);
    if v_next is null then
        update public.jobs set
            status = 'completed', progress = 100, slot = null, lease_token = null, lease_expires_at = null,
            error_code = null, error_message = null, finished_at = v_now
        where id = p_job_id and lease_token = p_lease_token and stage = p_stage
        returning * into v_job;
    else
        update public.jobs set
            stage = v_next, attempt = 1, stage_started_at = v_now, error_code = null, error_message = null,
            progress = greatest(progress, least(coalesce(
                (p_effects ->> 'progress')::int, 100 * array_position(stages, p_stage) / cardinality(stages)
            ), 99)),
            lease_token = case when p_run_on then lease_token end,
            lease_expires_at = case when p_run_on then v_now + make_interval(secs => p_lease_seconds) end
        where id = p_job_id and lease_token = p_lease_token and stage = p_stage
        returning * into v_job;
    end if;
    v_done := set_config('wordmill.door', '', true);
    if v_job.id is null then
        return private.done_before(p_job_id, p_lease_token, p_stage, p_next_token);
    end if;
    if v_has_effects then
        perform private.apply_effects(v_job, p_effects);
    end if;
    if v_next is not null then
        -- For the stages after it; the last one's output has no reader.
        insert into private.job_steps (job_id, key, result)
        values (p_job_id, 'stage:' || p_stage, coalesce(p_output, '{}'))
        on conflict (job_id, key) do update set result = excluded.result;
        return v_job;
    end if;
    if v_job.params ? 'exports' then
        perform private.queue_exports_of(v_job);
    end if;
    v_job.slot := v_slot;
    return v_job;
end
$$;
comment on function private.move_on is 'Stores what a stage made and moves its job on. A completed job is answered with the slot that it gave up, for the caller to fill.';
revoke all on function private.move_on from public, anon, authenticated;
grant execute on function private.move_on to service_role;

create function public.complete_stage(
    p_job_id uuid, p_lease_token uuid, p_stage text, p_output jsonb default '{}', p_effects jsonb default '{}',
    p_lease_seconds int default 30, p_run_on boolean default false, p_next_token uuid default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_next public.jobs;
    v_job public.jobs := private.move_on(
        p_job_id, p_lease_token, p_stage, p_output, p_effects, p_lease_seconds, p_run_on, p_next_token
    );
begin
    if v_job.status = 'completed' and v_job.slot is not null then
        v_next := private.fill_slot(v_job.slot, p_next_token, p_lease_seconds);
    elsif v_job.status = 'completed' then
        select * into v_next from public.jobs where status = 'processing' and lease_token = p_next_token;
    end if;
    return jsonb_build_object(
        'job', case when v_job.lease_token is not null then private.job_columns(v_job) end,
        'lease_token', v_job.lease_token,
        'next', case when v_next.lease_token is not null then private.claim_json(v_next) end
    );
end
$$;
comment on function public.complete_stage is 'Stores a stage''s output and effects and moves the job on, all in one transaction. p_run_on: the lease goes on to the next stage; else it is given up and the hint sent. p_next_token: after the last stage, the job whose turn it is in the freed slot is claimed under this token, which the caller makes, and answered as next; asking again gives the same claim.';
revoke all on function public.complete_stage from public, anon, authenticated;
grant execute on function public.complete_stage to service_role;

create function public.fail_stage(
    p_job_id uuid, p_lease_token uuid, p_error_code text, p_error_message text, p_retry_in numeric default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs := private.held_job(p_job_id, p_lease_token);
    v_slot smallint := v_job.slot;
begin
    if p_retry_in is null or v_job.retry_count >= v_job.max_retries then
        v_job := private.end_job(v_job, 'failed', p_error_code, p_error_message);
    else
        perform private.open_door('fail_stage');
        update public.jobs set
            status = 'scheduled', slot = null, lease_token = null, lease_expires_at = null,
            run_after = clock_timestamp() + make_interval(secs => p_retry_in::double precision),
            attempt = attempt + 1, retry_count = retry_count + 1,
            error_code = p_error_code, error_message = p_error_message
        where id = p_job_id
        returning * into v_job;
        perform private.open_door('');
    end if;
    perform private.fill_slot(v_slot);
    return private.job_json(v_job);
end
$$;
comment on function public.fail_stage is 'An attempt failed. p_retry_in: seconds until the next one, as long as retries are left; null: another would not help. The slot goes to the next job meanwhile.';
revoke all on function public.fail_stage from public, anon, authenticated;
grant execute on function public.fail_stage to service_role;

create function public.release_stage(p_job_id uuid, p_lease_token uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs := private.held_job(p_job_id, p_lease_token);
begin
    perform private.open_door('release_stage');
    update public.jobs set lease_token = null, lease_expires_at = null where id = p_job_id returning * into v_job;
    perform private.open_door('');
    return private.job_json(v_job);
end
$$;
comment on function public.release_stage is 'Hands a stage over at a step border: the lease is given up and the hint sent again; not a retry.';
revoke all on function public.release_stage from public, anon, authenticated;
grant execute on function public.release_stage to service_role;
