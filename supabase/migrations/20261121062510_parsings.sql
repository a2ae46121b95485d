-- Parsings: what reading a file gave, so that the same file, sent again by the same user, is not read again.

create table private.parsings (
    document_id uuid primary key references public.documents (id) on delete cascade,
    user_id uuid not null references auth.users (id) on delete cascade,
    sha256 text not null,
    parser text not null,
    found jsonb not null,
    created_at timestamptz not null default now(),
    constraint parsings_know_their_file check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint parsings_have_a_short_parser check (length(parser) between 1 and 100)
);
comment on table private.parsings is 'Documents whose zones are complete: of which bytes and by which parser. A row comes in the transaction that stores the last zones.';
comment on column private.parsings.document_id is 'The document that was read.';
comment on column private.parsings.user_id is 'Whose it is: zones are re-used within one user''s documents and never beyond.';
comment on column private.parsings.sha256 is 'Hash of the bytes that were read, in lower-case hex.';
comment on column private.parsings.parser is 'Type of the file and version of its parser; another version reads anew.';
comment on column private.parsings.found is 'What was found beside the zones: pages, lang, page_labels, warnings.';
comment on column private.parsings.created_at is 'When it was read.';
create index idx_parsings_same_file on private.parsings (user_id, sha256);
alter table private.parsings enable row level security;
revoke all on private.parsings from public, anon, authenticated;
grant select, insert, update, delete on private.parsings to service_role;

create function private.document_json(p_document public.documents)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select to_jsonb(p_document) || jsonb_build_object('sent_before', exists (
        select from private.parsings
        where user_id = p_document.user_id and sha256 = p_document.sha256 and document_id <> p_document.id
    ));
$$;
comment on function private.document_json is 'A document as the functions hand it out, and whether its owner had the same bytes read before.';
revoke all on function private.document_json from public, anon, authenticated;
grant execute on function private.document_json to service_role;

create function private.note_parsing(p_job public.jobs, p_parsing jsonb, p_found jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into private.parsings (document_id, user_id, sha256, parser, found)
    values (p_job.document_id, p_job.user_id, p_parsing ->> 'sha256', p_parsing ->> 'parser', p_found)
    on conflict (document_id) do update set
        sha256 = excluded.sha256, parser = excluded.parser, found = excluded.found, created_at = now();
    -- Files over 5 MB get their hash only here: nobody has read them whole before.
    update public.documents set sha256 = p_parsing ->> 'sha256'
    where id = p_job.document_id and sha256 is distinct from p_parsing ->> 'sha256';
    -- An earlier attempt, by another version, may have stored more zones than there are.
    delete from public.zones where document_id = p_job.document_id and index >= (p_parsing ->> 'zones')::int;
end
$$;
comment on function private.note_parsing is 'A document''s zones are complete: notes {sha256, parser, zones} and what was found, and removes what an unfinished attempt left.';
revoke all on function private.note_parsing from public, anon, authenticated;
grant execute on function private.note_parsing to service_role;

create function public.reuse_zones(p_job_id uuid, p_lease_token uuid, p_sha256 text, p_parser text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
    v_answer jsonb;
begin
    perform private.lock_document_of(p_job_id);
    v_job := private.held_job(p_job_id, p_lease_token);
    -- One statement, so that a correction made meanwhile is seen by all of it or by none.
    with earlier as (
        select p.document_id, p.found
        from private.parsings as p
        where p.user_id = v_job.user_id and p.sha256 = p_sha256 and p.parser = p_parser
            and p.document_id <> v_job.document_id
            and not exists (select from public.zone_corrections as c where c.document_id = p.document_id)
        order by p.created_at desc limit 1
    ), copied as (
        insert into public.zones (document_id, index, page, type, text, confidence, bbox, tool, lang, emphasis)
        select v_job.document_id, z.index, z.page, z.type, z.text, z.confidence, z.bbox, z.tool, z.lang, z.emphasis
        from earlier join public.zones as z on z.document_id = earlier.document_id
        on conflict (document_id, index) do update set
            page = excluded.page, type = excluded.type, text = excluded.text, confidence = excluded.confidence,
            bbox = excluded.bbox, tool = excluded.tool, lang = excluded.lang, emphasis = excluded.emphasis
        returning 1
    )
    select jsonb_build_object('document', earlier.found, 'zones', c.zones) into v_answer
    from earlier cross join (select count(*) as zones from copied) as c
    where c.zones > 0;
    return v_answer;
end
$$;
comment on function public.reuse_zones is 'Copies the zones that the same parser found in the same bytes in another document of this user, and answers {document, zones}; null: there is none. A document that was corrected lends nothing: corrections belong to it alone.';
revoke all on function public.reuse_zones from public, anon, authenticated;
grant execute on function public.reuse_zones to service_role;
