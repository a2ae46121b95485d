-- Storage: the two buckets, who may touch which folder, and which files are due.
-- Way back: nothing: the buckets stay with what is in them, and are adjusted when this is applied again.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
    ('document-uploads', 'document-uploads', false, 52428800, array[
        'application/pdf', 'text/plain',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    ]),
    ('wordlist-exports', 'wordlist-exports', false, 10485760, array[
        'text/csv', 'application/json', 'application/zip', 'application/octet-stream', 'text/plain', 'application/pdf',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    ])
on conflict (id) do update set
    public = excluded.public, file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types;

-- A file that nobody announced would pass by every limit; one that was examined must stay what it was.
create policy "learners upload what they have announced" on storage.objects
    for insert to authenticated with check (
        bucket_id = 'document-uploads' and name in (
            select storage_path from public.documents where user_id = (select auth.uid()) and status = 'pending'
        )
    );
create policy "learners read files in their own folders" on storage.objects
    for select to authenticated using (
        bucket_id in ('document-uploads', 'wordlist-exports') and (storage.foldername(name))[1] = (select auth.uid())::text
    );
-- An upload over an existing file updates its row.
create policy "learners replace uploads until they are examined" on storage.objects
    for update to authenticated using (
        bucket_id = 'document-uploads' and name in (
            select storage_path from public.documents where user_id = (select auth.uid()) and status = 'pending'
        )
    ) with check (
        bucket_id = 'document-uploads' and name in (
            select storage_path from public.documents where user_id = (select auth.uid()) and status = 'pending'
        )
    );
create policy "learners delete files in their own folders" on storage.objects
    for delete to authenticated using (
        bucket_id in ('document-uploads', 'wordlist-exports') and (storage.foldername(name))[1] = (select auth.uid())::text
    );

create function private.unknown_uploads(p_limit int)
returns table (id uuid, storage_path text)
language sql
stable
security definer
set search_path = ''
as $$
    select o.id, o.name from storage.objects as o
    where o.bucket_id = 'document-uploads'
        and o.created_at < now() - private.setting_hours('upload_keep_hours')
        and not exists (select from public.documents as d where d.storage_path = o.name and d.status <> 'removed')
    order by o.created_at limit p_limit;
$$;
comment on function private.unknown_uploads is 'Old files in the upload bucket that no document accounts for. Runs as its owner, who may read Storage''s table.';
revoke all on function private.unknown_uploads from public, anon, authenticated;
grant execute on function private.unknown_uploads to service_role;

create function public.expired_files(p_bucket text, p_limit int default 100)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_files jsonb;
begin
    if p_bucket = 'wordlist-exports' then
        -- Until the file is gone nobody writes a new one to the same path.
        update public.exports set removing_until = clock_timestamp() + interval '2 minutes'
        where id in (
            select id from public.exports where status = 'completed' and expires_at <= now()
            order by expires_at limit p_limit for update skip locked
        );
    end if;
    select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'storage_path', f.storage_path)), '[]') into v_files
    from (
        select id, storage_path from private.stray_files where bucket = p_bucket
        union all
        select d.id, d.storage_path from public.documents as d
        where p_bucket = 'document-uploads' and d.status <> 'removed'
            and d.created_at <= now() - private.setting_hours('upload_keep_hours')
            and not exists (
                select from public.jobs as j
                where j.document_id = d.id and j.status in ('queued', 'scheduled', 'processing')
            )
        union all
        select e.id, e.storage_path from public.exports as e
        where p_bucket = 'wordlist-exports' and e.status = 'completed' and e.expires_at <= now()
            and e.removing_until is not null
        union all
        select u.id, u.storage_path from private.unknown_uploads(p_limit) as u where p_bucket = 'document-uploads'
        limit p_limit
    ) as f;
    return v_files;
end
$$;
comment on function public.expired_files is 'Files of a bucket that are due for removal through the Storage API: past their time, or left behind by deleted rows. Files a job still waits for are kept.';
revoke all on function public.expired_files from public, anon, authenticated;
grant execute on function public.expired_files to service_role;

create function public.files_removed(p_bucket text, p_ids uuid[])
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_strays int;
    v_rows int := 0;
begin
    delete from private.stray_files where bucket = p_bucket and id = any (p_ids);
    get diagnostics v_strays = row_count;
    if p_bucket = 'document-uploads' then
        update public.documents set status = 'removed', removed_at = clock_timestamp()
        where id = any (p_ids) and status <> 'removed';
        get diagnostics v_rows = row_count;
    elsif p_bucket = 'wordlist-exports' then
        update public.exports set
            status = case when status = 'completed' then 'removed' else status end,
            run_after = least(run_after, clock_timestamp()), removing_until = null
        where id = any (p_ids) and removing_until is not null;
        get diagnostics v_rows = row_count;
    end if;
    return v_strays + v_rows;
end
$$;
comment on function public.files_removed is 'Notes that the Storage API removed these files; answers how many rows that was news to.';
revoke all on function public.files_removed from public, anon, authenticated;
grant execute on function public.files_removed to service_role;
