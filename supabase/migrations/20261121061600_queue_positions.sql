-- Queue positions: computed when they are read, from small counters and one short count.

create function private.queue_place(p_vt bigint, p_seq bigint)
returns bigint
language plpgsql
stable
security definer
set search_path = ''
-- A plan kept, where PostgreSQL would make one for each turn: planning took longer than counting.
set plan_cache_mode = force_generic_plan
as $$
begin
    return 1
        + coalesce((select sum(waiting) from private.queue_levels where tier = 2 and level < p_vt / 1024000), 0)::bigint
        + coalesce((
            select sum(waiting) from private.queue_levels
            where tier = 1 and level >= p_vt / 1024000 * 32 and level < p_vt / 32000
        ), 0)::bigint
        + coalesce((
            select sum(waiting) from private.queue_levels
            where tier = 0 and level >= p_vt / 32000 * 32 and level < p_vt / 1000
        ), 0)::bigint
        + coalesce((select sum(change) from private.queue_changes where level < p_vt / 1000), 0)::bigint
        + (
            select count(*) from public.jobs
            where status = 'queued' and vt >= p_vt / 1000 * 1000 and (vt, seq) < (p_vt, p_seq)
        );
end
$$;
comment on function private.queue_place is 'Place of a turn in the queue, from 1. One statement, so one snapshot: equal to a recount at every read. Runs as its owner: a place counts others'' jobs without showing them.';
revoke all on function private.queue_place from public, anon;
grant execute on function private.queue_place to authenticated, service_role;

create function public.queue_position(job public.jobs)
returns bigint
language sql
stable
set search_path = ''
as $$
    select case when job.status = 'queued' then private.queue_place(job.vt, job.seq) end;
$$;
comment on function public.queue_position is 'Computed field of jobs: place in the queue, from 1; null when it does not wait there. select=*,queue_position.';
revoke all on function public.queue_position from public, anon;
grant execute on function public.queue_position to authenticated, service_role;

create function private.eta_of(p_job public.jobs, p_place bigint)
returns int
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    v_left double precision;
    v_slots bigint;
begin
    if p_job.status not in ('queued', 'scheduled', 'processing') then
        return null;
    end if;
    select case when count(s.seconds) = count(*) then sum(
        case when u.stage = p_job.stage and p_job.lease_token is not null
            then greatest(s.seconds - extract(epoch from clock_timestamp() - p_job.stage_started_at), 0)
            else s.seconds end
    ) end into v_left
    from unnest(p_job.stages[array_position(p_job.stages, p_job.stage):]) as u (stage)
    left join private.stage_speeds as s on s.kind = p_job.kind and s.stage = u.stage;
    if p_job.status = 'queued' and v_left is not null then
        -- Jobs ahead leave in batches of the cap, each taking about as long as this one.
        select count(*) into v_slots from private.job_slots where is_open;
        v_left := v_left * (1 + (p_place - 1)::double precision / greatest(v_slots, 1));
    elsif p_job.status = 'scheduled' then
        v_left := v_left + greatest(extract(epoch from p_job.run_after - now()), 0);
    end if;
    return ceil(v_left)::int;
end
$$;
comment on function private.eta_of is 'Seconds until a job is done, by the measured speed of its stages and its place in the queue; null while one of them was never measured. Runs as its owner: speeds and slots are nobody''s secret, but not for writing.';
revoke all on function private.eta_of from public, anon;
grant execute on function private.eta_of to authenticated, service_role;

create function public.eta_seconds(job public.jobs)
returns int
language sql
stable
set search_path = ''
as $$
    select private.eta_of(job, public.queue_position(job));
$$;
comment on function public.eta_seconds is 'Computed field of jobs: seconds until it is done, from the measured speed of earlier stages; null when unknown or over.';
revoke all on function public.eta_seconds from public, anon;
grant execute on function public.eta_seconds to authenticated, service_role;

create function private.learn_stage_speeds(p_after bigint)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_last bigint;
begin
    with recent as (
        select e.id, e.action, e.stage, e.duration_ms, e.job_id
        from public.job_events as e where e.id > p_after order by e.id limit 2000
    ), measured as (
        select j.kind, r.stage, avg(r.duration_ms) / 1000.0 as seconds, count(*) as samples
        from recent as r join public.jobs as j on j.id = r.job_id
        where r.action = 'stage_completed' and r.duration_ms is not null
        group by 1, 2
    ), learnt as (
        insert into private.stage_speeds as s (kind, stage, seconds, samples)
        select kind, stage, seconds, samples from measured
        on conflict (kind, stage) do update set
            -- Half of what is known goes with every 8 new samples.
            seconds = s.seconds + (excluded.seconds - s.seconds) * (1 - power(0.5, excluded.samples / 8.0)),
            samples = s.samples + excluded.samples
    )
    select max(id) into v_last from recent;
    return v_last;
