-- Retention: what is over goes, in batches, so that hot tables stay as small as what is under way.
-- Way back: do $$ begin if to_regnamespace('cron') is not null then perform cron.unschedule('wordmill-prune'); end if; end $$
-- Way back: revoke update (id) on public.job_events, public.llm_metrics from service_role

insert into private.settings (key, value, note) values
    ('job_keep_days', '90', 'Age at which a job that is over is deleted with its events; its wordlist and exports stay.'),
    ('job_event_keep_days', '30', 'Age at which a job''s events are deleted, though the job stays.'),
    ('llm_metric_keep_days', '180', 'Age at which the record of a model''s call is deleted.');

-- Locking a row needs the right to update a column of it; an identity that is always generated takes no value.
grant update (id) on public.job_events, public.llm_metrics to service_role;

create function private.keep_until(p_setting text)
returns timestamptz
language sql
stable
set search_path = ''
as $$
    select now() - make_interval(hours => (24 * (private.setting(p_setting) #>> '{}')::numeric)::int);
$$;
comment on function private.keep_until is 'What is older than this is not kept, by a setting in days; null keeps everything.';
revoke all on function private.keep_until from public, anon, authenticated;
grant execute on function private.keep_until to service_role;

create function private.prune_jobs(p_before timestamptz, p_limit int)
returns int
language sql
set search_path = ''
as $$
    with due as (
        select j.id
        from unnest(array['completed', 'failed', 'cancelled']::public.job_status[]) as s (status)
        cross join lateral (
            -- By idx_jobs_status_created: no job is created after it ended.
            select id from public.jobs
            where status = s.status and status in ('completed', 'failed', 'cancelled')
                and created_at < p_before and finished_at < p_before
            order by created_at limit p_limit for update skip locked
        ) as j
        limit p_limit
    ), gone as (
        delete from public.jobs where id in (select id from due) returning 1
    )
    select count(*)::int from gone;
$$;
comment on function private.prune_jobs is 'Deletes jobs that are over for long, oldest first; their events and steps go along, wordlists, exports and metrics stay.';
revoke all on function private.prune_jobs from public, anon, authenticated;
grant execute on function private.prune_jobs to service_role;

create function public.prune_history(p_limit int default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_limit int := coalesce(p_limit, (private.setting('prune_batch') #>> '{}')::int);
    -- Variables, as a function in a condition would be called for every row looked at.
    v_events_before timestamptz := private.keep_until('job_event_keep_days');
    v_metrics_before timestamptz := private.keep_until('llm_metric_keep_days');
    v_jobs int := private.prune_jobs(private.keep_until('job_keep_days'), v_limit);
    v_events int;
    v_metrics int;
begin
    -- The oldest by number are the oldest by time: looking at a batch of them needs no index on the time. Rows of a job
    -- that another call is deleting are left to it: two that wait for each other's would be a deadlock.
    delete from public.job_events where id in (
        select id from public.job_events
        where id in (select id from public.job_events order by id limit v_limit) and created_at < v_events_before
        for update skip locked
    );
    get diagnostics v_events = row_count;
    delete from public.llm_metrics where id in (
        select id from public.llm_metrics
        where id in (select id from public.llm_metrics order by id limit v_limit) and created_at < v_metrics_before
        for update skip locked
    );
    get diagnostics v_metrics = row_count;
    return jsonb_build_object('jobs', v_jobs, 'job_events', v_events, 'llm_metrics', v_metrics);
end
$$;
comment on function public.prune_history is 'Deletes one batch of each kind of row that is past its time; answers how many of each.';
revoke all on function public.prune_history from public, anon, authenticated;
grant execute on function public.prune_history to service_role;

create function private.prune_tick()
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_pruned jsonb := public.prune_history() || public.cleanup_expired_requests() || public.cleanup_llm_answers();
begin
    -- pg_cron keeps a row for each run for ever, and the sweep alone makes 17,280 a day.
    delete from cron.job_run_details where runid in (
        select runid from (
            select runid, start_time from cron.job_run_details
            order by runid limit (private.setting('prune_batch') #>> '{}')::int
        ) as oldest
        where start_time < now() - interval '1 day'
    );
    return v_pruned;
end
$$;
comment on function private.prune_tick is 'What the schedule runs each minute: a batch of everything that is past its time, pg_cron''s own log included.';
revoke all on function private.prune_tick from public, anon, authenticated;

do $$
begin
    if to_regnamespace('cron') is not null then
        perform cron.schedule('wordmill-prune', '* * * * *', 'select private.prune_tick()');
    end if;
end
$$;
