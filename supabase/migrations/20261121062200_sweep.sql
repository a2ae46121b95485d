-- The sweep: what a lost hint or a dead worker left behind. Cheap when there is nothing, safe twice at once.

create function private.sweep_exports(p_limit int)
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_export public.exports;
    v_swept int := 0;
begin
    for v_export in
        select * from public.exports
        where (status = 'processing' and lease_expires_at <= clock_timestamp())
            or (status = 'queued' and run_after <= clock_timestamp() and (
                hinted_at is null or hinted_at < run_after
                or hinted_at <= clock_timestamp() - private.setting_seconds('hint_after_seconds')
            ))
        order by run_after limit p_limit for update skip locked
    loop
        if v_export.status = 'processing' then
            perform private.lose_export(v_export, 'worker_lost', 'The work was interrupted.', 0);
        else
            update public.exports set hints = hints + 1 where id = v_export.id;
        end if;
        v_swept := v_swept + 1;
    end loop;
    return v_swept;
end
$$;
comment on function private.sweep_exports is 'Returns exports of silent workers to the queue and sends lost hints again.';
revoke all on function private.sweep_exports from public, anon, authenticated;
grant execute on function private.sweep_exports to service_role;

create function private.sweep_expired(p_limit int, out expired int, out failed int)
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    expired := 0;
    failed := 0;
    for v_job in
        select * from public.jobs
        where status = 'processing' and lease_expires_at <= clock_timestamp()
        order by id limit p_limit for update skip locked
    loop
        v_job := private.lose_lease(v_job);
        expired := expired + 1;
        failed := failed + (v_job.status = 'failed')::int;
    end loop;
end
$$;
comment on function private.sweep_expired is 'Takes stages from workers that let their lease expire.';
revoke all on function private.sweep_expired from public, anon, authenticated;
grant execute on function private.sweep_expired to service_role;

create function private.sweep_due(p_limit int)
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_due int;
begin
    perform private.open_door('sweep_jobs');
    with due as (
        select id from public.jobs
        where status = 'scheduled' and run_after <= clock_timestamp()
        order by run_after limit p_limit for update skip locked
    )
    update public.jobs as j set
        -- It has waited its turn before: it comes back at the head of the present round.
        status = 'queued', run_after = null, queued_at = clock_timestamp(),
        vt = (select last_value from private.queue_clock)
    from due
    where j.id = due.id;
    get diagnostics v_due = row_count;
    perform private.open_door('');
    return v_due;
end
$$;
comment on function private.sweep_due is 'Queues retries whose time has come.';
revoke all on function private.sweep_due from public, anon, authenticated;
grant execute on function private.sweep_due to service_role;

create function private.sweep_hints(p_limit int)
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_hints int;
begin
    perform private.open_door('sweep_jobs');
    with silent as (
        select id from public.jobs
        where status = 'processing' and lease_token is null
            and hinted_at <= clock_timestamp() - private.setting_seconds('hint_after_seconds')
        order by id limit p_limit for update skip locked
    )
    update public.jobs as j set hints = j.hints + 1 from silent where j.id = silent.id;
    get diagnostics v_hints = row_count;
    perform private.open_door('');
    return v_hints;
end
$$;
comment on function private.sweep_hints is 'Sends the hints of jobs again that nobody has claimed for a while.';
revoke all on function private.sweep_hints from public, anon, authenticated;
grant execute on function private.sweep_hints to service_role;

create function public.sweep_jobs(p_limit int default 100)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_expired int;
    v_failed int;
    v_due int;
    v_hints int;
    v_admitted int;
    v_exports int;
    v_unclaimed jsonb;
begin
    v_due := private.sweep_due(p_limit);
    select s.expired, s.failed into v_expired, v_failed from private.sweep_expired(p_limit) as s;
    -- Those waited in vain for at least one hint before: a caller that can, runs them itself.
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'stage', stage)), '[]') into v_unclaimed
    from (
        select id, stage from public.jobs
        where status = 'processing' and lease_token is null and (
            hints > 0 or hinted_at <= clock_timestamp() - private.setting_seconds('hint_after_seconds')
        )
        order by started_at limit p_limit
    ) as u;
    v_hints := private.sweep_hints(p_limit);
    v_admitted := private.admit_jobs(p_limit);
    v_exports := private.sweep_exports(p_limit);
    perform public.update_queue_positions();
    return jsonb_build_object(
        'due', v_due, 'expired', v_expired, 'failed', v_failed, 'hints', v_hints, 'admitted', v_admitted,
        'exports', v_exports, 'unclaimed', v_unclaimed
    );
end
$$;
comment on function public.sweep_jobs is 'Queues due retries, takes stages from silent workers, sends lost hints again, fills free slots; answers how many of each, and which jobs nobody had claimed.';
revoke all on function public.sweep_jobs from public, anon, authenticated;
grant execute on function public.sweep_jobs to service_role;
