-- Job state: which transitions are legal, and what follows from each (positions, events, hints).

create function private.open_door(p_door text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform set_config('wordmill.door', p_door, true);
end
$$;
comment on function private.open_door is 'Says which function is about to change jobs; empty closes the door again. Legality is checked all the same.';
revoke all on function private.open_door from public, anon, authenticated;
grant execute on function private.open_door to service_role;

create function private.door_to(p_status public.job_status)
returns text
language sql
immutable
set search_path = ''
as $$
    select case p_status
        when 'queued' then 'submit_job(), retry_job() or sweep_jobs()'
        when 'processing' then 'sweep_jobs() or claim_stage()'
        when 'completed' then 'complete_stage()'
        when 'cancelled' then 'cancel_job()'
        else 'fail_stage()'
    end;
$$;
comment on function private.door_to is 'The functions that bring a job into a state, for error messages.';
revoke all on function private.door_to from public, anon, authenticated;
grant execute on function private.door_to to service_role;

create function private.guard_job()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if coalesce(current_setting('wordmill.door', true), '') = '' then
        if (to_jsonb(new) - '{document_id,wordlist_id}'::text[])
            = (to_jsonb(old) - '{document_id,wordlist_id}'::text[]) then
            return new; -- a document or wordlist it points to was deleted
        end if;
        perform private.refuse(409, 'conflict', format(
            'A job changes through functions only. For %s use %s.', new.status, private.door_to(new.status)
        ));
    end if;
    if not (case old.status
        when 'queued' then new.status in ('queued', 'processing', 'cancelled')
        when 'scheduled' then new.status in ('scheduled', 'queued', 'cancelled')
        when 'processing' then new.status in ('processing', 'completed', 'scheduled', 'failed', 'cancelled')
        when 'completed' then false
        else new.status = 'queued'
    end) then
        perform private.refuse(409, 'conflict', format(
            'A job does not go from %s to %s. For %s use %s.', old.status, new.status, new.status, private.door_to(new.status)
        ));
    end if;
    if new.progress < old.progress or new.id <> old.id or new.user_id <> old.user_id or new.kind <> old.kind
        or new.stages <> old.stages then
        perform private.refuse(409, 'conflict', 'Progress never goes back; id, user_id, kind and stages stay.');
    end if;
    if not (
        new.progress <= 100 and new.attempt >= 1 and new.retry_count between 0 and new.max_retries
        and (new.stage = old.stage or new.stage = any (new.stages))
        and (new.lease_token is null) = (new.lease_expires_at is null)
        and (new.lease_token is null or new.status = 'processing')
        and (new.status = 'scheduled') = (new.run_after is not null)
        and (new.status in ('completed', 'failed', 'cancelled')) = (new.finished_at is not null)
        and (new.status <> 'completed' or new.progress = 100)
        and (new.status <> 'failed' or new.error_code is not null)
    ) then
        perform private.refuse(409, 'conflict', format('What was to be written of a %s job does not hold together.', new.status));
    end if;
    if new.slot <> coalesce(old.slot, 0) then
        perform from private.job_slots where slot = new.slot;
        if not found then
            perform private.refuse(409, 'conflict', format('There is no slot %s.', new.slot));
        end if;
    end if;
    new.updated_at := clock_timestamp();
    if new.status = 'processing' and new.lease_token is null
        and (old.status <> 'processing' or old.lease_token is not null or new.hints > old.hints) then
        new.hinted_at := new.updated_at;
    end if;
    return new;
end
$$;
comment on function private.guard_job is 'Trigger: refuses a job''s illegal transition to everyone, and every direct change, and names the door to use.';
revoke all on function private.guard_job from public, anon, authenticated;
create trigger jobs_change_through_doors_only
    before update on public.jobs
    for each row execute function private.guard_job();

create function private.note_new_jobs()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    v_jobs int;
begin
    if coalesce(current_setting('wordmill.door', true), '') = '' then
        perform private.refuse(409, 'conflict', 'A job changes through functions only. To queue one use submit_job().');
    end if;
    if exists (
        select from new_jobs
        where status <> 'queued' or lease_token is not null or run_after is not null or finished_at is not null
            or attempt <> 1 or retry_count <> 0 or progress <> 0 or max_retries < 0
            or cardinality(stages) > 32 or stage <> stages[1] or jsonb_typeof(params) <> 'object'
    ) then
        perform private.refuse(409, 'conflict', 'A job begins as queued, at the first of its 1 to 32 stages. To queue one use submit_job().');
    end if;
    with entered as (
        insert into private.queue_changes (level, change)
        select vt / 1000, count(*) from new_jobs group by 1
    )
    insert into public.job_events (job_id, action, stage, status, attempt)
    select id, 'submitted', stage, status, attempt from new_jobs;
    get diagnostics v_jobs = row_count;
    -- Between two sweeps a busy queue folds now and then: a position must not have to add up thousands of changes.
    if random() < 0.005 * v_jobs then
        perform private.fold_queue_changes();
    end if;
    return null;
end
$$;
comment on function private.note_new_jobs is 'Trigger: new jobs come through a door, begin as queued, count in the queue and leave their first event.';
revoke all on function private.note_new_jobs from public, anon, authenticated;
create trigger jobs_begin_as_queued
    after insert on public.jobs
    referencing new table as new_jobs
    for each statement execute function private.note_new_jobs();

create function private.note_gone_job()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if old.status = 'queued' then
        insert into private.queue_changes (level, change) values (old.vt / 1000, -1);
    end if;
    delete from public.job_events where job_id = old.id;
    return null;
end
$$;
comment on function private.note_gone_job is 'Trigger: a deleted job leaves the count and takes its events along. Runs as its owner, as any deletion of a user gets here.';
revoke all on function private.note_gone_job from public, anon, authenticated;
create trigger jobs_leave_nothing_behind
    after delete on public.jobs
    for each row execute function private.note_gone_job();

create function private.note_gone_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.jobs where user_id = old.user_id;
    return null;
end
$$;
comment on function private.note_gone_user is 'Trigger: who leaves takes their jobs along. Runs as its owner, as any deletion of a user gets here.';
revoke all on function private.note_gone_user from public, anon, authenticated;
create trigger users_take_their_jobs_along
    after delete on private.queue_users
    for each row execute function private.note_gone_user();

create function private.note_job_change()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    v_action text;
    v_now timestamptz := clock_timestamp();
    v_stage_ms int := least(greatest(extract(epoch from v_now - old.stage_started_at) * 1000, 0), 2147483647);
    v_done boolean;
begin
    if old.status = 'queued' and (new.status <> 'queued' or new.vt <> old.vt) then
        insert into private.queue_changes (level, change) values (old.vt / 1000, -1);
    end if;
    if new.status = 'queued' and (old.status <> 'queued' or new.vt <> old.vt) then
        insert into private.queue_changes (level, change) values (new.vt / 1000, 1);
    end if;

    if new.status <> old.status then
        v_action := case
            when new.status = 'queued' then case old.status when 'scheduled' then 'due' else 'retried' end
            when new.status = 'processing' then 'admitted'
            else new.status::text
        end;
    elsif new.attempt > old.attempt then
        v_action := 'lease_expired';
    elsif new.stage = old.stage and old.lease_token is not null and new.lease_token is null then
        v_action := 'released';
    elsif new.hints > old.hints and (new.hints & (new.hints - 1)) = 0 then
        v_action := 'hinted'; -- the 1st, 2nd, 4th, 8th ...: an outage must not fill the log
    end if;
    if new.status = 'completed' then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms) values
            (new.id, 'stage_completed', old.stage, old.status, old.attempt, v_stage_ms),
            (
                new.id, 'completed', old.stage, new.status, old.attempt,
                least(greatest(extract(epoch from v_now - new.started_at) * 1000, 0), 2147483647)
            );
    elsif new.stage <> old.stage then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms)
        values (new.id, 'stage_completed', old.stage, old.status, old.attempt, v_stage_ms);
    elsif v_action is not null then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms, error_code)
        values (
            new.id, v_action, new.stage, new.status,
            case when v_action in ('lease_expired', 'scheduled') then old.attempt else new.attempt end,
            case when v_action <> 'released' and old.lease_token is not null then v_stage_ms end,
            case when v_action in ('scheduled', 'failed', 'lease_expired') then new.error_code end
        );
    end if;

    if random() < 0.005 and new.status <> old.status then
        v_done := private.fold_queue_changes() > 0;
    end if;

    if new.hinted_at is distinct from old.hinted_at then
        v_done := private.send_hint('job_advance', jsonb_build_object(
            'type', 'UPDATE', 'schema', 'public', 'table', 'jobs',
            'record', jsonb_build_object(
                'id', new.id, 'kind', new.kind, 'status', new.status, 'stage', new.stage, 'attempt', new.attempt
            ),
            'old_record', null
        ));
    end if;
    return null;
end
$$;
comment on function private.note_job_change is 'Trigger: what follows from a job''s change in the same transaction: position counters, events, the hint to whoever runs the next stage.';
revoke all on function private.note_job_change from public, anon, authenticated;
create trigger jobs_tell_what_happened
    after update on public.jobs
    for each row when (
        old.status <> new.status or old.stage <> new.stage or old.attempt <> new.attempt or old.vt <> new.vt
        or old.lease_token is not null and new.lease_token is null or old.hinted_at is distinct from new.hinted_at
    ) execute function private.note_job_change();
