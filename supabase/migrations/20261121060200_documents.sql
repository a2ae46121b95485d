-- Documents: an uploaded file and what is known of it.

create type public.document_status as enum ('pending', 'uploaded', 'rejected', 'removed');
comment on type public.document_status is 'pending: announced; uploaded: checked and stored; rejected: not what was announced; removed: the file is gone, the row stays.';

create table public.documents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    filename text not null,
    mime_type text not null,
    size_bytes bigint not null,
    sha256 text,
    storage_path text not null,
    status public.document_status not null default 'pending',
    error_code text,
    lang text,
    pages int,
    page_labels text[] not null default '{}',
    warnings text[] not null default '{}',
    created_at timestamptz not null default now(),
    uploaded_at timestamptz,
    removed_at timestamptz,
    constraint documents_have_a_name check (length(filename) between 1 and 255),
    constraint documents_hold_at_most_50_mb check (size_bytes between 0 and 52428800),
    constraint documents_carry_a_hex_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint documents_live_in_their_owners_folder check (storage_path like user_id::text || '/%'),
    constraint documents_have_their_own_file unique (storage_path),
    constraint documents_know_when_they_were_uploaded check (status <> 'uploaded' or uploaded_at is not null),
    constraint documents_say_why_they_were_rejected check (status <> 'rejected' or error_code is not null),
    constraint documents_count_pages_from_zero check (pages >= 0)
);
comment on table public.documents is 'An uploaded file and what is known of it (PDF, DOCX, XLSX, TXT). The file itself is kept for 24 hours.';
comment on column public.documents.id is 'Also the file''s name in the bucket document-uploads.';
comment on column public.documents.user_id is 'Whose document it is.';
comment on column public.documents.filename is 'The name it had on the user''s machine.';
comment on column public.documents.mime_type is 'Type announced, later the type found.';
comment on column public.documents.size_bytes is 'Size announced, later the size found.';
comment on column public.documents.sha256 is 'Hash of the file in lower-case hex; the same file again re-uses its zones.';
comment on column public.documents.storage_path is 'Path in the bucket document-uploads: {user_id}/{document_id}.{ext}.';
comment on column public.documents.status is 'pending, uploaded, rejected or removed.';
comment on column public.documents.error_code is 'Why it was rejected.';
comment on column public.documents.lang is 'Main language (ISO 639-1), found while parsing.';
comment on column public.documents.pages is 'Number of pages (sheets, or blocks of 3,000 characters).';
comment on column public.documents.page_labels is 'What the document itself calls its pages, where it does.';
comment on column public.documents.warnings is 'What went wrong on the way without stopping it.';
comment on column public.documents.created_at is 'When it was announced.';
comment on column public.documents.uploaded_at is 'When the file was found complete.';
comment on column public.documents.removed_at is 'When the file was removed.';

create index idx_documents_user on public.documents (user_id, created_at desc);
create index idx_documents_with_file on public.documents (created_at) where status <> 'removed';

alter table public.documents enable row level security;
revoke all on public.documents from public, anon, authenticated;
grant select, delete on public.documents to authenticated;
grant select, insert, update, delete on public.documents to service_role;
create policy "learners read their own documents" on public.documents
    for select to authenticated using (user_id = (select auth.uid()));
create policy "learners delete their own documents" on public.documents
    for delete to authenticated using (user_id = (select auth.uid()));

create table private.stray_files (
    id uuid primary key default gen_random_uuid(),
    bucket text not null,
    storage_path text not null,
    created_at timestamptz not null default now(),
    constraint stray_files_are_noted_once unique (bucket, storage_path)
);
comment on table private.stray_files is 'Files whose row is gone: deleting a row leaves the bytes behind, cleanup removes them through the Storage API.';
comment on column private.stray_files.id is 'What cleanup reports back.';
comment on column private.stray_files.bucket is 'Bucket of the file.';
comment on column private.stray_files.storage_path is 'Path in the bucket.';
comment on column private.stray_files.created_at is 'When its row went.';
alter table private.stray_files enable row level security;
revoke all on private.stray_files from public, anon, authenticated;
grant select, insert, delete on private.stray_files to service_role;
