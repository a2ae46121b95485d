-- What a Wordmill database must have, whoever made it. Run with: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f verify-schema.sql
-- Prints a line for each thing that is missing and ends with an error when there is one.

create temp table missing (what text) on commit preserve rows;

insert into missing
select 'table ' || name from unnest(array[
    'public.documents', 'public.zones', 'public.zone_corrections', 'public.zone_confidence_history', 'public.jobs',
    'public.job_events', 'public.wordlists', 'public.exports', 'public.llm_metrics', 'public.upload_cooldowns',
    'public.queue_heads', 'private.settings', 'private.job_steps', 'private.idempotency_keys',
    'private.webhook_receipts', 'private.job_slots', 'private.queue_users', 'private.queue_levels',
    'private.queue_changes', 'private.stage_speeds', 'private.stray_files', 'private.rate_limit_windows',
    'private.llm_answers', 'private.llm_endpoints', 'private.parsings', 'public.dead_letters'
]) as name
where to_regclass(name) is null;

insert into missing
select 'index ' || name from unnest(array[
    'idx_jobs_user_status', 'idx_jobs_status_created', 'idx_jobs_queue_position', 'idx_wordlists_user',
    'idx_llm_metrics_job', 'idx_upload_cooldowns_until', 'jobs_have_their_slot_alone'
]) as name
where to_regclass('public.' || name) is null;

insert into missing
select 'function public.' || name from unnest(array[
    'create_document', 'complete_upload', 'reject_upload', 'submit_job', 'get_job', 'cancel_job', 'retry_job',
    'redrive_jobs', 'claim_stage', 'renew_lease', 'save_step', 'load_steps', 'save_zones', 'reuse_zones', 'complete_stage',
    'fail_stage', 'release_stage', 'sweep_jobs', 'request_export', 'claim_export', 'complete_export', 'fail_export',
    'expired_files', 'files_removed', 'begin_request', 'finish_request', 'abandon_request', 'take_receipt', 'ping',
    'update_queue_positions', 'get_active_job_count', 'cleanup_expired_cooldowns', 'cleanup_old_uploads',
    'cleanup_old_exports', 'cleanup_expired_requests', 'cleanup_rate_limits', 'cleanup_llm_answers', 'queue_position',
    'eta_seconds', 'correct_zone', 'submit_jobs', 'take_rate_limit', 'llm_answer', 'keep_llm_answer',
    'llm_endpoint_admit', 'llm_endpoint_report', 'llm_endpoint_capability', 'learn_llm_endpoint',
    'prune_history'
]) as name
where not exists (
    select from pg_proc where proname = name and pronamespace = 'public'::regnamespace
);

insert into missing
select 'trigger ' || name from unnest(array[
    'jobs_change_through_doors_only', 'jobs_begin_as_queued',
    'jobs_leave_nothing_behind', 'documents_take_their_jobs_and_file_along',
    'exports_send_their_hint', 'exports_leave_their_file_to_cleanup', 'slots_follow_the_cap',
    'zones_note_how_sure_they_were', 'settings_say_when_they_changed'
]) as name
where not exists (select from pg_trigger where tgname = name and tgenabled <> 'D');

insert into missing
select 'row level security on ' || c.oid::regclass
from pg_class as c
where c.relkind = 'r' and not c.relrowsecurity
    and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'private'));

insert into missing
select 'grant of select on public.' || name || ' to authenticated' from unnest(array[
    'documents', 'zones', 'zone_corrections', 'zone_confidence_history', 'jobs', 'job_events', 'wordlists', 'exports',
    'llm_metrics', 'upload_cooldowns', 'queue_heads'
]) as name
where to_regclass('public.' || name) is not null
    and not has_table_privilege('authenticated', 'public.' || name, 'select');

insert into missing
select format('policy "%s"', name) from unnest(array[
    'learners read their own documents', 'learners delete their own documents',
    'learners read the zones of their own documents', 'learners read corrections of their own documents',
    'learners read how sure their own documents were', 'everyone signed in sees how the queue moves',
    'learners read their own jobs', 'learners read what happened to their own jobs', 'learners read their own wordlists',
    'learners rename their own wordlists', 'learners delete their own wordlists', 'learners read their own exports',
    'learners read what their own jobs cost', 'learners read their own cooldown',
    'learners upload what they have announced', 'learners read files in their own folders',
    'learners replace uploads until they are examined', 'learners delete files in their own folders'
]) as name
where not exists (select from pg_policy where polname = name);

insert into missing
select 'bucket ' || b.name || ', private, with its limit and types' from (values
    ('document-uploads', 52428800, array[
        'application/pdf', 'text/plain',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    ]),
    ('wordlist-exports', 10485760, array[
        'text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    ])
) as b (name, size_limit, types)
where not exists (
    select from storage.buckets as s
    where s.id = b.name and not s.public and s.file_size_limit = b.size_limit and s.allowed_mime_types @> b.types
);

do $$
declare
    v_name text;
begin
    -- Where the tables are missing this has been said above.
    if to_regclass('private.job_slots') is not null and to_regclass('private.settings') is not null then
        insert into missing
        select 'slots for the setting job_cap'
        where (select count(*) from private.job_slots where is_open)
            <> (select (value #>> '{}')::int from private.settings where key = 'job_cap');
    end if;
    if to_regclass('cron.job') is null then
        insert into missing values ('pg_cron: without it nothing sweeps');
        return;
    end if;
    foreach v_name in array array['wordmill-sweep', 'wordmill-prune', 'cleanup-uploads', 'cleanup-exports', 'cleanup-cooldowns'] loop
        execute 'insert into missing select $1 where not exists (select from cron.job where jobname = $2 and active)'
            using 'schedule ' || v_name, v_name;
    end loop;
    if to_regnamespace('net') is null then
        insert into missing values ('pg_net: without it no hint is sent');
    end if;
end
$$;

do $$
declare
    v_what text;
begin
    for v_what in select what from missing order by what loop
        raise warning 'missing: %', v_what;
    end loop;
    if exists (select from missing) then
        raise exception '% missing', (select count(*) from missing);
    end if;
    raise notice 'Nothing is missing.';
end
$$;
drop table missing;
