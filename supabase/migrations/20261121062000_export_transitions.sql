-- Export transitions: asked for, claimed, written, expired.

create function private.note_export_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := clock_timestamp();
    if new.status = 'queued' and new.run_after <= clock_timestamp()
        and (tg_op = 'INSERT' or old.status <> 'queued' or new.hints > old.hints) then
        new.hinted_at := new.updated_at;
        perform private.send_hint('export_generation', jsonb_build_object(
            'type', tg_op, 'schema', 'public', 'table', 'exports',
            'record', jsonb_build_object(
                'id', new.id, 'wordlist_id', new.wordlist_id, 'format', new.format, 'status', new.status,
                'attempt', new.attempt
            ),
            'old_record', null
        ));
    end if;
    return new;
end
$$;
comment on function private.note_export_change is 'Trigger: an export that waits to be written sends its hint.';
revoke all on function private.note_export_change from public, anon, authenticated;
create trigger exports_send_their_hint
    before insert or update on public.exports
    for each row execute function private.note_export_change();

create function private.note_gone_export()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.stray_files (bucket, storage_path) values ('wordlist-exports', old.storage_path)
    on conflict do nothing;
    return null;
end
$$;
comment on function private.note_gone_export is 'Trigger: a deleted export leaves its file to cleanup. Runs as its owner: the user who deletes the list may not.';
revoke all on function private.note_gone_export from public, anon, authenticated;
create trigger exports_leave_their_file_to_cleanup
    after delete on public.exports
    for each row when (old.storage_path is not null and old.status <> 'removed')
    execute function private.note_gone_export();

create function private.queue_export(p_wordlist public.wordlists, p_job_id uuid, p_format text, p_options jsonb)
returns public.exports
language plpgsql
set search_path = ''
as $$
declare
    v_export public.exports;
begin
    insert into public.exports as e (user_id, wordlist_id, job_id, format, options)
    values (p_wordlist.user_id, p_wordlist.id, p_job_id, p_format, coalesce(p_options, '{}'))
    on conflict (wordlist_id, format) do update set
        options = excluded.options, status = 'queued', attempt = 1, hints = 0,
        error_code = null, error_message = null, lease_token = null, lease_expires_at = null, finished_at = null,
        run_after = greatest(now(), e.removing_until)
    where e.options <> excluded.options
        or e.status in ('failed', 'removed')
        or (e.status = 'completed' and (e.removing_until is not null or e.expires_at < now() + interval '1 minute'))
    returning * into v_export;
    if v_export.id is null then
        select * into v_export from public.exports where wordlist_id = p_wordlist.id and format = p_format;
    end if;
    return v_export;
end
$$;
comment on function private.queue_export is 'Queues an export, or answers the one that is there: the same list, format and options are written once while the file lasts.';
revoke all on function private.queue_export from public, anon, authenticated;
grant execute on function private.queue_export to service_role;

create function public.request_export(p_user_id uuid, p_wordlist_id uuid, p_format text, p_options jsonb default '{}')
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_wordlist public.wordlists;
begin
    select * into v_wordlist from public.wordlists where id = p_wordlist_id and user_id = p_user_id;
    if not found then
        perform private.refuse(404, 'not_found', 'There is no such wordlist, or it is not yours.');
    end if;
    return to_jsonb(private.queue_export(v_wordlist, null, p_format, p_options)) - '{lease_token,lease_expires_at}'::text[];
end
$$;
comment on function public.request_export is 'Asks for a wordlist in a format: the export that is there, or a queued one.';
revoke all on function public.request_export from public, anon, authenticated;
grant execute on function public.request_export to service_role;

create function private.lose_export(p_export public.exports, p_error_code text, p_error_message text, p_retry_in numeric)
returns public.exports
language plpgsql
set search_path = ''
as $$
declare
    v_export public.exports;
    v_again boolean := p_retry_in is not null
        and p_export.attempt < (private.setting('export_max_attempts') #>> '{}')::int;
begin
    update public.exports set
        status = case when v_again then 'queued' else 'failed' end::public.export_status,
        attempt = case when v_again then attempt + 1 else attempt end,
        run_after = clock_timestamp() + make_interval(secs => coalesce(p_retry_in, 0)::double precision),
        error_code = p_error_code, error_message = p_error_message,
        lease_token = null, lease_expires_at = null,
        finished_at = case when v_again then null else clock_timestamp() end
    where id = p_export.id
    returning * into v_export;
    return v_export;
end
$$;
comment on function private.lose_export is 'An attempt at a locked export failed: queued again after a while, or failed for good.';
revoke all on function private.lose_export from public, anon, authenticated;
grant execute on function private.lose_export to service_role;

create function private.export_claim_json(p_export public.exports)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'export', to_jsonb(p_export) - '{lease_token,lease_expires_at}'::text[],
        'wordlist', (select to_jsonb(w) from public.wordlists as w where w.id = p_export.wordlist_id),
        'lease_token', p_export.lease_token
    );
