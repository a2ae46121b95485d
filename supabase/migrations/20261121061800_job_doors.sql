-- The doors a user's request comes through: submit, look, cancel, retry. And what a deleted document does to its jobs.

create function public.submit_job(
    p_user_id uuid, p_kind text, p_stages text[], p_document_id uuid default null, p_wordlist_id uuid default null,
    p_params jsonb default '{}', p_max_retries int default 3
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_job public.jobs;
begin
    v_done := private.check_new_jobs(p_stages, p_max_retries, jsonb_typeof(coalesce(p_params, '{}')) = 'object');
    v_done := set_config('wordmill.door', 'submit_job', true);
    insert into public.jobs (user_id, kind, stage, stages, document_id, wordlist_id, params, max_retries, vt)
    values (
        p_user_id, p_kind, p_stages[1], p_stages, p_document_id, p_wordlist_id, coalesce(p_params, '{}'),
        p_max_retries, private.take_turn(p_user_id, private.round_of(p_user_id))
    )
    returning * into v_job;
    insert into private.queue_changes (level, change) values (v_job.vt / 1000, 1);
    v_done := set_config('wordmill.door', '', true);
    -- Between two sweeps a busy queue folds now and then: a position must not have to add up thousands of changes.
    if random() < 0.005 then
        v_done := private.fold_queue_changes();
    end if;
    if private.admit_jobs(1) > 0 then
        select * into v_job from public.jobs where id = v_job.id;
    end if;
    return private.job_json(v_job);
end
$$;
comment on function public.submit_job is 'Queues a job and admits the one whose turn it is, if there is room.';
revoke all on function public.submit_job from public, anon, authenticated;
grant execute on function public.submit_job to service_role;

create function private.own_job(p_job_id uuid, p_user_id uuid)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    select * into v_job from public.jobs where id = p_job_id and user_id = p_user_id for update;
    if not found then
        perform private.refuse(404, 'not_found', 'There is no such job, or it is not yours.');
    end if;
    return v_job;
end
$$;
comment on function private.own_job is 'Locks and answers a job of this user, or refuses with 404.';
revoke all on function private.own_job from public, anon, authenticated;
grant execute on function private.own_job to service_role;

create function public.get_job(p_job_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    select * into v_job from public.jobs where id = p_job_id and user_id = p_user_id;
    if not found then
        perform private.refuse(404, 'not_found', 'There is no such job, or it is not yours.');
    end if;
    return private.job_json(v_job);
end
$$;
comment on function public.get_job is 'A job of this user.';
revoke all on function public.get_job from public, anon, authenticated;
grant execute on function public.get_job to service_role;

create function private.end_job(p_job public.jobs, p_status public.job_status, p_error_code text, p_error_message text)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    perform private.open_door('end_job');
    update public.jobs set
        status = p_status, slot = null, lease_token = null, lease_expires_at = null, run_after = null,
        error_code = p_error_code, error_message = p_error_message, finished_at = clock_timestamp()
    where id = p_job.id
    returning * into v_job;
    perform private.open_door('');
    return v_job;
end
$$;
comment on function private.end_job is 'Ends a locked job as failed or cancelled and gives up its slot; whom to admit next is the caller''s decision.';
revoke all on function private.end_job from public, anon, authenticated;
grant execute on function private.end_job to service_role;

create function public.cancel_job(p_job_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs := private.own_job(p_job_id, p_user_id);
    v_slot smallint := v_job.slot;
begin
    if v_job.status in ('completed', 'failed') then
        perform private.refuse(409, 'conflict', format('The job has %s already; there is nothing to cancel.', v_job.status));
    end if;
    if v_job.status <> 'cancelled' then
        v_job := private.end_job(v_job, 'cancelled', v_job.error_code, v_job.error_message);
        if v_slot is not null then
            perform private.fill_slot(v_slot);
        end if;
    end if;
    return private.job_json(v_job);
end
$$;
comment on function public.cancel_job is 'Cancels a job that is not over; again: the same answer. Its lease is void at once and its slot goes to the next.';
revoke all on function public.cancel_job from public, anon, authenticated;
grant execute on function public.cancel_job to service_role;

create function private.requeue_job(p_job public.jobs)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    perform private.open_door('requeue_job');
    update public.jobs set
        status = 'queued', vt = private.take_turn(p_job.user_id, private.round_of(p_job.user_id)), attempt = 1,
        retry_count = 0, error_code = null, error_message = null, finished_at = null, hints = 0,
        queued_at = clock_timestamp()
    where id = p_job.id
    returning * into v_job;
    perform private.open_door('');
    return v_job;
end
$$;
comment on function private.requeue_job is 'Queues a failed or cancelled job anew, at the stage it stopped at and with all its retries.';
revoke all on function private.requeue_job from public, anon, authenticated;
grant execute on function private.requeue_job to service_role;

create function public.retry_job(p_job_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs := private.own_job(p_job_id, p_user_id);
begin
    if v_job.status not in ('failed', 'cancelled') then
        perform private.refuse(409, 'conflict', format('The job is %s; only a failed or cancelled one can be retried.', v_job.status));
    end if;
    if v_job.error_code = 'document_deleted' or (v_job.stage = 'parsing' and exists (
        select from public.documents where id = v_job.document_id and status <> 'uploaded'
    )) then
        perform private.refuse(409, 'conflict', 'The document''s file is gone; upload it again.');
    end if;
    v_job := private.requeue_job(v_job);
    perform private.admit_jobs(1);
    select * into v_job from public.jobs where id = p_job_id;
    return private.job_json(v_job);
end
$$;
comment on function public.retry_job is 'Queues a failed or cancelled job again, from the stage it stopped at; stored steps are not done again.';
revoke all on function public.retry_job from public, anon, authenticated;
grant execute on function public.retry_job to service_role;

create view public.dead_letters with (security_invoker = true) as
select id, user_id, kind, stage, error_code, error_message, retry_count, max_retries, document_id, created_at, finished_at
from public.jobs
where status = 'failed';
comment on view public.dead_letters is 'Jobs that failed for good, for an operator; redrive_jobs() queues them again.';
revoke all on public.dead_letters from public, anon, authenticated;
grant select on public.dead_letters to service_role;

create function public.redrive_jobs(p_error_code text default null, p_kind text default null, p_limit int default 100)
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
    v_redriven int := 0;
begin
    for v_job in
        select * from public.jobs
        where status = 'failed' and (p_error_code is null or error_code = p_error_code)
            and (p_kind is null or kind = p_kind)
        order by created_at limit p_limit for update skip locked
    loop
        perform private.requeue_job(v_job);
        v_redriven := v_redriven + 1;
    end loop;
    perform private.admit_jobs(v_redriven);
    return v_redriven;
end
$$;
comment on function public.redrive_jobs is 'Queues failed jobs again, oldest first, of one error code and kind or of all; answers how many.';
revoke all on function public.redrive_jobs from public, anon, authenticated;
grant execute on function public.redrive_jobs to service_role;

create function private.let_go_of_document()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_job public.jobs;
    v_slot smallint;
    v_freed smallint[] := '{}';
begin
    for v_job in
        select * from public.jobs
        where document_id = old.id and status in ('queued', 'scheduled', 'processing')
        order by id for update
    loop
        v_freed := v_freed || v_job.slot;
        perform private.end_job(v_job, 'cancelled', 'document_deleted', 'The document was deleted.');
    end loop;
    -- All of its jobs first, then whom to admit: that may have to wait for others, who may wait for one of its jobs.
    foreach v_slot in array array_remove(v_freed, null) loop
        perform private.fill_slot(v_slot);
    end loop;
    if old.status <> 'removed' then
        insert into private.stray_files (bucket, storage_path) values ('document-uploads', old.storage_path)
        on conflict do nothing;
    end if;
    return old;
end
$$;
comment on function private.let_go_of_document is 'Trigger: a deleted document cancels its jobs and leaves its file to cleanup. Runs as its owner: the user who deletes may do neither.';
revoke all on function private.let_go_of_document from public, anon, authenticated;
create trigger documents_take_their_jobs_and_file_along
    before delete on public.documents
    for each row execute function private.let_go_of_document();
