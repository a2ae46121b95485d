-- Schedules: the sweeps. What needs no file is done here; files are removed by the function cleanup.
-- Way back: do $$ begin if to_regnamespace('cron') is not null then perform cron.unschedule(jobname) from cron.job where jobname in ('wordmill-sweep', 'cleanup-uploads', 'cleanup-exports', 'cleanup-cooldowns'); end if; end $$
-- Way back: do $$ begin if exists (select from pg_publication_tables where pubname = 'supabase_realtime' and tablename = 'queue_heads') then alter publication supabase_realtime drop table public.jobs, public.exports, public.queue_heads; end if; end $$

create function private.ask_cleanup(p_task text)
returns boolean
language sql
set search_path = ''
as $$
    select private.send_hint('cleanup', jsonb_build_object('type', 'SCHEDULE', 'task', p_task));
$$;
comment on function private.ask_cleanup is 'Posts a signed call to the function cleanup: jobs, uploads, exports, cooldowns or requests.';
revoke all on function private.ask_cleanup from public, anon, authenticated;
grant execute on function private.ask_cleanup to service_role;

create function public.cleanup_old_uploads()
returns boolean
language sql
set search_path = ''
as $$
    select private.ask_cleanup('uploads');
$$;
comment on function public.cleanup_old_uploads is 'Asks the function cleanup to remove uploads over 24 hours: a deleted row would leave the bytes behind. False: there is no function to ask.';
revoke all on function public.cleanup_old_uploads from public, anon, authenticated;
grant execute on function public.cleanup_old_uploads to service_role;

create function public.cleanup_old_exports()
returns boolean
language sql
set search_path = ''
as $$
    select private.ask_cleanup('exports');
$$;
comment on function public.cleanup_old_exports is 'Asks the function cleanup to remove exports over an hour: a deleted row would leave the bytes behind. False: there is no function to ask.';
revoke all on function public.cleanup_old_exports from public, anon, authenticated;
grant execute on function public.cleanup_old_exports to service_role;

create function private.sweep_tick()
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_swept jsonb := public.sweep_jobs(100);
begin
    -- Hints to job_advance get lost: let cleanup have a look as well.
    if v_swept -> 'unclaimed' <> '[]' then
        perform private.ask_cleanup('jobs');
    end if;
    return v_swept;
end
$$;
comment on function private.sweep_tick is 'What the fast schedule runs: the sweep, in the database itself; cleanup is called only where jobs stay unclaimed.';
revoke all on function private.sweep_tick from public, anon, authenticated;
grant execute on function private.sweep_tick to service_role;

do $$
begin
    if to_regnamespace('cron') is not null then
        perform cron.schedule('wordmill-sweep', '5 seconds', 'select private.sweep_tick()');
        perform cron.schedule('cleanup-uploads', '0 * * * *', 'select public.cleanup_old_uploads()');
        perform cron.schedule('cleanup-exports', '*/15 * * * *', 'select public.cleanup_old_exports()');
        perform cron.schedule(
            'cleanup-cooldowns', '0 * * * *',
            'select public.cleanup_expired_cooldowns(), public.cleanup_rate_limits()'
        );
    end if;
    -- Realtime tells of rows that change; the head row changes so that waiting rows need not.
    if exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
        alter publication supabase_realtime add table public.jobs, public.exports, public.queue_heads;
    end if;
end
$$;