$$;
comment on function private.export_claim_json is 'What is given to whoever writes an export.';
revoke all on function private.export_claim_json from public, anon, authenticated;
grant execute on function private.export_claim_json to service_role;

create function public.claim_export(
    p_export_id uuid, p_lease_seconds int, p_webhook_id text default null, p_lease_token uuid default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_export public.exports;
begin
    select * into v_export from public.exports where id = p_export_id for update;
    if v_export.lease_token = p_lease_token and v_export.lease_expires_at > clock_timestamp() then
        return private.export_claim_json(v_export); -- our own call again, after its answer got lost
    end if;
    if p_webhook_id is not null and not public.take_receipt(p_webhook_id) then
        return null;
    end if;
    if v_export.status = 'processing' and v_export.lease_expires_at <= clock_timestamp() then
        v_export := private.lose_export(v_export, 'worker_lost', 'The worker stopped answering.', 0);
    end if;
    if v_export.id is null or v_export.status <> 'queued' or v_export.run_after > clock_timestamp() then
        return null;
    end if;
    update public.exports set
        status = 'processing', lease_token = coalesce(p_lease_token, gen_random_uuid()),
        lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
    where id = p_export_id
    returning * into v_export;
    return private.export_claim_json(v_export);
end
$$;
comment on function public.claim_export is 'Takes an export that waits, under a lease whose token the caller may make, so that asking again gives the same claim; null when there is nothing to do or the webhook was taken before.';
revoke all on function public.claim_export from public, anon, authenticated;
grant execute on function public.claim_export to service_role;

create function private.held_export(p_export_id uuid, p_lease_token uuid)
returns public.exports
language plpgsql
set search_path = ''
as $$
declare
    v_export public.exports;
begin
    select * into v_export from public.exports where id = p_export_id and lease_token = p_lease_token for update;
    if not found then
        perform private.refuse(409, 'lease_lost', 'The export is no longer ours.');
    end if;
    return v_export;
end
$$;
comment on function private.held_export is 'Locks and answers the export held under this token, or refuses with lease_lost.';
revoke all on function private.held_export from public, anon, authenticated;
grant execute on function private.held_export to service_role;

create function public.complete_export(
    p_export_id uuid, p_lease_token uuid, p_storage_path text, p_size_bytes bigint, p_sha256 text default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_export public.exports;
begin
    select * into v_export from public.exports where id = p_export_id for update;
    if v_export.status = 'completed' and v_export.sha256 = p_sha256 then
        -- Our own call again, after its answer got lost, or another's with the same bytes.
        return to_jsonb(v_export) - '{lease_token,lease_expires_at}'::text[];
    end if;
    if v_export.lease_token is distinct from p_lease_token then
        -- Our file may lie over that of whoever took the export since: it is written once more, as one attempt of few.
        if v_export.status in ('processing', 'completed') then
            perform private.lose_export(v_export, 'worker_lost', 'The file was written over.', 0);
        elsif v_export.id is null then
            -- Nor is there a list to write.
            insert into private.stray_files (bucket, storage_path) values ('wordlist-exports', p_storage_path)
            on conflict do nothing;
        end if;
        return null;
    end if;
    update public.exports set
        status = 'completed', storage_path = p_storage_path, size_bytes = p_size_bytes, sha256 = p_sha256,
        expires_at = clock_timestamp() + private.setting_hours('export_keep_hours'), removing_until = null,
        error_code = null, error_message = null,
        finished_at = clock_timestamp(), lease_token = null, lease_expires_at = null
    where id = v_export.id
    returning * into v_export;
    return to_jsonb(v_export) - '{lease_token,lease_expires_at}'::text[];
end
$$;
comment on function public.complete_export is 'The file is in the bucket; it stays for an hour. Null: the export was no longer ours, and is written anew if another has it, since both files have one path.';
revoke all on function public.complete_export from public, anon, authenticated;
grant execute on function public.complete_export to service_role;

create function public.fail_export(
    p_export_id uuid, p_lease_token uuid, p_error_code text, p_error_message text, p_retry_in numeric default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_export public.exports := private.held_export(p_export_id, p_lease_token);
begin
    v_export := private.lose_export(v_export, p_error_code, p_error_message, p_retry_in);
    return to_jsonb(v_export) - '{lease_token,lease_expires_at}'::text[];
end
$$;
comment on function public.fail_export is 'An attempt failed; p_retry_in: seconds until the next, null when another would not help.';
revoke all on function public.fail_export from public, anon, authenticated;
grant execute on function public.fail_export to service_role;
