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

create function private.note_job_change(p_old public.jobs, p_new public.jobs)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_action text;
    v_now timestamptz := p_new.updated_at;
    v_stage_ms int := least(greatest(extract(epoch from v_now - p_old.stage_started_at) * 1000, 0), 2147483647);
begin
    if p_old.status = 'queued' and (p_new.status <> 'queued' or p_new.vt <> p_old.vt) then
        insert into private.queue_changes (level, change) values (p_old.vt / 1000, -1);
    end if;
    if p_new.status = 'queued' and (p_old.status <> 'queued' or p_new.vt <> p_old.vt) then
        insert into private.queue_changes (level, change) values (p_new.vt / 1000, 1);
    end if;

    if p_new.status <> p_old.status then
        v_action := case
            when p_new.status = 'queued' then case p_old.status when 'scheduled' then 'due' else 'retried' end
            when p_new.status = 'processing' then 'admitted'
            else p_new.status::text
        end;
    elsif p_new.attempt > p_old.attempt then
        v_action := 'lease_expired';
    elsif p_new.stage = p_old.stage and p_old.lease_token is not null and p_new.lease_token is null then
        v_action := 'released';
    elsif p_new.hints > p_old.hints and (p_new.hints & (p_new.hints - 1)) = 0 then
        v_action := 'hinted'; -- the 1st, 2nd, 4th, 8th ...: an outage must not fill the log
    end if;
    if p_new.status = 'completed' then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms) values
            (p_new.id, 'stage_completed', p_old.stage, p_old.status, p_old.attempt, v_stage_ms),
            (
                p_new.id, 'completed', p_old.stage, p_new.status, p_old.attempt,
                least(greatest(extract(epoch from v_now - p_new.started_at) * 1000, 0), 2147483647)
            );
        -- A completed job needs no stored step again; one that failed or was cancelled keeps them for its retry.
        delete from private.job_steps where job_id = p_new.id;
    elsif p_new.stage <> p_old.stage then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms)
        values (p_new.id, 'stage_completed', p_old.stage, p_old.status, p_old.attempt, v_stage_ms);
    elsif v_action is not null then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms, error_code)
        values (
            p_new.id, v_action, p_new.stage, p_new.status,
            case when v_action in ('lease_expired', 'scheduled') then p_old.attempt else p_new.attempt end,
            case when v_action <> 'released' and p_old.lease_token is not null then v_stage_ms end,
            case when v_action in ('scheduled', 'failed', 'lease_expired') then p_new.error_code end
        );
    end if;

    if random() < 0.005 and p_new.status <> p_old.status then
        v_done := private.fold_queue_changes();
    end if;

    if p_new.hinted_at is distinct from p_old.hinted_at then
        v_done := private.send_hint('job_advance', jsonb_build_object(
            'type', 'UPDATE', 'schema', 'public', 'table', 'jobs',
            'record', jsonb_build_object(
                'id', p_new.id, 'kind', p_new.kind, 'status', p_new.status, 'stage', p_new.stage,
                'attempt', p_new.attempt
            ),
            'old_record', null
        ));
    end if;
end
$$;
comment on function private.note_job_change is 'What follows from a job''s change in the same transaction: position counters, events, the hint to whoever runs the next stage.';
revoke all on function private.note_job_change from public, anon, authenticated;
grant execute on function private.note_job_change to service_role;

create function private.guard_job()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
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
    -- Here and not in a trigger after the update, whose queue and condition cost as much as what it would do.
    if new.status <> old.status or new.stage <> old.stage or new.attempt <> old.attempt or new.vt <> old.vt
        or old.lease_token is not null and new.lease_token is null or new.hinted_at is distinct from old.hinted_at then
        v_done := private.note_job_change(old, new);
    end if;
    return new;
end
$$;
comment on function private.guard_job is 'Trigger: refuses a job''s illegal transition to everyone, and every direct change, and names the door to use; what follows from a legal one is done.';
revoke all on function private.guard_job from public, anon, authenticated;
create trigger jobs_change_through_doors_only
    before update on public.jobs
    for each row execute function private.guard_job();

create function private.guard_new_jobs()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if coalesce(current_setting('wordmill.door', true), '') = '' then
        perform private.refuse(409, 'conflict', 'A job changes through functions only. To queue one use submit_job().');
    end if;
    return null;
end
$$;
comment on function private.guard_new_jobs is 'Trigger: new jobs come through a door. That they begin as queued, and nobody''s, is seen to by the rights: none may write those columns of a new row.';
revoke all on function private.guard_new_jobs from public, anon, authenticated;
create trigger jobs_begin_as_queued
    before insert on public.jobs
    for each statement execute function private.guard_new_jobs();

create function private.check_new_jobs(p_stages text[], p_max_retries int, p_params_are_objects boolean)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
    if cardinality(p_stages) between 1 and 32 and p_max_retries >= 0 and p_params_are_objects then
        return;
    end if;
    perform private.refuse(409, 'conflict', 'A job has 1 to 32 stages, params that are an object, and no negative number of retries.');
end
$$;
comment on function private.check_new_jobs is 'Refuses what no job can be made of.';
revoke all on function private.check_new_jobs from public, anon, authenticated;
grant execute on function private.check_new_jobs to service_role;

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
