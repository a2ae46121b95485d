-- Uploads: a document is announced, checked, and its job begins.

create function public.create_document(
    p_user_id uuid, p_filename text, p_mime_type text, p_size_bytes bigint, p_extension text
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_document public.documents;
    v_id uuid := gen_random_uuid();
begin
    perform private.count_upload(p_user_id);
    insert into public.documents (id, user_id, filename, mime_type, size_bytes, storage_path)
    values (v_id, p_user_id, p_filename, p_mime_type, p_size_bytes, p_user_id || '/' || v_id || '.' || ltrim(p_extension, '.'))
    returning * into v_document;
    return private.document_json(v_document);
end
$$;
comment on function public.create_document is 'Announces a document: counts it against the upload cooldown (429) and gives it its path.';
revoke all on function public.create_document from public, anon, authenticated;
grant execute on function public.create_document to service_role;

create function private.own_document(p_document_id uuid, p_user_id uuid)
returns public.documents
language plpgsql
set search_path = ''
as $$
declare
    v_document public.documents;
begin
    select * into v_document from public.documents where id = p_document_id and user_id = p_user_id for no key update;
    if not found then
        perform private.refuse(404, 'not_found', 'There is no such document, or it is not yours.');
    end if;
    return v_document;
end
$$;
comment on function private.own_document is 'Locks and answers a document of this user, or refuses with 404.';
revoke all on function private.own_document from public, anon, authenticated;
grant execute on function private.own_document to service_role;

create function public.complete_upload(
    p_document_id uuid, p_user_id uuid, p_size_bytes bigint, p_sha256 text, p_kind text, p_stages text[],
    p_params jsonb default '{}', p_max_retries int default 3
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_document public.documents := private.own_document(p_document_id, p_user_id);
    v_job public.jobs;
begin
    if v_document.status in ('rejected', 'removed') then
        perform private.refuse(409, 'conflict', format('The document was %s; upload it again.', v_document.status));
    end if;
    if v_document.status = 'uploaded' then
        select * into v_job from public.jobs where document_id = p_document_id order by seq limit 1;
        return jsonb_build_object('document', private.document_json(v_document), 'job', private.job_json(v_job));
    end if;
    update public.documents set
        status = 'uploaded', size_bytes = p_size_bytes, sha256 = p_sha256, uploaded_at = clock_timestamp()
    where id = p_document_id
    returning * into v_document;
    return jsonb_build_object(
        'document', private.document_json(v_document),
        'job', public.submit_job(p_user_id, p_kind, p_stages, p_document_id, null, p_params, p_max_retries)
    );
end
$$;
comment on function public.complete_upload is 'The file is there and is what was announced: the document is uploaded and its job queued, in one transaction. Again: the same answer.';
revoke all on function public.complete_upload from public, anon, authenticated;
grant execute on function public.complete_upload to service_role;

create function public.reject_upload(p_document_id uuid, p_user_id uuid, p_error_code text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_document public.documents := private.own_document(p_document_id, p_user_id);
begin
    if v_document.status = 'uploaded' then
        perform private.refuse(409, 'conflict', 'The document was accepted already.');
    end if;
    if v_document.status = 'pending' then
        update public.documents set status = 'rejected', error_code = p_error_code
        where id = p_document_id
        returning * into v_document;
    end if;
    return private.document_json(v_document);
end
$$;
comment on function public.reject_upload is 'The file is not what was announced; it is removed with the others.';
revoke all on function public.reject_upload from public, anon, authenticated;
grant execute on function public.reject_upload to service_role;