end
$$;
comment on function private.learn_stage_speeds is 'Folds the durations of new events into stage_speeds; answers the newest event seen, null when there was none.';
revoke all on function private.learn_stage_speeds from public, anon, authenticated;
grant execute on function private.learn_stage_speeds to service_role;

create function private.move_head()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_waiting bigint;
    v_running int;
begin
    -- Whoever finds the row taken, or fresh, goes on: the figures may be a second old.
    perform from public.queue_heads where moved_at < clock_timestamp() - interval '1 second' for update skip locked;
    if not found then
        return;
    end if;
    select greatest(
        coalesce((select sum(waiting) from private.queue_levels where tier = 2), 0)
            + coalesce((select sum(change) from private.queue_changes), 0), 0
    ) into v_waiting;
    select count(*) into v_running from public.jobs where status = 'processing';
    update public.queue_heads set waiting = v_waiting, running = v_running, moved_at = clock_timestamp()
    where (waiting, running) is distinct from (v_waiting, v_running);
end
$$;
comment on function private.move_head is 'Brings the one row of queue_heads up to date, at most once a second and without waiting for anyone.';
revoke all on function private.move_head from public, anon, authenticated;
grant execute on function private.move_head to service_role;

create function private.fold_queue_changes()
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_folded int;
begin
    -- One at a time; whoever comes second finds the work being done.
    if not pg_try_advisory_xact_lock(hashtextextended('wordmill.update_queue_positions', 0)) then
        return 0;
    end if;
    with gone as (
        delete from private.queue_changes returning level, change
    ), sums as (
        select 0::smallint as tier, level, sum(change) as change from gone group by level
        union all
        select 1::smallint, level / 32, sum(change) from gone group by level / 32
        union all
        select 2::smallint, level / 1024, sum(change) from gone group by level / 1024
    ), folded as (
        insert into private.queue_levels as l (tier, level, waiting)
        select tier, level, change from sums where change <> 0
        on conflict (tier, level) do update set waiting = l.waiting + excluded.waiting
    )
    select count(*) into v_folded from gone;
    if v_folded > 0 then
        delete from private.queue_levels where waiting = 0;
    end if;
    return v_folded;
end
$$;
comment on function private.fold_queue_changes is 'Adds what entered and left the queue to the counters; answers how many changes that were. Waits for nobody.';
revoke all on function private.fold_queue_changes from public, anon, authenticated;
grant execute on function private.fold_queue_changes to service_role;

create function public.update_queue_positions()
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_folded int := private.fold_queue_changes();
    v_last bigint;
begin
    -- Whoever comes second leaves the learning to the first.
    perform from public.queue_heads for update skip locked;
    if found then
        v_last := private.learn_stage_speeds((select last_event_id from public.queue_heads));
        if v_last is not null then
            update public.queue_heads set last_event_id = v_last;
        end if;
    end if;
    perform private.move_head();
    return v_folded;
end
$$;
comment on function public.update_queue_positions is 'Folds what entered and left the queue into the counters behind queue_position, and learns the stages'' speeds. Renumbers nothing; answers how many changes it folded.';
revoke all on function public.update_queue_positions from public, anon, authenticated;
grant execute on function public.update_queue_positions to service_role;

create function public.get_active_job_count(p_user_id uuid default null)
returns int
language sql
stable
set search_path = ''
as $$
    select count(*)::int from public.jobs
    where status = 'processing' and (p_user_id is null or user_id = p_user_id);
$$;
comment on function public.get_active_job_count is 'Jobs in processing, of everyone or of one user; never more than the setting job_cap.';
revoke all on function public.get_active_job_count from public, anon, authenticated;
grant execute on function public.get_active_job_count to service_role;

create function private.job_columns(p_job public.jobs)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    return to_jsonb(p_job)
        - '{seq,vt,slot,lease_token,lease_expires_at,hints,hinted_at,queued_at,stage_started_at}'::text[];
end
$$;
comment on function private.job_columns is 'A job without what only the queue itself looks at.';
revoke all on function private.job_columns from public, anon, authenticated;
grant execute on function private.job_columns to service_role;

create function private.job_json(p_job public.jobs)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_place bigint := case when p_job.status = 'queued' then private.queue_place(p_job.vt, p_job.seq) end;
begin
    return private.job_columns(p_job)
        || jsonb_build_object('queue_position', v_place, 'eta_seconds', private.eta_of(p_job, v_place));
end
$$;
comment on function private.job_json is 'A job as the functions hand it out: its columns, its place in the queue and when it will be done.';
revoke all on function private.job_json from public, anon, authenticated;
grant execute on function private.job_json to service_role;
