-- Written by `python -m deploy.generate` from supabase/migrations. Do not edit: change or add a migration.
--
-- Contents
--   20261121060000_schemas.sql: The two schemas, the extensions where the server has them, and what every later file leans on.
--   20261121060100_settings.sql: Numbers an operator may change without a deployment.
--   20261121060200_documents.sql: Documents: an uploaded file and what is known of it.
--   20261121060300_zones.sql: Zones: one block of a document each.
--   20261121060400_queue.sql: What the queue stands on: slots (the cap), turns (fairness), levels (positions), speeds (ETA).
--   20261121060500_jobs.sql: Jobs: one request for work each. What moves them is in job_transitions.
--   20261121060600_job_events.sql: Job events: what happened to a job, in order.
--   20261121060700_job_steps.sql: Job steps: stored results, so that a second try does not redo them.
--   20261121060800_wordlists.sql: Wordlists: at most 40 pairs, found in one document.
--   20261121060900_exports.sql: Exports: a wordlist written to a file. What moves them is in export_transitions.
--   20261121061000_llm_metrics.sql: LLM metrics: one row per call of a model, failed ones too.
--   20261121061100_upload_cooldowns.sql: Upload cooldowns: who has announced too many documents at once.
--   20261121061200_idempotency_keys.sql: Idempotency keys: the answer a request got, for when it comes again.
--   20261121061300_webhook_receipts.sql: Webhook receipts: which calls were taken already.
--   20261121061400_webhooks.sql: Webhooks: signed hints to the functions. The row is the truth; a hint may be lost, doubled or late.
--   20261121061500_job_state.sql: Job state: which transitions are legal, and what follows from each (positions, events, hints).
--   20261121061600_queue_positions.sql: Queue positions: computed when they are read, from small counters and one short count.
--   20261121061700_job_admission.sql: Admission: who enters processing next, and never more than the cap.
--   20261121061800_job_doors.sql: The doors a user's request comes through: submit, look, cancel, retry. And what a deleted document does to its jobs.
--   20261121061900_uploads.sql: Uploads: a document is announced, checked, and its job begins.
--   20261121062000_export_transitions.sql: Export transitions: asked for, claimed, written, expired.
--   20261121062100_job_stages.sql: The doors a worker comes through: claim a stage, keep the lease, store steps, complete, fail, hand over.
--   20261121062200_sweep.sql: The sweep: what a lost hint or a dead worker left behind. Cheap when there is nothing, safe twice at once.
--   20261121062300_storage.sql: Storage: the two buckets, who may touch which folder, and which files are due.
--   20261121062400_schedules.sql: Schedules: the sweeps. What needs no file is done here; files are removed by the function cleanup.
--   20261121062500_zone_corrections.sql: Zone corrections: what a learner, or a better reader, put right in a zone.
--   20261121062510_parsings.sql: Parsings: what reading a file gave, so that the same file, sent again by the same user, is not read again.
--   20261121062600_queue_batches.sql: Queue batches: many jobs sent at once.
--   20261121065000_rate_limits.sql: Rate limits: how many calls a key has made in the present window and in the one before.
--   20261121070000_llm_memory.sql: What language models have answered, and what is known of their endpoints.
--   20261121070100_llm_costs.sql: What language models cost: a price nobody knows is null, and stays null in every sum it makes incomplete.
--   20261121070200_vocabulary.sql: Vocabulary: what a learner says of words. Their translation wins on every later document; what they know is left out.
--   20261121080000_retention.sql: Retention: what is over goes, in batches, so that hot tables stay as small as what is under way.

-- ====================================================================================================
-- 20261121060000_schemas.sql

-- The two schemas, the extensions where the server has them, and what every later file leans on.
-- Way back: drop schema private

create schema if not exists private;
comment on schema private is 'Tables and functions that the Data API never shows.';
revoke all on schema private from public;
-- Usage alone shows nothing: computed fields of public tables call a few functions in here.
grant usage on schema private to anon, authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;

create schema if not exists extensions;
-- Hosted projects have these as extensions; the local stack brings the same schemas without them.
do $$
begin
    if to_regnamespace('net') is null
        and exists (select from pg_catalog.pg_available_extensions where name = 'pg_net') then
        create extension pg_net with schema extensions;
    end if;
    if to_regnamespace('cron') is null
        and exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron') then
        create extension pg_cron with schema pg_catalog;
    end if;
    if to_regnamespace('vault') is null
        and exists (select from pg_catalog.pg_available_extensions where name = 'supabase_vault') then
        create extension supabase_vault with schema vault;
    end if;
end
$$;

create function private.refuse(p_status int, p_code text, p_sentence text, p_retry_after int default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
    raise exception using
        errcode = 'PT' || p_status,
        message = p_code,
        detail = p_sentence,
        hint = coalesce(p_retry_after::text, '');
end
$$;
comment on function private.refuse is
    'Raises an error that the Data API answers with this HTTP status: message = stable code, detail = sentence, hint = seconds until a retry makes sense.';
revoke all on function private.refuse from public, anon, authenticated;
grant execute on function private.refuse to service_role;

create function private.touch_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;
comment on function private.touch_updated_at is 'Trigger: a changed row says when it changed.';
revoke all on function private.touch_updated_at from public, anon, authenticated;

create function public.ping()
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object('now', now(), 'version', current_setting('server_version'));
$$;
comment on function public.ping is 'Answers when the database does; what health asks.';
revoke all on function public.ping from public;
grant execute on function public.ping to anon, authenticated, service_role;

-- ====================================================================================================
-- 20261121060100_settings.sql

-- Numbers an operator may change without a deployment.

create table private.settings (
    key text primary key,
    value jsonb not null,
    note text not null,
    updated_at timestamptz not null default now(),
    constraint settings_keys_are_snake_case check (key ~ '^[a-z][a-z0-9_]*$')
);
comment on table private.settings is 'One row per number an operator may change; read at every use, so a change counts at once.';
comment on column private.settings.key is 'Name used by the SQL functions.';
comment on column private.settings.value is 'JSON number, object or null (null: no limit).';
comment on column private.settings.note is 'What the setting decides, in a sentence.';
comment on column private.settings.updated_at is 'Last change.';
alter table private.settings enable row level security;
revoke all on private.settings from public, anon, authenticated;
grant select, insert, update on private.settings to service_role;

create trigger settings_say_when_they_changed
    before update on private.settings
    for each row execute function private.touch_updated_at();

insert into private.settings (key, value, note) values
    ('job_cap', '5', 'Jobs in processing at the same time, over all users.'),
    ('user_job_caps', '{"basic": null, "pro": null, "enterprise": null}', 'Jobs of one user in processing at the same time, by plan; null: only job_cap counts.'),
    ('kind_job_caps', '{}', 'Jobs of one kind in processing at the same time, by kind; absent: only job_cap counts.'),
    ('plan_shares', '{"basic": 1, "pro": 2, "enterprise": 4}', 'Weight of a plan in the queue: with 2 a user''s turn comes twice as often as with 1.'),
    ('default_plan', '"basic"', 'Plan of a user nothing else is known of.'),
    ('hint_after_seconds', '4', 'A job in processing that nobody has claimed for this long gets its hint again.'),
    ('hint_timeout_ms', '2000', 'How long pg_net holds the line for a hint; the function works on after it hangs up.'),
    ('upload_burst', '20', 'Documents a user may announce before a cooldown starts.'),
    ('upload_window_seconds', '60', 'The announcements of this many seconds are counted together.'),
    ('upload_cooldown_seconds', '30', 'Length of a cooldown.'),
    ('upload_keep_hours', '24', 'Age at which an uploaded file is removed, unless a job still waits for it.'),
    ('export_keep_hours', '1', 'Age at which an export''s file is removed.'),
    ('export_max_attempts', '4', 'Attempts at an export, lost workers included.'),
    ('idempotency_keep_hours', '24', 'How long an answer is kept under its Idempotency-Key.'),
    ('idempotency_lock_seconds', '60', 'After this long an unanswered request counts as dead and its key is free again.'),
    ('receipt_keep_hours', '48', 'How long a webhook''s id is remembered.'),
    ('prune_batch', '5000', 'Rows of each table that are deleted at most in one go, once a minute, when they are past their time.');

create function private.setting(p_key text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select value from private.settings where key = p_key;
$$;
comment on function private.setting is 'The value of a setting as JSON.';
revoke all on function private.setting from public, anon, authenticated;
grant execute on function private.setting to service_role;

create function private.setting_seconds(p_key text)
returns interval
language sql
stable
set search_path = ''
as $$
    select make_interval(secs => (value #>> '{}')::double precision) from private.settings where key = p_key;
$$;
comment on function private.setting_seconds is 'A setting in seconds, as an interval.';
revoke all on function private.setting_seconds from public, anon, authenticated;
grant execute on function private.setting_seconds to service_role;

create function private.setting_hours(p_key text)
returns interval
language sql
stable
set search_path = ''
as $$
    select make_interval(secs => 3600 * (value #>> '{}')::double precision) from private.settings where key = p_key;
$$;
comment on function private.setting_hours is 'A setting in hours, as an interval.';
revoke all on function private.setting_hours from public, anon, authenticated;
grant execute on function private.setting_hours to service_role;

create function private.plan_of(p_user_id uuid)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return (select value #>> '{}' from private.settings where key = 'default_plan' and p_user_id is not null);
end
$$;
comment on function private.plan_of is 'The plan a user''s limits come from; memberships will answer here.';
revoke all on function private.plan_of from public, anon, authenticated;
grant execute on function private.plan_of to service_role;

-- ====================================================================================================
-- 20261121060200_documents.sql

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

-- ====================================================================================================
-- 20261121060300_zones.sql

-- Zones: one block of a document each.

create table public.zones (
    document_id uuid not null references public.documents (id) on delete cascade,
    index int not null,
    page int not null,
    type text not null,
    text text not null,
    confidence real not null default 1,
    bbox double precision[],
    tool text not null default '',
    lang text,
    emphasis text[] not null default '{}',
    primary key (document_id, index),
    constraint zones_count_from_zero check (index >= 0),
    constraint zones_stand_on_a_page check (page >= 1),
    constraint zones_are_sure_between_0_and_1 check (confidence between 0 and 1),
    constraint zones_have_four_edges check (bbox is null or cardinality(bbox) = 4)
);
comment on table public.zones is 'One block of a document, in reading order.';
comment on column public.zones.document_id is 'The document it is part of.';
comment on column public.zones.index is 'Place in reading order, from 0.';
comment on column public.zones.page is 'Page it stands on, from 1.';
comment on column public.zones.type is 'heading, paragraph, list, table, caption, footnote or image.';
comment on column public.zones.text is 'Its text; a table keeps a line per row and a tab between cells.';
comment on column public.zones.confidence is 'How sure the parser is of the text, 0 to 1.';
comment on column public.zones.bbox is 'Left, top, right, bottom in points from the page''s top left corner.';
comment on column public.zones.tool is 'The reader that found it.';
comment on column public.zones.lang is 'Its language (ISO 639-1), where it could be told.';
comment on column public.zones.emphasis is 'Phrases of the text in bold or italics.';

alter table public.zones enable row level security;
revoke all on public.zones from public, anon, authenticated;
grant select on public.zones to authenticated;
grant select, insert, update, delete on public.zones to service_role;
create policy "learners read the zones of their own documents" on public.zones
    for select to authenticated
    using (document_id in (select id from public.documents where user_id = (select auth.uid())));

create function private.store_zones(p_document_id uuid, p_zones jsonb)
returns void
language sql
set search_path = ''
as $$
    insert into public.zones (document_id, index, page, type, text, confidence, bbox, tool, lang, emphasis)
    select
        p_document_id, z.index, z.page, z.type, z.text, coalesce(z.confidence, 1), z.bbox,
        coalesce(z.tool, ''), z.lang, coalesce(z.emphasis, '{}')
    from jsonb_to_recordset(p_zones) as z (
        index int, page int, type text, text text, confidence real, bbox double precision[],
        tool text, lang text, emphasis text[]
    )
    on conflict (document_id, index) do update set
        page = excluded.page, type = excluded.type, text = excluded.text, confidence = excluded.confidence,
        bbox = excluded.bbox, tool = excluded.tool, lang = excluded.lang, emphasis = excluded.emphasis;
$$;
comment on function private.store_zones is 'Writes zones by their index; the same batch again changes nothing.';
revoke all on function private.store_zones from public, anon, authenticated;
grant execute on function private.store_zones to service_role;

-- ====================================================================================================
-- 20261121060400_queue.sql

-- What the queue stands on: slots (the cap), turns (fairness), levels (positions), speeds (ETA).
-- Way back: nothing: a setting was touched and a sequence of its own set.

create table private.job_slots (
    slot smallint primary key,
    is_open boolean not null default true,
    has_caps boolean not null default false,
    constraint job_slots_count_from_one check (slot >= 1)
);
comment on table private.job_slots is 'One row per job that may be in processing. Admission locks a row, never changes it: a lock leaves no dead row behind.';
comment on column private.job_slots.slot is 'Number of the slot; a job in processing holds exactly one.';
comment on column private.job_slots.is_open is 'False: above the cap, closes when its job ends.';
comment on column private.job_slots.has_caps is 'True: a setting limits users or kinds, so whoever enters has to be looked at. Kept here because admission reads this row in any case.';
alter table private.job_slots enable row level security;
revoke all on private.job_slots from public, anon, authenticated;
-- Locking a row needs the right to update it.
grant select, insert, update on private.job_slots to service_role;

create function private.fit_slots_to_cap()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    v_cap int := (new.value #>> '{}')::int;
begin
    if v_cap is null or v_cap < 1 then
        perform private.refuse(422, 'invalid_input', format('job_cap is a number from 1 up, not %s.', new.value));
    end if;
    insert into private.job_slots (slot, has_caps)
    select n, coalesce((select bool_or(has_caps) from private.job_slots), false) from generate_series(1, v_cap) as n
    on conflict (slot) do nothing;
    update private.job_slots set is_open = (slot <= v_cap) where is_open <> (slot <= v_cap);
    return new;
end
$$;
comment on function private.fit_slots_to_cap is 'Trigger: opens and closes slots when the setting job_cap changes.';
revoke all on function private.fit_slots_to_cap from public, anon, authenticated;
create trigger slots_follow_the_cap
    after insert or update on private.settings
    for each row when (new.key = 'job_cap') execute function private.fit_slots_to_cap();
update private.settings set value = value where key = 'job_cap';

create function private.note_caps()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    update private.job_slots set has_caps = exists (
        select from private.settings
        where key in ('user_job_caps', 'kind_job_caps') and jsonb_strip_nulls(value) <> '{}'
    );
    return null;
end
$$;
comment on function private.note_caps is 'Trigger: every slot says whether users or kinds have caps when the settings change.';
revoke all on function private.note_caps from public, anon, authenticated;
create trigger slots_know_of_caps
    after insert or update on private.settings
    for each row when (new.key in ('user_job_caps', 'kind_job_caps')) execute function private.note_caps();

create sequence private.queue_clock as bigint minvalue 0 start 0;
comment on sequence private.queue_clock is 'Turn of the job admitted last. A sequence, as it takes no lock until commit and leaves no dead rows.';
revoke all on sequence private.queue_clock from public, anon, authenticated;
grant select, update on sequence private.queue_clock to service_role;
select setval('private.queue_clock', 0);

create table private.queue_users (
    user_id uuid primary key references auth.users (id) on delete cascade,
    last_vt bigint not null,
    constraint queue_users_take_turns_from_zero check (last_vt >= 0)
) with (fillfactor = 50);
comment on table private.queue_users is 'The turn each user''s newest job got: the next one comes a round later, however many were sent at once.';
comment on column private.queue_users.user_id is 'The user.';
comment on column private.queue_users.last_vt is 'Virtual time of the newest job; 1,000 is a round at weight 1.';
alter table private.queue_users enable row level security;
revoke all on private.queue_users from public, anon, authenticated;
grant select, insert, update on private.queue_users to service_role;

create table private.queue_levels (
    tier smallint not null,
    level bigint not null,
    waiting bigint not null,
    primary key (tier, level),
    constraint queue_levels_have_three_tiers check (tier in (0, 1, 2))
);
comment on table private.queue_levels is 'How many jobs wait in each round (tier 0), in each 32 rounds (tier 1) and in each 1,024 (tier 2), as of the last fold of queue_changes: a place is a sum over few rows of each.';
comment on column private.queue_levels.tier is '0: level = vt / 1,000. 1: level = vt / 32,000. 2: level = vt / 1,024,000.';
comment on column private.queue_levels.level is 'The round, or the group of rounds.';
comment on column private.queue_levels.waiting is 'Queued jobs in it.';
alter table private.queue_levels enable row level security;
revoke all on private.queue_levels from public, anon, authenticated;
grant select, insert, update, delete on private.queue_levels to service_role;

create table private.queue_changes (
    level bigint not null,
    change int not null
);
comment on table private.queue_changes is 'What entered and left each round since the last fold: appended, so no two transactions wait for one counter, and exact at every read.';
comment on column private.queue_changes.level is 'Round: vt / 1,000.';
comment on column private.queue_changes.change is 'Jobs that entered (positive) or left (negative).';
alter table private.queue_changes enable row level security;
revoke all on private.queue_changes from public, anon, authenticated;
grant select, insert, delete on private.queue_changes to service_role;

create table private.stage_speeds (
    kind text not null,
    stage text not null,
    seconds double precision not null,
    samples bigint not null,
    primary key (kind, stage),
    constraint stage_speeds_are_not_negative check (seconds >= 0)
);
comment on table private.stage_speeds is 'How long each stage takes of late; what eta_seconds is made of.';
comment on column private.stage_speeds.kind is 'Kind of job.';
comment on column private.stage_speeds.stage is 'Stage of that kind.';
comment on column private.stage_speeds.seconds is 'Moving average of its duration.';
comment on column private.stage_speeds.samples is 'Stages measured so far.';
alter table private.stage_speeds enable row level security;
revoke all on private.stage_speeds from public, anon, authenticated;
grant select, insert, update on private.stage_speeds to service_role;

create table public.queue_heads (
    id smallint primary key default 1,
    waiting bigint not null default 0,
    running int not null default 0,
    last_event_id bigint not null default 0,
    moved_at timestamptz not null default now(),
    constraint queue_heads_are_one_row check (id = 1)
);
comment on table public.queue_heads is 'One row that changes when the queue moves (at most once a second): subscribe to it instead of polling, and read queue_position when it does.';
comment on column public.queue_heads.id is 'Always 1.';
comment on column public.queue_heads.waiting is 'Jobs queued.';
comment on column public.queue_heads.running is 'Jobs in processing.';
comment on column public.queue_heads.last_event_id is 'Newest job event whose duration is in stage_speeds.';
comment on column public.queue_heads.moved_at is 'When the figures were taken.';
insert into public.queue_heads default values;
alter table public.queue_heads enable row level security;
revoke all on public.queue_heads from public, anon, authenticated;
grant select on public.queue_heads to authenticated;
grant select, update on public.queue_heads to service_role;
create policy "everyone signed in sees how the queue moves" on public.queue_heads
    for select to authenticated using (true);

-- ====================================================================================================
-- 20261121060500_jobs.sql

-- Jobs: one request for work each. What moves them is in job_transitions.

create type public.job_status as enum ('queued', 'scheduled', 'processing', 'completed', 'failed', 'cancelled');
comment on type public.job_status is 'The states of a job; supabase/README.md draws how they follow each other.';

create table public.jobs (
    id uuid primary key default gen_random_uuid(),
    seq bigint generated always as identity,
    -- No foreign key: a job takes a turn in queue_users first, which has one, and leaves with that row. A check of
    -- each row would cost a batch half its speed.
    user_id uuid not null,
    kind text not null,
    status public.job_status not null default 'queued',
    stage text not null,
    stages text[] not null,
    document_id uuid references public.documents (id) on delete set null,
    wordlist_id uuid,
    params jsonb not null default '{}',
    progress int not null default 0,
    attempt int not null default 1,
    retry_count int not null default 0,
    max_retries int not null default 3,
    error_code text,
    error_message text,
    vt bigint not null,
    slot smallint, -- one of job_slots: guard_job() looks, and takes no lock for it
    lease_token uuid,
    lease_expires_at timestamptz,
    hints int not null default 0,
    hinted_at timestamptz,
    run_after timestamptz,
    created_at timestamptz not null default now(),
    queued_at timestamptz not null default now(),
    started_at timestamptz,
    stage_started_at timestamptz,
    finished_at timestamptz,
    updated_at timestamptz not null default now(),
    -- The cap stands on this one. What else must hold of a row is in guard_job() and note_new_jobs(), which keep
    -- their plans: a dozen checks are read and planned anew by every statement.
    constraint jobs_hold_a_slot_exactly_while_processing check ((status = 'processing') = (slot is not null))
) with (fillfactor = 80);
comment on table public.jobs is 'One request for work. The row is the truth; a webhook is only a hint. State changes through functions alone.';
comment on column public.jobs.id is 'The job.';
comment on column public.jobs.seq is 'Order of arrival; decides between jobs whose turn is the same.';
comment on column public.jobs.user_id is 'Who asked.';
comment on column public.jobs.kind is 'wordlist, textbook, quiz or report.';
comment on column public.jobs.status is 'queued, scheduled, processing, completed, failed or cancelled.';
comment on column public.jobs.stage is 'The stage it is at, or stopped at.';
comment on column public.jobs.stages is 'All its stages in order, as the kind had them when the job was submitted.';
comment on column public.jobs.document_id is 'The document it works on.';
comment on column public.jobs.wordlist_id is 'The wordlist it works on, for kinds that start from one.';
comment on column public.jobs.params is 'What was asked for: languages, number of pairs, level, exports.';
comment on column public.jobs.progress is 'Percent; never goes back.';
comment on column public.jobs.attempt is 'Attempt at the present stage, from 1.';
comment on column public.jobs.retry_count is 'Attempts that failed or whose worker was lost, over all stages since the last retry by hand.';
comment on column public.jobs.max_retries is 'With more failures than this the job fails.';
comment on column public.jobs.error_code is 'Stable code of the last error.';
comment on column public.jobs.error_message is 'The last error in a sentence for the learner; never a stack trace.';
comment on column public.jobs.vt is 'Its turn: virtual time of fair queueing.';
comment on column public.jobs.slot is 'The slot it holds while processing: the cap is the number of slots.';
comment on column public.jobs.lease_token is 'Who runs the stage now; only its holder may change the job.';
comment on column public.jobs.lease_expires_at is 'When the sweep may take the stage from a silent worker.';
comment on column public.jobs.hints is 'Hints that were sent again.';
comment on column public.jobs.hinted_at is 'When the last hint was sent.';
comment on column public.jobs.run_after is 'When a scheduled retry is due.';
comment on column public.jobs.created_at is 'When it was submitted.';
comment on column public.jobs.queued_at is 'When it entered the queue last.';
comment on column public.jobs.started_at is 'When it was admitted first.';
comment on column public.jobs.stage_started_at is 'When the present attempt at the stage was claimed.';
comment on column public.jobs.finished_at is 'When it reached a final state.';
comment on column public.jobs.updated_at is 'Last change.';

create index idx_jobs_user_status on public.jobs (user_id, status);
-- Of jobs that are over; the other states have an index each below, and what enters the queue need not touch this one.
create index idx_jobs_status_created on public.jobs (status, created_at)
    where status in ('completed', 'failed', 'cancelled');
create index idx_jobs_queue_position on public.jobs (vt, seq) where status = 'queued';
create unique index jobs_have_their_slot_alone on public.jobs (slot) where status = 'processing';
create index idx_jobs_due on public.jobs (run_after) where status = 'scheduled';
create index idx_jobs_document on public.jobs (document_id) where document_id is not null;
create index idx_jobs_wordlist on public.jobs (wordlist_id) where wordlist_id is not null;

alter table public.jobs enable row level security;
revoke all on public.jobs from public, anon, authenticated;
grant select on public.jobs to authenticated;
grant select, update, delete on public.jobs to service_role;
-- A new job has no say in the other columns: it begins as queued, at its first attempt, with no slot and no lease.
grant insert (user_id, kind, stage, stages, document_id, wordlist_id, params, max_retries, vt) on public.jobs to service_role;
create policy "learners read their own jobs" on public.jobs
    for select to authenticated using (user_id = (select auth.uid()));

-- ====================================================================================================
-- 20261121060600_job_events.sql

-- Job events: what happened to a job, in order.

create table public.job_events (
    id bigint generated always as identity primary key,
    -- No foreign key: only the doors and triggers of jobs write and remove events, and a check per event costs more than the event.
    job_id uuid not null,
    action text not null,
    stage text not null,
    status public.job_status not null,
    attempt int not null,
    duration_ms int,
    error_code text,
    created_at timestamptz not null default clock_timestamp()
);
comment on table public.job_events is 'One row per transition of a job, written where the transition is checked, so that nothing a job did can be left out. That it was submitted is told by the job itself (created_at).';
comment on column public.job_events.id is 'Order of the events.';
comment on column public.job_events.job_id is 'The job.';
comment on column public.job_events.action is 'admitted, stage_completed, released, lease_expired, hinted, scheduled, due, completed, failed, cancelled or retried.';
comment on column public.job_events.stage is 'The stage it happened at.';
comment on column public.job_events.status is 'State after it.';
comment on column public.job_events.attempt is 'Attempt at the stage.';
comment on column public.job_events.duration_ms is 'How long the stage''s attempt took (completed: the whole job since it was admitted).';
comment on column public.job_events.error_code is 'Stable code, where it went wrong.';
comment on column public.job_events.created_at is 'When.';
create index idx_job_events_job on public.job_events (job_id, id);

alter table public.job_events enable row level security;
revoke all on public.job_events from public, anon, authenticated;
grant select on public.job_events to authenticated;
grant select, insert, delete on public.job_events to service_role;
create policy "learners read what happened to their own jobs" on public.job_events
    for select to authenticated
    using (job_id in (select id from public.jobs where user_id = (select auth.uid())));

-- ====================================================================================================
-- 20261121060700_job_steps.sql

-- Job steps: stored results, so that a second try does not redo them.

create table private.job_steps (
    job_id uuid not null references public.jobs (id) on delete cascade,
    key text not null,
    result jsonb not null,
    created_at timestamptz not null default now(),
    primary key (job_id, key),
    constraint job_steps_have_short_keys check (length(key) between 1 and 200)
);
comment on table private.job_steps is 'Results of steps (one LLM call = one step) and, under stage:<name>, the outputs of completed stages.';
comment on column private.job_steps.job_id is 'The job.';
comment on column private.job_steps.key is 'Name of the step within the job.';
comment on column private.job_steps.result is 'What it gave; the first result stays.';
comment on column private.job_steps.created_at is 'When it was stored.';
alter table private.job_steps enable row level security;
revoke all on private.job_steps from public, anon, authenticated;
grant select, insert, update, delete on private.job_steps to service_role;

-- ====================================================================================================
-- 20261121060800_wordlists.sql

-- Wordlists: at most 40 pairs, found in one document.

create table public.wordlists (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    job_id uuid references public.jobs (id) on delete set null,
    document_id uuid references public.documents (id) on delete set null,
    title text not null,
    engine text not null,
    source_lang text not null,
    target_lang text not null,
    pairs jsonb not null,
    created_at timestamptz not null default now(),
    constraint wordlists_have_a_title_of_255_letters_at_most check (length(title) <= 255),
    constraint wordlists_exist_once_per_job unique (job_id),
    constraint wordlists_hold_at_most_40_pairs check (jsonb_typeof(pairs) = 'array' and jsonb_array_length(pairs) <= 40)
);
comment on table public.wordlists is 'What a job of kind wordlist made: at most 40 pairs in one direction.';
comment on column public.wordlists.id is 'Also the name of its exports'' files.';
comment on column public.wordlists.user_id is 'Whose list it is.';
comment on column public.wordlists.job_id is 'The job that made it; a job makes one at most.';
comment on column public.wordlists.document_id is 'The document its sentences are from.';
comment on column public.wordlists.title is 'What the learner calls it.';
comment on column public.wordlists.engine is 'offline or llm.';
comment on column public.wordlists.source_lang is 'Language of the document (ISO 639-1).';
comment on column public.wordlists.target_lang is 'Language of the translations (ISO 639-1).';
comment on column public.wordlists.pairs is 'Array of {term, lemma, pos, translation, confidence, source, page, sentence, zone, gender, alternatives, level, note, reading, page_label}.';
comment on column public.wordlists.created_at is 'When it was made.';

create index idx_wordlists_user on public.wordlists (user_id, created_at desc);
create index idx_wordlists_document on public.wordlists (document_id);

alter table public.jobs
    add constraint jobs_wordlist_id_fkey foreign key (wordlist_id) references public.wordlists (id) on delete set null;

alter table public.wordlists enable row level security;
revoke all on public.wordlists from public, anon, authenticated;
grant select, delete on public.wordlists to authenticated;
grant update (title) on public.wordlists to authenticated;
grant select, insert, update, delete on public.wordlists to service_role;
create policy "learners read their own wordlists" on public.wordlists
    for select to authenticated using (user_id = (select auth.uid()));
create policy "learners rename their own wordlists" on public.wordlists
    for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "learners delete their own wordlists" on public.wordlists
    for delete to authenticated using (user_id = (select auth.uid()));

-- ====================================================================================================
-- 20261121060900_exports.sql

-- Exports: a wordlist written to a file. What moves them is in export_transitions.

create type public.export_status as enum ('queued', 'processing', 'completed', 'failed', 'removed');
comment on type public.export_status is 'queued, processing, completed (file is there), failed, removed (file is gone; asked for again it is written again).';

create table public.exports (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    wordlist_id uuid not null references public.wordlists (id) on delete cascade,
    job_id uuid references public.jobs (id) on delete set null,
    format text not null,
    options jsonb not null default '{}',
    status public.export_status not null default 'queued',
    storage_path text,
    size_bytes bigint,
    sha256 text,
    error_code text,
    error_message text,
    attempt int not null default 1,
    run_after timestamptz not null default now(),
    hints int not null default 0,
    hinted_at timestamptz,
    lease_token uuid,
    lease_expires_at timestamptz,
    expires_at timestamptz,
    removing_until timestamptz,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint exports_exist_once_per_list_and_format unique (wordlist_id, format),
    constraint exports_have_a_short_format check (format ~ '^[a-z0-9]{1,16}$'),
    constraint exports_hold_at_most_10_mb check (size_bytes between 0 and 10485760),
    constraint exports_are_leased_exactly_while_processing check ((status = 'processing') = (lease_token is not null)),
    constraint exports_leases_have_an_end check ((lease_token is null) = (lease_expires_at is null)),
    constraint exports_have_a_file_when_completed
        check (status <> 'completed' or (storage_path is not null and expires_at is not null)),
    constraint exports_live_in_their_owners_folder check (storage_path like user_id::text || '/%'),
    constraint exports_say_why_they_failed check (status <> 'failed' or error_code is not null)
);
comment on table public.exports is 'A wordlist written to a file in some format: one row per list and format, as they share one path; the file is kept for an hour.';
comment on column public.exports.id is 'The export.';
comment on column public.exports.user_id is 'Whose export it is.';
comment on column public.exports.wordlist_id is 'The list.';
comment on column public.exports.job_id is 'The job that asked for it, where one did.';
comment on column public.exports.format is 'csv, xlsx, ...: also the file''s extension.';
comment on column public.exports.options is 'What was asked for beside the format.';
comment on column public.exports.status is 'queued, processing, completed, failed or removed.';
comment on column public.exports.storage_path is 'Path in the bucket wordlist-exports: {user_id}/{wordlist_id}.{ext}.';
comment on column public.exports.size_bytes is 'Size of the file.';
comment on column public.exports.sha256 is 'Hash of the file in lower-case hex.';
comment on column public.exports.error_code is 'Stable code of the last error.';
comment on column public.exports.error_message is 'The last error in a sentence for the learner.';
comment on column public.exports.attempt is 'Attempt, from 1.';
comment on column public.exports.run_after is 'Not claimed before; a retry waits until then.';
comment on column public.exports.hints is 'Hints that were sent again.';
comment on column public.exports.hinted_at is 'When the last hint was sent.';
comment on column public.exports.lease_token is 'Who writes it now.';
comment on column public.exports.lease_expires_at is 'When the sweep may take it from a silent worker.';
comment on column public.exports.expires_at is 'When the file may be removed.';
comment on column public.exports.removing_until is 'Cleanup is removing the old file until then; a new one is not written meanwhile.';
comment on column public.exports.created_at is 'When it was asked for first.';
comment on column public.exports.finished_at is 'When it was completed or failed.';
comment on column public.exports.updated_at is 'Last change.';

create index idx_exports_user on public.exports (user_id, created_at desc);
create index idx_exports_job on public.exports (job_id) where job_id is not null;
create index idx_exports_open on public.exports (run_after) where status in ('queued', 'processing');
create index idx_exports_expiring on public.exports (expires_at) where status = 'completed';

alter table public.exports enable row level security;
revoke all on public.exports from public, anon, authenticated;
grant select on public.exports to authenticated;
grant select, insert, update, delete on public.exports to service_role;
create policy "learners read their own exports" on public.exports
    for select to authenticated using (user_id = (select auth.uid()));

-- ====================================================================================================
-- 20261121061000_llm_metrics.sql

-- LLM metrics: one row per call of a model, failed ones too.

create table public.llm_metrics (
    id bigint generated always as identity primary key,
    user_id uuid references auth.users (id) on delete cascade,
    job_id uuid references public.jobs (id) on delete set null,
    stage text,
    step text,
    provider text not null,
    model text not null,
    prompt_version text,
    status text not null default 'ok',
    error_code text,
    input_tokens int not null default 0,
    output_tokens int not null default 0,
    cost_usd numeric(12, 6) not null default 0,
    latency_ms int not null default 0,
    attempt int not null default 1,
    created_at timestamptz not null default now(),
    constraint llm_metrics_count_upwards check (input_tokens >= 0 and output_tokens >= 0 and latency_ms >= 0 and cost_usd >= 0)
);
comment on table public.llm_metrics is 'One row per call of a model, failed ones too: what it cost in tokens, money and time. No text of the document.';
comment on column public.llm_metrics.id is 'Order of the calls.';
comment on column public.llm_metrics.user_id is 'Whose job it was.';
comment on column public.llm_metrics.job_id is 'The job, as long as it is kept.';
comment on column public.llm_metrics.stage is 'The stage.';
comment on column public.llm_metrics.step is 'Key of the step.';
comment on column public.llm_metrics.provider is 'Host of the endpoint.';
comment on column public.llm_metrics.model is 'Name of the model.';
comment on column public.llm_metrics.prompt_version is 'Content hash of the instructions.';
comment on column public.llm_metrics.status is 'ok, or what kind of failure.';
comment on column public.llm_metrics.error_code is 'Stable code, where it failed.';
comment on column public.llm_metrics.input_tokens is 'Tokens sent.';
comment on column public.llm_metrics.output_tokens is 'Tokens received.';
comment on column public.llm_metrics.cost_usd is 'Price by the table the job ran with.';
comment on column public.llm_metrics.latency_ms is 'Time until the answer was complete.';
comment on column public.llm_metrics.attempt is 'Try, from 1.';
comment on column public.llm_metrics.created_at is 'When.';
create index idx_llm_metrics_job on public.llm_metrics (job_id);
create index idx_llm_metrics_user on public.llm_metrics (user_id, created_at desc);

alter table public.llm_metrics enable row level security;
revoke all on public.llm_metrics from public, anon, authenticated;
grant select on public.llm_metrics to authenticated;
grant select, insert, delete on public.llm_metrics to service_role;
create policy "learners read what their own jobs cost" on public.llm_metrics
    for select to authenticated using (user_id = (select auth.uid()));

-- ====================================================================================================
-- 20261121061100_upload_cooldowns.sql

-- Upload cooldowns: who has announced too many documents at once.

create table public.upload_cooldowns (
    user_id uuid primary key references auth.users (id) on delete cascade,
    uploads int not null default 0,
    window_ends_at timestamptz not null,
    cooldown_until timestamptz not null default now(),
    constraint upload_cooldowns_count_upwards check (uploads >= 0)
);
comment on table public.upload_cooldowns is 'How many documents a user announced in the present window, and until when the next one has to wait.';
comment on column public.upload_cooldowns.user_id is 'The user.';
comment on column public.upload_cooldowns.uploads is 'Documents announced in the window.';
comment on column public.upload_cooldowns.window_ends_at is 'When the count starts again.';
comment on column public.upload_cooldowns.cooldown_until is 'No upload before then.';
create index idx_upload_cooldowns_until on public.upload_cooldowns (cooldown_until);

alter table public.upload_cooldowns enable row level security;
revoke all on public.upload_cooldowns from public, anon, authenticated;
grant select on public.upload_cooldowns to authenticated;
grant select, insert, update, delete on public.upload_cooldowns to service_role;
create policy "learners read their own cooldown" on public.upload_cooldowns
    for select to authenticated using (user_id = (select auth.uid()));

create function private.count_upload(p_user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_burst int := (private.setting('upload_burst') #>> '{}')::int;
    v_row public.upload_cooldowns;
begin
    insert into public.upload_cooldowns as c (user_id, uploads, window_ends_at)
    values (p_user_id, 0, now() + private.setting_seconds('upload_window_seconds'))
    on conflict (user_id) do update set
        uploads = case when c.window_ends_at <= now() then 0 else c.uploads end,
        window_ends_at = case when c.window_ends_at <= now() then excluded.window_ends_at else c.window_ends_at end
    returning * into v_row;
    if v_row.cooldown_until > now() then
        perform private.refuse(
            429, 'rate_limited', 'Too many uploads in a short time; wait a little.',
            ceil(extract(epoch from v_row.cooldown_until - now()))::int
        );
    end if;
    update public.upload_cooldowns set
        uploads = v_row.uploads + 1,
        cooldown_until = case
            when v_row.uploads + 1 >= v_burst then now() + private.setting_seconds('upload_cooldown_seconds')
            else now()
        end,
        -- A cooldown that was sat out starts a new count.
        window_ends_at = case when v_row.uploads + 1 >= v_burst then now() else v_row.window_ends_at end
    where user_id = p_user_id;
end
$$;
comment on function private.count_upload is 'Counts an announced document, or refuses it with the seconds to wait. The row lock makes concurrent uploads queue up.';
revoke all on function private.count_upload from public, anon, authenticated;
grant execute on function private.count_upload to service_role;

create function public.cleanup_expired_cooldowns()
returns int
language sql
set search_path = ''
as $$
    with gone as (
        delete from public.upload_cooldowns
        where cooldown_until <= now() and window_ends_at <= now()
        returning 1
    )
    select count(*)::int from gone;
$$;
comment on function public.cleanup_expired_cooldowns is 'Removes cooldowns that are over; answers how many.';
revoke all on function public.cleanup_expired_cooldowns from public, anon, authenticated;
grant execute on function public.cleanup_expired_cooldowns to service_role;

-- ====================================================================================================
-- 20261121061200_idempotency_keys.sql

-- Idempotency keys: the answer a request got, for when it comes again.

create table private.idempotency_keys (
    user_id uuid not null references auth.users (id) on delete cascade,
    key text not null,
    route text not null,
    body_hash text not null,
    status int,
    body jsonb,
    locked_until timestamptz not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    primary key (user_id, key),
    constraint idempotency_keys_are_short check (length(key) between 1 and 255)
);
comment on table private.idempotency_keys is 'Requests under an Idempotency-Key and what they were answered; kept for a day.';
comment on column private.idempotency_keys.user_id is 'Who asked.';
comment on column private.idempotency_keys.key is 'The Idempotency-Key.';
comment on column private.idempotency_keys.route is 'Function the key was used with.';
comment on column private.idempotency_keys.body_hash is 'Hash of the request; another body under the same key is refused.';
comment on column private.idempotency_keys.status is 'HTTP status of the answer; null while it is in flight.';
comment on column private.idempotency_keys.body is 'The answer.';
comment on column private.idempotency_keys.locked_until is 'In flight until then; afterwards the worker counts as dead.';
comment on column private.idempotency_keys.expires_at is 'When the key is free again.';
comment on column private.idempotency_keys.created_at is 'When it was used first.';
create index idx_idempotency_keys_expiring on private.idempotency_keys (expires_at);
alter table private.idempotency_keys enable row level security;
revoke all on private.idempotency_keys from public, anon, authenticated;
grant select, insert, update, delete on private.idempotency_keys to service_role;

create function public.begin_request(p_user_id uuid, p_key text, p_route text, p_body_hash text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_row private.idempotency_keys;
    v_lock interval := private.setting_seconds('idempotency_lock_seconds');
    v_keep interval := private.setting_hours('idempotency_keep_hours');
begin
    insert into private.idempotency_keys (user_id, key, route, body_hash, locked_until, expires_at)
    values (p_user_id, p_key, p_route, p_body_hash, now() + v_lock, now() + v_keep)
    on conflict (user_id, key) do nothing;
    if found then
        return jsonb_build_object('state', 'new', 'status', null, 'body', null, 'retry_after', null);
    end if;
    select * into v_row from private.idempotency_keys where user_id = p_user_id and key = p_key for update;
    if not found then
        -- Abandoned between the two statements: the other side failed, so this one may try.
        return public.begin_request(p_user_id, p_key, p_route, p_body_hash);
    end if;
    if v_row.expires_at > now() and (v_row.route, v_row.body_hash) is distinct from (p_route, p_body_hash) then
        return jsonb_build_object('state', 'mismatch', 'status', null, 'body', null, 'retry_after', null);
    end if;
    if v_row.expires_at > now() and v_row.status is not null then
        return jsonb_build_object('state', 'done', 'status', v_row.status, 'body', v_row.body, 'retry_after', null);
    end if;
    if v_row.expires_at > now() and v_row.locked_until > now() then
        return jsonb_build_object(
            'state', 'in_flight', 'status', null, 'body', null,
            'retry_after', least(ceil(extract(epoch from v_row.locked_until - now())), 1)::int
        );
    end if;
    update private.idempotency_keys set
        route = p_route, body_hash = p_body_hash, status = null, body = null,
        locked_until = now() + v_lock, expires_at = now() + v_keep, created_at = now()
    where user_id = p_user_id and key = p_key;
    return jsonb_build_object('state', 'new', 'status', null, 'body', null, 'retry_after', null);
end
$$;
comment on function public.begin_request is 'Takes an Idempotency-Key: new (go on), in_flight (ask again), done (here is the answer) or mismatch (another body).';
revoke all on function public.begin_request from public, anon, authenticated;
grant execute on function public.begin_request to service_role;

create function public.finish_request(p_user_id uuid, p_key text, p_route text, p_status int, p_body jsonb)
returns void
language sql
set search_path = ''
as $$
    update private.idempotency_keys set status = p_status, body = p_body
    where user_id = p_user_id and key = p_key and route = p_route and status is null;
$$;
comment on function public.finish_request is 'Stores the answer under its key; the first one stays.';
revoke all on function public.finish_request from public, anon, authenticated;
grant execute on function public.finish_request to service_role;

create function public.abandon_request(p_user_id uuid, p_key text, p_route text)
returns void
language sql
set search_path = ''
as $$
    delete from private.idempotency_keys
    where user_id = p_user_id and key = p_key and route = p_route and status is null;
$$;
comment on function public.abandon_request is 'Frees a key whose request failed on our side, so that it may be tried again.';
revoke all on function public.abandon_request from public, anon, authenticated;
grant execute on function public.abandon_request to service_role;

-- ====================================================================================================
-- 20261121061300_webhook_receipts.sql

-- Webhook receipts: which calls were taken already.

create table private.webhook_receipts (
    webhook_id text primary key,
    received_at timestamptz not null default now(),
    constraint webhook_receipts_have_short_ids check (length(webhook_id) between 1 and 255)
);
comment on table private.webhook_receipts is 'Ids of webhooks that were acted upon: a replay verifies, a doubled call too; the receipt stops both.';
comment on column private.webhook_receipts.webhook_id is 'The header webhook-id.';
comment on column private.webhook_receipts.received_at is 'When it came first.';
create index idx_webhook_receipts_received on private.webhook_receipts (received_at);
alter table private.webhook_receipts enable row level security;
revoke all on private.webhook_receipts from public, anon, authenticated;
grant select, insert, delete on private.webhook_receipts to service_role;

create function public.take_receipt(p_webhook_id text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    insert into private.webhook_receipts (webhook_id) values (p_webhook_id) on conflict do nothing;
    return found;
end
$$;
comment on function public.take_receipt is 'True the first time a webhook''s id is seen.';
revoke all on function public.take_receipt from public, anon, authenticated;
grant execute on function public.take_receipt to service_role;

create function public.cleanup_expired_requests()
returns jsonb
language sql
set search_path = ''
as $$
    with keys as (
        delete from private.idempotency_keys where (user_id, key) in (
            select user_id, key from private.idempotency_keys
            where expires_at <= now()
            order by expires_at limit (private.setting('prune_batch') #>> '{}')::int
        ) returning 1
    ), receipts as (
        delete from private.webhook_receipts where webhook_id in (
            select webhook_id from private.webhook_receipts
            where received_at <= now() - private.setting_hours('receipt_keep_hours')
            order by received_at limit (private.setting('prune_batch') #>> '{}')::int
        ) returning 1
    )
    select jsonb_build_object(
        'idempotency_keys', (select count(*) from keys),
        'webhook_receipts', (select count(*) from receipts)
    );
$$;
comment on function public.cleanup_expired_requests is 'Forgets a batch of answered requests and receipts that are old enough; answers how many.';
revoke all on function public.cleanup_expired_requests from public, anon, authenticated;
grant execute on function public.cleanup_expired_requests to service_role;

-- ====================================================================================================
-- 20261121061400_webhooks.sql

-- Webhooks: signed hints to the functions. The row is the truth; a hint may be lost, doubled or late.

create function private.hmac_sha256(p_message bytea, p_key bytea)
returns bytea
language plpgsql
immutable strict
set search_path = ''
as $$
declare
    -- sha256() is built in, HMAC is not: RFC 2104 over blocks of 64 bytes.
    v_key bytea := case when length(p_key) > 64 then sha256(p_key) else p_key end;
    v_inner bytea := decode(repeat('36', 64), 'hex');
    v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
    for i in 0 .. length(v_key) - 1 loop
        v_inner := set_byte(v_inner, i, get_byte(v_key, i) # 54);
        v_outer := set_byte(v_outer, i, get_byte(v_key, i) # 92);
    end loop;
    return sha256(v_outer || sha256(v_inner || p_message));
end
$$;
comment on function private.hmac_sha256 is 'HMAC-SHA256 (RFC 2104) without an extension.';
revoke all on function private.hmac_sha256 from public, anon, authenticated;
grant execute on function private.hmac_sha256 to service_role;

create function private.webhook_signature(p_id text, p_timestamp bigint, p_body text, p_secrets text)
returns text
language sql
immutable strict
set search_path = ''
as $$
    -- While a secret is being rotated both sign: "whsec_new,whsec_old" gives "v1,... v1,...".
    select string_agg(
        'v1,' || encode(
            private.hmac_sha256(
                convert_to(p_id || '.' || p_timestamp || '.' || p_body, 'UTF8'),
                decode(regexp_replace(btrim(s.secret), '^whsec_', ''), 'base64')
            ), 'base64'
        ), ' ' order by s.place
    )
    from unnest(string_to_array(p_secrets, ',')) with ordinality as s (secret, place)
    where btrim(s.secret) <> '';
$$;
comment on function private.webhook_signature is 'Header webhook-signature of Standard Webhooks, one signature for each secret of a comma separated list.';
revoke all on function private.webhook_signature from public, anon, authenticated;
grant execute on function private.webhook_signature to service_role;

create function private.vault_secret(p_name text)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    if to_regclass('vault.decrypted_secrets') is null then
        return null;
    end if;
    return (select nullif(decrypted_secret, '') from vault.decrypted_secrets where name = p_name);
end
$$;
comment on function private.vault_secret is 'A secret of the vault, or null. Runs as its owner: nobody else may read the vault.';
revoke all on function private.vault_secret from public, anon, authenticated, service_role;

create function private.function_url(p_function text)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    v_urls text := private.vault_secret('wordmill_functions_url');
begin
    -- One base for all, or a JSON object where a cloud gives each function an address of its own.
    if v_urls like '{%' then
        return v_urls::jsonb ->> p_function;
    end if;
    return rtrim(v_urls, '/') || '/' || p_function;
end
$$;
comment on function private.function_url is 'Where a function is: the base in the vault and its name, or its entry in the JSON object there; null when the vault does not say.';
revoke all on function private.function_url from public, anon, authenticated;
grant execute on function private.function_url to service_role;

create function private.send_hint(p_function text, p_payload jsonb)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_url text;
    v_secrets text;
    v_id text;
    v_timestamp bigint;
begin
    -- Not among the declarations: what they raise is not caught below.
    v_url := private.function_url(p_function);
    if v_url is null or to_regnamespace('net') is null then
        return false;
    end if;
    v_secrets := private.vault_secret('wordmill_webhook_secret');
    if v_secrets is null then
        return false;
    end if;
    v_id := 'msg_' || gen_random_uuid();
    v_timestamp := extract(epoch from clock_timestamp())::bigint;
    perform net.http_post(
        url := v_url,
        body := p_payload,
        params := '{}'::jsonb,
        headers := jsonb_build_object(
            'content-type', 'application/json',
            'webhook-id', v_id,
            'webhook-timestamp', v_timestamp::text,
            -- pg_net sends the text of the jsonb, so that is what gets signed.
            'webhook-signature', private.webhook_signature(v_id, v_timestamp, p_payload::text, v_secrets)
        ),
        timeout_milliseconds := coalesce((private.setting('hint_timeout_ms') #>> '{}')::int, 2000)
    );
    return true;
exception when others then
    -- A hint that cannot be sent must not undo the work it tells of; the sweep finds the row.
    raise warning 'no hint to %: %', p_function, sqlerrm;
    return false;
end
$$;
comment on function private.send_hint is 'Posts a signed webhook to a function. Without URL or secret in the vault it does nothing: the sweep finds the row.';
revoke all on function private.send_hint from public, anon, authenticated;
grant execute on function private.send_hint to service_role;

-- ====================================================================================================
-- 20261121061500_job_state.sql

-- Job state: which transitions are legal, and what follows from each (positions, events, hints).

create function private.open_door(p_door text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform set_config('wordmill.door', p_door, true);
end
$$;
comment on function private.open_door is 'Says which function is about to change jobs; empty closes the door again. Legality is checked all the same.';
revoke all on function private.open_door from public, anon, authenticated;
grant execute on function private.open_door to service_role;

create function private.door_to(p_status public.job_status)
returns text
language sql
immutable
set search_path = ''
as $$
    select case p_status
        when 'queued' then 'submit_job(), retry_job() or sweep_jobs()'
        when 'processing' then 'sweep_jobs() or claim_stage()'
        when 'completed' then 'complete_stage()'
        when 'cancelled' then 'cancel_job()'
        else 'fail_stage()'
    end;
$$;
comment on function private.door_to is 'The functions that bring a job into a state, for error messages.';
revoke all on function private.door_to from public, anon, authenticated;
grant execute on function private.door_to to service_role;

create function private.note_job_change(p_old public.jobs, p_new public.jobs)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_action text;
    v_now timestamptz := p_new.updated_at;
    v_stage_ms int := least(greatest(extract(epoch from v_now - p_old.stage_started_at) * 1000, 0), 2147483647);
begin
    if p_old.status = 'queued' and (p_new.status <> 'queued' or p_new.vt <> p_old.vt) then
        insert into private.queue_changes (level, change) values (p_old.vt / 1000, -1);
    end if;
    if p_new.status = 'queued' and (p_old.status <> 'queued' or p_new.vt <> p_old.vt) then
        insert into private.queue_changes (level, change) values (p_new.vt / 1000, 1);
    end if;

    if p_new.status <> p_old.status then
        v_action := case
            when p_new.status = 'queued' then case p_old.status when 'scheduled' then 'due' else 'retried' end
            when p_new.status = 'processing' then 'admitted'
            else p_new.status::text
        end;
    elsif p_new.attempt > p_old.attempt then
        v_action := 'lease_expired';
    elsif p_new.stage = p_old.stage and p_old.lease_token is not null and p_new.lease_token is null then
        v_action := 'released';
    elsif p_new.hints > p_old.hints and (p_new.hints & (p_new.hints - 1)) = 0 then
        v_action := 'hinted'; -- the 1st, 2nd, 4th, 8th ...: an outage must not fill the log
    end if;
    if p_new.status = 'completed' then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms) values
            (p_new.id, 'stage_completed', p_old.stage, p_old.status, p_old.attempt, v_stage_ms),
            (
                p_new.id, 'completed', p_old.stage, p_new.status, p_old.attempt,
                least(greatest(extract(epoch from v_now - p_new.started_at) * 1000, 0), 2147483647)
            );
        -- A completed job needs no stored step again; one that failed or was cancelled keeps them for its retry.
        delete from private.job_steps where job_id = p_new.id;
    elsif p_new.stage <> p_old.stage then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms)
        values (p_new.id, 'stage_completed', p_old.stage, p_old.status, p_old.attempt, v_stage_ms);
    elsif v_action is not null then
        insert into public.job_events (job_id, action, stage, status, attempt, duration_ms, error_code)
        values (
            p_new.id, v_action, p_new.stage, p_new.status,
            case when v_action in ('lease_expired', 'scheduled') then p_old.attempt else p_new.attempt end,
            case when v_action <> 'released' and p_old.lease_token is not null then v_stage_ms end,
            case when v_action in ('scheduled', 'failed', 'lease_expired') then p_new.error_code end
        );
    end if;

    if random() < 0.005 and p_new.status <> p_old.status then
        v_done := private.fold_queue_changes();
    end if;

    if p_new.hinted_at is distinct from p_old.hinted_at then
        v_done := private.send_hint('job_advance', jsonb_build_object(
            'type', 'UPDATE', 'schema', 'public', 'table', 'jobs',
            'record', jsonb_build_object(
                'id', p_new.id, 'kind', p_new.kind, 'status', p_new.status, 'stage', p_new.stage,
                'attempt', p_new.attempt
            ),
            'old_record', null
        ));
    end if;
end
$$;
comment on function private.note_job_change is 'What follows from a job''s change in the same transaction: position counters, events, the hint to whoever runs the next stage.';
revoke all on function private.note_job_change from public, anon, authenticated;
grant execute on function private.note_job_change to service_role;

create function private.guard_job()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
begin
    if coalesce(current_setting('wordmill.door', true), '') = '' then
        if (to_jsonb(new) - '{document_id,wordlist_id}'::text[])
            = (to_jsonb(old) - '{document_id,wordlist_id}'::text[]) then
            return new; -- a document or wordlist it points to was deleted
        end if;
        perform private.refuse(409, 'conflict', format(
            'A job changes through functions only. For %s use %s.', new.status, private.door_to(new.status)
        ));
    end if;
    if not (case old.status
        when 'queued' then new.status in ('queued', 'processing', 'cancelled')
        when 'scheduled' then new.status in ('scheduled', 'queued', 'cancelled')
        when 'processing' then new.status in ('processing', 'completed', 'scheduled', 'failed', 'cancelled')
        when 'completed' then false
        else new.status = 'queued'
    end) then
        perform private.refuse(409, 'conflict', format(
            'A job does not go from %s to %s. For %s use %s.', old.status, new.status, new.status, private.door_to(new.status)
        ));
    end if;
    if new.progress < old.progress or new.id <> old.id or new.user_id <> old.user_id or new.kind <> old.kind
        or new.stages <> old.stages then
        perform private.refuse(409, 'conflict', 'Progress never goes back; id, user_id, kind and stages stay.');
    end if;
    if not (
        new.progress <= 100 and new.attempt >= 1 and new.retry_count between 0 and new.max_retries
        and (new.stage = old.stage or new.stage = any (new.stages))
        and (new.lease_token is null) = (new.lease_expires_at is null)
        and (new.lease_token is null or new.status = 'processing')
        and (new.status = 'scheduled') = (new.run_after is not null)
        and (new.status in ('completed', 'failed', 'cancelled')) = (new.finished_at is not null)
        and (new.status <> 'completed' or new.progress = 100)
        and (new.status <> 'failed' or new.error_code is not null)
    ) then
        perform private.refuse(409, 'conflict', format('What was to be written of a %s job does not hold together.', new.status));
    end if;
    if new.slot <> coalesce(old.slot, 0) then
        perform from private.job_slots where slot = new.slot;
        if not found then
            perform private.refuse(409, 'conflict', format('There is no slot %s.', new.slot));
        end if;
    end if;
    new.updated_at := clock_timestamp();
    if new.status = 'processing' and new.lease_token is null
        and (old.status <> 'processing' or old.lease_token is not null or new.hints > old.hints) then
        new.hinted_at := new.updated_at;
    end if;
    -- Here and not in a trigger after the update, whose queue and condition cost as much as what it would do.
    if new.status <> old.status or new.stage <> old.stage or new.attempt <> old.attempt or new.vt <> old.vt
        or old.lease_token is not null and new.lease_token is null or new.hinted_at is distinct from old.hinted_at then
        v_done := private.note_job_change(old, new);
    end if;
    return new;
end
$$;
comment on function private.guard_job is 'Trigger: refuses a job''s illegal transition to everyone, and every direct change, and names the door to use; what follows from a legal one is done.';
revoke all on function private.guard_job from public, anon, authenticated;
create trigger jobs_change_through_doors_only
    before update on public.jobs
    for each row execute function private.guard_job();

create function private.guard_new_jobs()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if coalesce(current_setting('wordmill.door', true), '') = '' then
        perform private.refuse(409, 'conflict', 'A job changes through functions only. To queue one use submit_job().');
    end if;
    return null;
end
$$;
comment on function private.guard_new_jobs is 'Trigger: new jobs come through a door. That they begin as queued, and nobody''s, is seen to by the rights: none may write those columns of a new row.';
revoke all on function private.guard_new_jobs from public, anon, authenticated;
create trigger jobs_begin_as_queued
    before insert on public.jobs
    for each statement execute function private.guard_new_jobs();

create function private.check_new_jobs(p_stages text[], p_max_retries int, p_params_are_objects boolean)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
    if cardinality(p_stages) between 1 and 32 and p_max_retries >= 0 and p_params_are_objects then
        return;
    end if;
    perform private.refuse(409, 'conflict', 'A job has 1 to 32 stages, params that are an object, and no negative number of retries.');
end
$$;
comment on function private.check_new_jobs is 'Refuses what no job can be made of.';
revoke all on function private.check_new_jobs from public, anon, authenticated;
grant execute on function private.check_new_jobs to service_role;

create function private.note_gone_job()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if old.status = 'queued' then
        insert into private.queue_changes (level, change) values (old.vt / 1000, -1);
    end if;
    delete from public.job_events where job_id = old.id;
    return null;
end
$$;
comment on function private.note_gone_job is 'Trigger: a deleted job leaves the count and takes its events along. Runs as its owner, as any deletion of a user gets here.';
revoke all on function private.note_gone_job from public, anon, authenticated;
create trigger jobs_leave_nothing_behind
    after delete on public.jobs
    for each row execute function private.note_gone_job();

create function private.note_gone_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.jobs where user_id = old.user_id;
    return null;
end
$$;
comment on function private.note_gone_user is 'Trigger: who leaves takes their jobs along. Runs as its owner, as any deletion of a user gets here.';
revoke all on function private.note_gone_user from public, anon, authenticated;
create trigger users_take_their_jobs_along
    after delete on private.queue_users
    for each row execute function private.note_gone_user();

-- ====================================================================================================
-- 20261121061600_queue_positions.sql

-- Queue positions: computed when they are read, from small counters and one short count.

create function private.queue_place(p_vt bigint, p_seq bigint)
returns bigint
language plpgsql
stable
security definer
set search_path = ''
-- A plan kept, where PostgreSQL would make one for each turn: planning took longer than counting.
set plan_cache_mode = force_generic_plan
as $$
begin
    return 1
        + coalesce((select sum(waiting) from private.queue_levels where tier = 2 and level < p_vt / 1024000), 0)::bigint
        + coalesce((
            select sum(waiting) from private.queue_levels
            where tier = 1 and level >= p_vt / 1024000 * 32 and level < p_vt / 32000
        ), 0)::bigint
        + coalesce((
            select sum(waiting) from private.queue_levels
            where tier = 0 and level >= p_vt / 32000 * 32 and level < p_vt / 1000
        ), 0)::bigint
        + coalesce((select sum(change) from private.queue_changes where level < p_vt / 1000), 0)::bigint
        + (
            select count(*) from public.jobs
            where status = 'queued' and vt >= p_vt / 1000 * 1000 and (vt, seq) < (p_vt, p_seq)
        );
end
$$;
comment on function private.queue_place is 'Place of a turn in the queue, from 1. One statement, so one snapshot: equal to a recount at every read. Runs as its owner: a place counts others'' jobs without showing them.';
revoke all on function private.queue_place from public, anon;
grant execute on function private.queue_place to authenticated, service_role;

create function public.queue_position(job public.jobs)
returns bigint
language sql
stable
set search_path = ''
as $$
    select case when job.status = 'queued' then private.queue_place(job.vt, job.seq) end;
$$;
comment on function public.queue_position is 'Computed field of jobs: place in the queue, from 1; null when it does not wait there. select=*,queue_position.';
revoke all on function public.queue_position from public, anon;
grant execute on function public.queue_position to authenticated, service_role;

create function private.eta_of(p_job public.jobs, p_place bigint)
returns int
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    v_left double precision;
    v_slots bigint;
begin
    if p_job.status not in ('queued', 'scheduled', 'processing') then
        return null;
    end if;
    select case when count(s.seconds) = count(*) then sum(
        case when u.stage = p_job.stage and p_job.lease_token is not null
            then greatest(s.seconds - extract(epoch from clock_timestamp() - p_job.stage_started_at), 0)
            else s.seconds end
    ) end into v_left
    from unnest(p_job.stages[array_position(p_job.stages, p_job.stage):]) as u (stage)
    left join private.stage_speeds as s on s.kind = p_job.kind and s.stage = u.stage;
    if p_job.status = 'queued' and v_left is not null then
        -- Jobs ahead leave in batches of the cap, each taking about as long as this one.
        select count(*) into v_slots from private.job_slots where is_open;
        v_left := v_left * (1 + (p_place - 1)::double precision / greatest(v_slots, 1));
    elsif p_job.status = 'scheduled' then
        v_left := v_left + greatest(extract(epoch from p_job.run_after - now()), 0);
    end if;
    return ceil(v_left)::int;
end
$$;
comment on function private.eta_of is 'Seconds until a job is done, by the measured speed of its stages and its place in the queue; null while one of them was never measured. Runs as its owner: speeds and slots are nobody''s secret, but not for writing.';
revoke all on function private.eta_of from public, anon;
grant execute on function private.eta_of to authenticated, service_role;

create function public.eta_seconds(job public.jobs)
returns int
language sql
stable
set search_path = ''
as $$
    select private.eta_of(job, public.queue_position(job));
$$;
comment on function public.eta_seconds is 'Computed field of jobs: seconds until it is done, from the measured speed of earlier stages; null when unknown or over.';
revoke all on function public.eta_seconds from public, anon;
grant execute on function public.eta_seconds to authenticated, service_role;

create function private.learn_stage_speeds(p_after bigint)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_last bigint;
begin
    with recent as (
        select e.id, e.action, e.stage, e.duration_ms, e.job_id
        from public.job_events as e where e.id > p_after order by e.id limit 2000
    ), measured as (
        select j.kind, r.stage, avg(r.duration_ms) / 1000.0 as seconds, count(*) as samples
        from recent as r join public.jobs as j on j.id = r.job_id
        where r.action = 'stage_completed' and r.duration_ms is not null
        group by 1, 2
    ), learnt as (
        insert into private.stage_speeds as s (kind, stage, seconds, samples)
        select kind, stage, seconds, samples from measured
        on conflict (kind, stage) do update set
            -- Half of what is known goes with every 8 new samples.
            seconds = s.seconds + (excluded.seconds - s.seconds) * (1 - power(0.5, excluded.samples / 8.0)),
            samples = s.samples + excluded.samples
    )
    select max(id) into v_last from recent;
    return v_last;
end
$$;
comment on function private.learn_stage_speeds is 'Folds the durations of new events into stage_speeds; answers the newest event seen, null when there was none.';
revoke all on function private.learn_stage_speeds from public, anon, authenticated;
grant execute on function private.learn_stage_speeds to service_role;

create function private.move_head()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_waiting bigint;
    v_running int;
begin
    -- Whoever finds the row taken, or fresh, goes on: the figures may be a second old.
    perform from public.queue_heads where moved_at < clock_timestamp() - interval '1 second' for update skip locked;
    if not found then
        return;
    end if;
    select greatest(
        coalesce((select sum(waiting) from private.queue_levels where tier = 2), 0)
            + coalesce((select sum(change) from private.queue_changes), 0), 0
    ) into v_waiting;
    select count(*) into v_running from public.jobs where status = 'processing';
    update public.queue_heads set waiting = v_waiting, running = v_running, moved_at = clock_timestamp()
    where (waiting, running) is distinct from (v_waiting, v_running);
end
$$;
comment on function private.move_head is 'Brings the one row of queue_heads up to date, at most once a second and without waiting for anyone.';
revoke all on function private.move_head from public, anon, authenticated;
grant execute on function private.move_head to service_role;

create function private.fold_queue_changes()
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_folded int;
begin
    -- One at a time; whoever comes second finds the work being done.
    if not pg_try_advisory_xact_lock(hashtextextended('wordmill.update_queue_positions', 0)) then
        return 0;
    end if;
    with gone as (
        delete from private.queue_changes returning level, change
    ), sums as (
        select 0::smallint as tier, level, sum(change) as change from gone group by level
        union all
        select 1::smallint, level / 32, sum(change) from gone group by level / 32
        union all
        select 2::smallint, level / 1024, sum(change) from gone group by level / 1024
    ), folded as (
        insert into private.queue_levels as l (tier, level, waiting)
        select tier, level, change from sums where change <> 0
        on conflict (tier, level) do update set waiting = l.waiting + excluded.waiting
    )
    select count(*) into v_folded from gone;
    if v_folded > 0 then
        delete from private.queue_levels where waiting = 0;
    end if;
    return v_folded;
end
$$;
comment on function private.fold_queue_changes is 'Adds what entered and left the queue to the counters; answers how many changes that were. Waits for nobody.';
revoke all on function private.fold_queue_changes from public, anon, authenticated;
grant execute on function private.fold_queue_changes to service_role;

create function public.update_queue_positions()
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_folded int := private.fold_queue_changes();
    v_last bigint;
begin
    -- Whoever comes second leaves the learning to the first.
    perform from public.queue_heads for update skip locked;
    if found then
        v_last := private.learn_stage_speeds((select last_event_id from public.queue_heads));
        if v_last is not null then
            update public.queue_heads set last_event_id = v_last;
        end if;
    end if;
    perform private.move_head();
    return v_folded;
end
$$;
comment on function public.update_queue_positions is 'Folds what entered and left the queue into the counters behind queue_position, and learns the stages'' speeds. Renumbers nothing; answers how many changes it folded.';
revoke all on function public.update_queue_positions from public, anon, authenticated;
grant execute on function public.update_queue_positions to service_role;

create function public.get_active_job_count(p_user_id uuid default null)
returns int
language sql
stable
set search_path = ''
as $$
    select count(*)::int from public.jobs
    where status = 'processing' and (p_user_id is null or user_id = p_user_id);
$$;
comment on function public.get_active_job_count is 'Jobs in processing, of everyone or of one user; never more than the setting job_cap.';
revoke all on function public.get_active_job_count from public, anon, authenticated;
grant execute on function public.get_active_job_count to service_role;

create function private.job_columns(p_job public.jobs)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    return to_jsonb(p_job)
        - '{seq,vt,slot,lease_token,lease_expires_at,hints,hinted_at,queued_at,stage_started_at}'::text[];
end
$$;
comment on function private.job_columns is 'A job without what only the queue itself looks at.';
revoke all on function private.job_columns from public, anon, authenticated;
grant execute on function private.job_columns to service_role;

create function private.job_json(p_job public.jobs)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_place bigint := case when p_job.status = 'queued' then private.queue_place(p_job.vt, p_job.seq) end;
begin
    return private.job_columns(p_job)
        || jsonb_build_object('queue_position', v_place, 'eta_seconds', private.eta_of(p_job, v_place));
end
$$;
comment on function private.job_json is 'A job as the functions hand it out: its columns, its place in the queue and when it will be done.';
revoke all on function private.job_json from public, anon, authenticated;
grant execute on function private.job_json to service_role;

-- ====================================================================================================
-- 20261121061700_job_admission.sql

-- Admission: who enters processing next, and never more than the cap.

create function private.round_of(p_user_id uuid)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
    v_shares jsonb;
begin
    select value into v_shares from private.settings where key = 'plan_shares';
    return greatest(round(1000 / coalesce((v_shares ->> private.plan_of(p_user_id))::numeric, 1)), 1)::bigint;
end
$$;
comment on function private.round_of is 'How far apart a user''s turns are: 1,000, less for plans with a larger share.';
revoke all on function private.round_of from public, anon, authenticated;
grant execute on function private.round_of to service_role;

create function private.take_turn(p_user_id uuid, p_round bigint, p_jobs int default 1)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_last bigint;
begin
    -- A newcomer's turn is now; the next one comes a round after the last, however many were sent at once.
    insert into private.queue_users as q (user_id, last_vt)
    values (p_user_id, pg_sequence_last_value('private.queue_clock') + (p_jobs - 1) * p_round)
    on conflict (user_id) do update set
        last_vt = greatest(q.last_vt + p_jobs * p_round, excluded.last_vt)
    returning last_vt into v_last;
    return v_last;
end
$$;
comment on function private.take_turn is 'The virtual time of a user''s next job (of the last one, when several are sent at once).';
revoke all on function private.take_turn from public, anon, authenticated;
grant execute on function private.take_turn to service_role;

create function private.free_slot()
returns smallint
language plpgsql
set search_path = ''
as $$
declare
    v_slot smallint;
    v_taken smallint[] := '{}';
begin
    loop
        select s.slot into v_slot
        from private.job_slots as s
        where s.is_open and s.slot <> all (v_taken)
            and not exists (select from public.jobs as j where j.status = 'processing' and j.slot = s.slot)
        order by s.slot limit 1 for update skip locked;
        exit when not found;
        -- Another admission may have committed between this statement's snapshot and the lock: look again.
        exit when not exists (select from public.jobs as j where j.status = 'processing' and j.slot = v_slot);
        v_taken := v_taken || v_slot;
    end loop;
    return v_slot;
end
$$;
comment on function private.free_slot is 'Locks and answers a slot that no job holds, null when there is none. The lock lasts until commit.';
revoke all on function private.free_slot from public, anon, authenticated;
grant execute on function private.free_slot to service_role;

create function private.has_room(p_job public.jobs, p_user_caps jsonb, p_kind_caps jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_user_cap int := (p_user_caps ->> private.plan_of(p_job.user_id))::int;
    v_kind_cap int := (p_kind_caps ->> p_job.kind)::int;
begin
    -- The locks make two admissions of one user, or one kind, take turns: each counts what the other committed.
    if v_user_cap is not null and (
        not pg_try_advisory_xact_lock(hashtextextended('wordmill.user ' || p_job.user_id, 0))
        or (select count(*) from public.jobs where user_id = p_job.user_id and status = 'processing') >= v_user_cap
    ) then
        return 'user';
    end if;
    if v_kind_cap is not null and (
        not pg_try_advisory_xact_lock(hashtextextended('wordmill.kind ' || p_job.kind, 0))
        or (select count(*) from public.jobs where kind = p_job.kind and status = 'processing') >= v_kind_cap
    ) then
        return 'kind';
    end if;
    return null;
end
$$;
comment on function private.has_room is 'Null when a job may start beside those of its user and kind; else which of the two caps is in the way.';
revoke all on function private.has_room from public, anon, authenticated;
grant execute on function private.has_room to service_role;

create function private.next_within_caps()
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
    v_user_caps jsonb := private.setting('user_job_caps');
    v_kind_caps jsonb := private.setting('kind_job_caps');
    v_full_users uuid[] := '{}';
    v_full_kinds text[] := '{}';
begin
    loop
        select * into v_job from public.jobs
        where status = 'queued' and user_id <> all (v_full_users) and kind <> all (v_full_kinds)
        order by vt, seq limit 1 for update skip locked;
        if not found then
            return null;
        end if;
        case private.has_room(v_job, v_user_caps, v_kind_caps)
            when 'user' then v_full_users := v_full_users || v_job.user_id;
            when 'kind' then v_full_kinds := v_full_kinds || v_job.kind;
            else return v_job.id;
        end case;
    end loop;
end
$$;
comment on function private.next_within_caps is 'Locks and answers the queued job whose turn it is, passing over users and kinds at their caps; null when there is none.';
revoke all on function private.next_within_caps from public, anon, authenticated;
grant execute on function private.next_within_caps to service_role;

create function private.admit_into(
    p_slot smallint, p_lease_token uuid default null, p_lease_seconds int default null
)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_job public.jobs;
    v_id uuid;
    v_capped boolean;
    v_moved_at timestamptz;
    v_clock bigint := pg_sequence_last_value('private.queue_clock');
    -- Who was admitted leaves its entry in the index until a vacuum: begin where the living are. A job that was passed
    -- over (its admission was undone, or it took its turn long before it was committed) is found every 30th time.
    v_floor bigint := case when random() < 0.97 then greatest(v_clock - 2000, 0) else 0 end;
    v_now timestamptz := clock_timestamp();
begin
    select s.has_caps, h.moved_at into v_capped, v_moved_at
    from private.job_slots as s, public.queue_heads as h where s.slot = p_slot and s.is_open;
    if not found then
        return null; -- the slot was closed
    end if;
    if v_capped then
        v_id := private.next_within_caps();
        if v_id is null then
            return null;
        end if;
    end if;
    v_done := set_config('wordmill.door', 'admit_jobs', true);
    loop
        update public.jobs set
            status = 'processing', slot = p_slot, started_at = coalesce(started_at, v_now), stage_started_at = v_now,
            lease_token = p_lease_token, hints = 0,
            lease_expires_at = case when p_lease_token is not null then v_now + make_interval(secs => p_lease_seconds) end
        where id = coalesce(v_id, (
            select id from public.jobs where status = 'queued' and vt >= v_floor order by vt, seq limit 1
            for update skip locked
        ))
        returning * into v_job;
        exit when found or v_floor = 0;
        v_floor := 0;
    end loop;
    v_done := set_config('wordmill.door', '', true);
    if v_job.vt > v_clock then
        v_done := setval('private.queue_clock', v_job.vt);
    end if;
    if v_moved_at < v_now - interval '1 second' then
        perform private.move_head();
    end if;
    return v_job;
end
$$;
comment on function private.admit_into is 'Moves the job whose turn it is into a free slot, under a lease if a worker is there to take it; null when none waits or the slot is closed.';
revoke all on function private.admit_into from public, anon, authenticated;
grant execute on function private.admit_into to service_role;

create function private.fill_slot(
    p_slot smallint, p_lease_token uuid default null, p_lease_seconds int default null
)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    -- A slot freed in this transaction is ours until commit: nobody else can see that it is free.
    v_job public.jobs := private.admit_into(p_slot, p_lease_token, p_lease_seconds);
begin
    if v_job.id is null then
        -- Who frees a slot cannot see a job that is not committed yet, and who queues it cannot see that slot. So those
        -- who queue hold a lock in common, and who finds nobody for a freed slot waits for them and looks again.
        perform pg_advisory_xact_lock(hashtextextended('wordmill.admit_jobs', 0));
        v_job := private.admit_into(p_slot, p_lease_token, p_lease_seconds);
    end if;
    return v_job;
end
$$;
comment on function private.fill_slot is 'Moves the job whose turn it is into the slot that a job just gave up in this transaction, under a lease if a worker is there to take it; null when none waits.';
revoke all on function private.fill_slot from public, anon, authenticated;
grant execute on function private.fill_slot to service_role;

create function private.admit_jobs(p_limit int)
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_slot smallint;
    v_admitted int := 0;
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('wordmill.admit_jobs', 0)); -- fill_slot() says why
    -- What most of those who queue meet: every slot is taken, and counting them is cheaper than trying each.
    if (select count(*) from public.jobs where status = 'processing')
        >= (select count(*) from private.job_slots where is_open) then
        return 0;
    end if;
    while v_admitted < p_limit loop
        v_slot := private.free_slot();
        exit when v_slot is null;
        exit when (private.admit_into(v_slot)).id is null;
        v_admitted := v_admitted + 1;
    end loop;
    return v_admitted;
end
$$;
comment on function private.admit_jobs is 'Moves up to p_limit jobs from queued to processing, as far as there are free slots.';
revoke all on function private.admit_jobs from public, anon, authenticated;
grant execute on function private.admit_jobs to service_role;

-- ====================================================================================================
-- 20261121061800_job_doors.sql

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

-- ====================================================================================================
-- 20261121061900_uploads.sql

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

-- ====================================================================================================
-- 20261121062000_export_transitions.sql

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

-- ====================================================================================================
-- 20261121062100_job_stages.sql

-- The doors a worker comes through: claim a stage, keep the lease, store steps, complete, fail, hand over.

create function private.lock_document_of(p_job_id uuid)
returns void
language sql
set search_path = ''
as $$
    -- Document before job, as a deletion locks them: the other order would deadlock with it.
    select from public.documents where id = (select document_id from public.jobs where id = p_job_id) for no key update;
$$;
comment on function private.lock_document_of is 'Locks a job''s document, for doors that write to it.';
revoke all on function private.lock_document_of from public, anon, authenticated;
grant execute on function private.lock_document_of to service_role;

create function private.held_job(p_job_id uuid, p_lease_token uuid)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    select * into v_job from public.jobs where id = p_job_id and lease_token = p_lease_token for update;
    if not found then
        perform private.refuse(409, 'lease_lost', 'The stage is no longer ours.');
    end if;
    return v_job;
end
$$;
comment on function private.held_job is 'Locks and answers the job held under this token, or refuses with lease_lost.';
revoke all on function private.held_job from public, anon, authenticated;
grant execute on function private.held_job to service_role;

create function private.lose_lease(p_job public.jobs)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    if p_job.retry_count >= p_job.max_retries then
        -- Whatever kills its worker every time must not run for ever.
        return private.end_job(p_job, 'failed', 'worker_lost', 'The work was interrupted too often.');
    end if;
    perform private.open_door('lose_lease');
    update public.jobs set
        lease_token = null, lease_expires_at = null, attempt = attempt + 1, retry_count = retry_count + 1,
        error_code = 'worker_lost', error_message = 'The work was interrupted; it goes on by itself.'
    where id = p_job.id
    returning * into v_job;
    perform private.open_door('');
    return v_job;
end
$$;
comment on function private.lose_lease is 'A locked job''s worker fell silent: counts as a failed attempt; the job keeps its slot, or fails when its retries are spent.';
revoke all on function private.lose_lease from public, anon, authenticated;
grant execute on function private.lose_lease to service_role;

create function private.claim_json(p_job public.jobs)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_outputs jsonb;
    v_steps bigint := 0;
    v_document jsonb;
    v_wordlist jsonb;
begin
    -- Statements of their own: within the answer's expression they would be planned anew at every call.
    if p_job.document_id is not null then
        select private.document_json(d) into v_document from public.documents as d where d.id = p_job.document_id;
    end if;
    if p_job.wordlist_id is not null then
        select to_jsonb(w) into v_wordlist from public.wordlists as w where w.id = p_job.wordlist_id;
    end if;
    -- A job that was admitted this very moment for the first time has no steps.
    if p_job.started_at is distinct from p_job.stage_started_at then
        select jsonb_object_agg(substr(key, 7), result) filter (where key like 'stage:%'),
            count(*) filter (where key not like 'stage:%')
        into v_outputs, v_steps
        from private.job_steps where job_id = p_job.id;
    end if;
    return jsonb_build_object(
        'job', private.job_columns(p_job),
        'document', v_document,
        'wordlist', v_wordlist,
        'lease_token', p_job.lease_token,
        'outputs', coalesce(v_outputs, '{}'),
        'steps', v_steps
    );
end
$$;
comment on function private.claim_json is 'What a worker is given with a stage: the job, what it works on, outputs of earlier stages, how many steps are stored.';
revoke all on function private.claim_json from public, anon, authenticated;
grant execute on function private.claim_json to service_role;

create function public.claim_stage(
    p_job_id uuid, p_stage text default null, p_lease_seconds int default 30, p_webhook_id text default null,
    p_lease_token uuid default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_job public.jobs;
    v_slot smallint;
begin
    select * into v_job from public.jobs where id = p_job_id for update;
    if v_job.lease_token = p_lease_token and v_job.lease_expires_at > clock_timestamp() then
        return private.claim_json(v_job); -- our own call again, after its answer got lost
    end if;
    if p_webhook_id is not null and not public.take_receipt(p_webhook_id) then
        return null;
    end if;
    if v_job.id is null or v_job.status <> 'processing' or v_job.stage <> p_stage
        or v_job.lease_expires_at > clock_timestamp() then
        return null;
    end if;
    if v_job.lease_token is not null then
        v_slot := v_job.slot;
        v_job := private.lose_lease(v_job);
        if v_job.status <> 'processing' then
            perform private.fill_slot(v_slot);
            return null;
        end if;
    end if;
    v_done := set_config('wordmill.door', 'claim_stage', true);
    update public.jobs set
        lease_token = coalesce(p_lease_token, gen_random_uuid()),
        lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
        stage_started_at = clock_timestamp(), hints = 0
    where id = p_job_id
    returning * into v_job;
    v_done := set_config('wordmill.door', '', true);
    return private.claim_json(v_job);
end
$$;
comment on function public.claim_stage is 'Takes the present stage of a job under a lease whose token the caller may make, so that asking again gives the same claim. Null: not processing, another live lease, another stage, or a webhook that was taken before.';
revoke all on function public.claim_stage from public, anon, authenticated;
grant execute on function public.claim_stage to service_role;

create function public.renew_lease(p_job_id uuid, p_lease_token uuid, p_lease_seconds int, p_progress int default null)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_door text; -- an assignment, as it costs a tenth of a statement
    v_held boolean;
begin
    v_door := set_config('wordmill.door', 'renew_lease', true);
    update public.jobs set
        lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
        progress = greatest(progress, least(coalesce(p_progress, 0), 99))
    where id = p_job_id and lease_token = p_lease_token;
    v_held := found;
    v_door := set_config('wordmill.door', '', true);
    return v_held;
end
$$;
comment on function public.renew_lease is 'Heartbeat with progress. False: the lease is lost or the job cancelled; the worker stops at once.';
revoke all on function public.renew_lease from public, anon, authenticated;
grant execute on function public.renew_lease to service_role;

create function public.save_step(p_job_id uuid, p_lease_token uuid, p_key text, p_result jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    perform from public.jobs where id = p_job_id and lease_token = p_lease_token for no key update;
    if not found then
        return false;
    end if;
    insert into private.job_steps (job_id, key, result) values (p_job_id, p_key, p_result) on conflict do nothing;
    return true;
end
$$;
comment on function public.save_step is 'Stores a step''s result; the first one stays. False: the lease is lost.';
revoke all on function public.save_step from public, anon, authenticated;
grant execute on function public.save_step to service_role;

create function public.load_steps(p_job_id uuid, p_prefix text default '')
returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(jsonb_object_agg(key, result), '{}') from private.job_steps
    where job_id = p_job_id and starts_with(key, p_prefix);
$$;
comment on function public.load_steps is 'The stored results of a job whose keys begin so, as one object.';
revoke all on function public.load_steps from public, anon, authenticated;
grant execute on function public.load_steps to service_role;

create function public.save_zones(p_job_id uuid, p_lease_token uuid, p_zones jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_document_id uuid;
begin
    perform private.lock_document_of(p_job_id);
    select document_id into v_document_id from public.jobs
    where id = p_job_id and lease_token = p_lease_token for no key update;
    if v_document_id is null then
        return false;
    end if;
    perform private.store_zones(v_document_id, p_zones);
    return true;
end
$$;
comment on function public.save_zones is 'Stores a batch of zones of a long document. False: the lease is lost.';
revoke all on function public.save_zones from public, anon, authenticated;
grant execute on function public.save_zones to service_role;

create function private.apply_effects(p_job public.jobs, p_effects jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_document jsonb := p_effects -> 'document';
    v_wordlist jsonb := p_effects -> 'wordlist';
begin
    if v_document is not null then
        update public.documents set
            lang = coalesce(v_document ->> 'lang', lang),
            pages = coalesce((v_document ->> 'pages')::int, pages),
            page_labels = case when v_document ? 'page_labels'
                then array(select jsonb_array_elements_text(v_document -> 'page_labels')) else page_labels end,
            warnings = case when v_document ? 'warnings'
                then array(select jsonb_array_elements_text(v_document -> 'warnings')) else warnings end
        where id = p_job.document_id;
    end if;
    if p_effects -> 'zones' is not null and p_job.document_id is not null then
        perform private.store_zones(p_job.document_id, p_effects -> 'zones');
    end if;
    if p_effects -> 'parsing' is not null and p_job.document_id is not null then
        perform private.note_parsing(p_job, p_effects -> 'parsing', v_document);
    end if;
    if v_wordlist is not null then
        insert into public.wordlists (user_id, job_id, document_id, title, engine, source_lang, target_lang, pairs)
        values (
            p_job.user_id, p_job.id, p_job.document_id, coalesce(v_wordlist ->> 'title', ''), v_wordlist ->> 'engine',
            v_wordlist ->> 'source_lang', v_wordlist ->> 'target_lang', v_wordlist -> 'pairs'
        )
        on conflict (job_id) do nothing;
    end if;
end
$$;
comment on function private.apply_effects is 'Writes what a stage made: document {lang, pages, page_labels, warnings}, zones, parsing {sha256, parser, zones}, wordlist.';
revoke all on function private.apply_effects from public, anon, authenticated;
grant execute on function private.apply_effects to service_role;

create function private.queue_exports_of(p_job public.jobs)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_wordlist public.wordlists;
begin
    select * into v_wordlist from public.wordlists where job_id = p_job.id;
    if found then
        perform private.queue_export(v_wordlist, p_job.id, e.format, '{}')
        from (select distinct jsonb_array_elements_text(p_job.params -> 'exports') as format) as e;
    end if;
end
$$;
comment on function private.queue_exports_of is 'Queues the exports that were asked for with the job.';
revoke all on function private.queue_exports_of from public, anon, authenticated;
grant execute on function private.queue_exports_of to service_role;

create function private.done_before(p_job_id uuid, p_lease_token uuid, p_stage text, p_next_token uuid)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
begin
    if exists (
        select from public.jobs
        where status = 'processing' and lease_token = p_next_token and lease_expires_at > clock_timestamp()
    ) then
        -- Our own call again, after its answer got lost: the job is complete and the next one ours.
        select * into v_job from public.jobs where id = p_job_id;
        return v_job;
    end if;
    v_job := private.held_job(p_job_id, p_lease_token);
    if coalesce(array_position(v_job.stages, p_stage) < array_position(v_job.stages, v_job.stage), false) then
        return v_job; -- our own call again, after its answer got lost: the stage is done and the lease still ours
    end if;
    perform private.refuse(409, 'conflict', format('The job is at %s, not at %s.', v_job.stage, p_stage));
end
$$;
comment on function private.done_before is 'The job whose stage was completed before, by the same call; refuses where it was not.';
revoke all on function private.done_before from public, anon, authenticated;
grant execute on function private.done_before to service_role;

create function private.move_on(
    p_job_id uuid, p_lease_token uuid, p_stage text, p_output jsonb, p_effects jsonb, p_lease_seconds int,
    p_run_on boolean, p_next_token uuid
)
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_job public.jobs;
    v_slot smallint;
    v_next text;
    v_now timestamptz := clock_timestamp();
    v_has_effects boolean := coalesce(p_effects, '{}') - 'progress' <> '{}';
begin
    if v_has_effects then
        perform private.lock_document_of(p_job_id);
    end if;
    select slot, stages[array_position(stages, p_stage) + 1] into v_slot, v_next
    from public.jobs where id = p_job_id and lease_token = p_lease_token;
    v_done := set_config('wordmill.door', 'complete_stage', true);
    if v_next is null then
        update public.jobs set
            status = 'completed', progress = 100, slot = null, lease_token = null, lease_expires_at = null,
            error_code = null, error_message = null, finished_at = v_now
        where id = p_job_id and lease_token = p_lease_token and stage = p_stage
        returning * into v_job;
    else
        update public.jobs set
            stage = v_next, attempt = 1, stage_started_at = v_now, error_code = null, error_message = null,
            progress = greatest(progress, least(coalesce(
                (p_effects ->> 'progress')::int, 100 * array_position(stages, p_stage) / cardinality(stages)
            ), 99)),
            lease_token = case when p_run_on then lease_token end,
            lease_expires_at = case when p_run_on then v_now + make_interval(secs => p_lease_seconds) end
        where id = p_job_id and lease_token = p_lease_token and stage = p_stage
        returning * into v_job;
    end if;
    v_done := set_config('wordmill.door', '', true);
    if v_job.id is null then
        return private.done_before(p_job_id, p_lease_token, p_stage, p_next_token);
    end if;
    if v_has_effects then
        perform private.apply_effects(v_job, p_effects);
    end if;
    if v_next is not null then
        -- For the stages after it; the last one's output has no reader.
        insert into private.job_steps (job_id, key, result)
        values (p_job_id, 'stage:' || p_stage, coalesce(p_output, '{}'))
        on conflict (job_id, key) do update set result = excluded.result;
        return v_job;
    end if;
    if v_job.params ? 'exports' then
        perform private.queue_exports_of(v_job);
    end if;
    v_job.slot := v_slot;
    return v_job;
end
$$;
comment on function private.move_on is 'Stores what a stage made and moves its job on. A completed job is answered with the slot that it gave up, for the caller to fill.';
revoke all on function private.move_on from public, anon, authenticated;
grant execute on function private.move_on to service_role;

create function public.complete_stage(
    p_job_id uuid, p_lease_token uuid, p_stage text, p_output jsonb default '{}', p_effects jsonb default '{}',
    p_lease_seconds int default 30, p_run_on boolean default false, p_next_token uuid default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_next public.jobs;
    v_job public.jobs := private.move_on(
        p_job_id, p_lease_token, p_stage, p_output, p_effects, p_lease_seconds, p_run_on, p_next_token
    );
begin
    if v_job.status = 'completed' and v_job.slot is not null then
        v_next := private.fill_slot(v_job.slot, p_next_token, p_lease_seconds);
    elsif v_job.status = 'completed' then
        select * into v_next from public.jobs where status = 'processing' and lease_token = p_next_token;
    end if;
    return jsonb_build_object(
        'job', case when v_job.lease_token is not null then private.job_columns(v_job) end,
        'lease_token', v_job.lease_token,
        'next', case when v_next.lease_token is not null then private.claim_json(v_next) end
    );
end
$$;
comment on function public.complete_stage is 'Stores a stage''s output and effects and moves the job on, all in one transaction. p_run_on: the lease goes on to the next stage; else it is given up and the hint sent. p_next_token: after the last stage, the job whose turn it is in the freed slot is claimed under this token, which the caller makes, and answered as next; asking again gives the same claim.';
revoke all on function public.complete_stage from public, anon, authenticated;
grant execute on function public.complete_stage to service_role;

create function public.fail_stage(
    p_job_id uuid, p_lease_token uuid, p_error_code text, p_error_message text, p_retry_in numeric default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs := private.held_job(p_job_id, p_lease_token);
    v_slot smallint := v_job.slot;
begin
    if p_retry_in is null or v_job.retry_count >= v_job.max_retries then
        v_job := private.end_job(v_job, 'failed', p_error_code, p_error_message);
    else
        perform private.open_door('fail_stage');
        update public.jobs set
            status = 'scheduled', slot = null, lease_token = null, lease_expires_at = null,
            run_after = clock_timestamp() + make_interval(secs => p_retry_in::double precision),
            attempt = attempt + 1, retry_count = retry_count + 1,
            error_code = p_error_code, error_message = p_error_message
        where id = p_job_id
        returning * into v_job;
        perform private.open_door('');
    end if;
    perform private.fill_slot(v_slot);
    return private.job_json(v_job);
end
$$;
comment on function public.fail_stage is 'An attempt failed. p_retry_in: seconds until the next one, as long as retries are left; null: another would not help. The slot goes to the next job meanwhile.';
revoke all on function public.fail_stage from public, anon, authenticated;
grant execute on function public.fail_stage to service_role;

create function public.release_stage(p_job_id uuid, p_lease_token uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs := private.held_job(p_job_id, p_lease_token);
begin
    perform private.open_door('release_stage');
    update public.jobs set lease_token = null, lease_expires_at = null where id = p_job_id returning * into v_job;
    perform private.open_door('');
    return private.job_json(v_job);
end
$$;
comment on function public.release_stage is 'Hands a stage over at a step border: the lease is given up and the hint sent again; not a retry.';
revoke all on function public.release_stage from public, anon, authenticated;
grant execute on function public.release_stage to service_role;

-- ====================================================================================================
-- 20261121062200_sweep.sql

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

-- ====================================================================================================
-- 20261121062300_storage.sql

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

-- ====================================================================================================
-- 20261121062400_schedules.sql

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

-- ====================================================================================================
-- 20261121062500_zone_corrections.sql

-- Zone corrections: what a learner, or a better reader, put right in a zone.

create table public.zone_corrections (
    id uuid primary key default gen_random_uuid(),
    document_id uuid not null,
    zone_index int not null,
    user_id uuid references auth.users (id) on delete set null,
    type text not null,
    original text not null,
    corrected text not null,
    confidence_before real not null,
    confidence_after real not null,
    created_at timestamptz not null default now(),
    foreign key (document_id, zone_index) references public.zones (document_id, index) on delete cascade,
    constraint zone_corrections_change_something check (original <> corrected),
    constraint zone_corrections_are_sure_between_0_and_1
        check (confidence_before between 0 and 1 and confidence_after between 0 and 1)
);
comment on table public.zone_corrections is 'What was put right in a zone, and by whom.';
comment on column public.zone_corrections.id is 'The correction.';
comment on column public.zone_corrections.document_id is 'The document.';
comment on column public.zone_corrections.zone_index is 'The zone.';
comment on column public.zone_corrections.user_id is 'Who corrected it; null: a program, or somebody who left.';
comment on column public.zone_corrections.type is 'text, type, order or language.';
comment on column public.zone_corrections.original is 'What stood there.';
comment on column public.zone_corrections.corrected is 'What stands there now.';
comment on column public.zone_corrections.confidence_before is 'How sure the zone was.';
comment on column public.zone_corrections.confidence_after is 'How sure it is now.';
comment on column public.zone_corrections.created_at is 'When.';
create index idx_zone_corrections_zone on public.zone_corrections (document_id, zone_index);
create index idx_zone_corrections_user on public.zone_corrections (user_id) where user_id is not null;

alter table public.zone_corrections enable row level security;
revoke all on public.zone_corrections from public, anon, authenticated;
grant select on public.zone_corrections to authenticated;
grant select, insert, update, delete on public.zone_corrections to service_role;
create policy "learners read corrections of their own documents" on public.zone_corrections
    for select to authenticated
    using (document_id in (select id from public.documents where user_id = (select auth.uid())));

create table public.zone_confidence_history (
    id bigint generated always as identity primary key,
    document_id uuid not null,
    zone_index int not null,
    confidence_before real not null,
    confidence_after real not null,
    tool text not null default '',
    created_at timestamptz not null default now(),
    foreign key (document_id, zone_index) references public.zones (document_id, index) on delete cascade
);
comment on table public.zone_confidence_history is 'Each change of a zone''s confidence, written by a trigger.';
comment on column public.zone_confidence_history.id is 'Order of the changes.';
comment on column public.zone_confidence_history.document_id is 'The document.';
comment on column public.zone_confidence_history.zone_index is 'The zone.';
comment on column public.zone_confidence_history.confidence_before is 'How sure the zone was.';
comment on column public.zone_confidence_history.confidence_after is 'How sure it was from then on.';
comment on column public.zone_confidence_history.tool is 'The reader, or correction, that changed it.';
comment on column public.zone_confidence_history.created_at is 'When.';
create index idx_zone_confidence_history_zone on public.zone_confidence_history (document_id, zone_index);

alter table public.zone_confidence_history enable row level security;
revoke all on public.zone_confidence_history from public, anon, authenticated;
grant select on public.zone_confidence_history to authenticated;
grant select, insert, delete on public.zone_confidence_history to service_role;
create policy "learners read how sure their own documents were" on public.zone_confidence_history
    for select to authenticated
    using (document_id in (select id from public.documents where user_id = (select auth.uid())));

create function private.note_zone_confidence()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    insert into public.zone_confidence_history (document_id, zone_index, confidence_before, confidence_after, tool)
    values (new.document_id, new.index, old.confidence, new.confidence, new.tool);
    return null;
end
$$;
comment on function private.note_zone_confidence is 'Trigger: a zone''s confidence leaves a trace when it changes.';
revoke all on function private.note_zone_confidence from public, anon, authenticated;
create trigger zones_note_how_sure_they_were
    after update of confidence on public.zones
    for each row when (old.confidence is distinct from new.confidence)
    execute function private.note_zone_confidence();

insert into private.settings (key, value, note) values
    ('corrections_per_document', '1000', 'Corrections that a document may have; more would be writing a book, not mending one.');

create function public.correct_zone(p_document_id uuid, p_index int, p_text text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_user_id uuid := auth.uid();
    -- What the parsers leave out of a text, a correction cannot bring back.
    v_text text := normalize(regexp_replace(btrim(p_text), '[\x01-\x08\x0B-\x1F\x7F]', '', 'g'), nfc);
    v_zone public.zones;
    v_correction public.zone_corrections;
    v_read int;
begin
    perform private.own_document(p_document_id, v_user_id);
    if not exists (select from private.parsings where document_id = p_document_id) then
        perform private.refuse(409, 'conflict', 'The document has not been read yet; correct it when its job has ended.');
    end if;
    select * into v_zone from public.zones where document_id = p_document_id and index = p_index for update;
    if not found then
        perform private.refuse(404, 'not_found', format('The document has no zone %s.', p_index));
    end if;
    if v_text is null or v_text = v_zone.text then
        perform private.refuse(422, 'invalid_input', 'That is what the zone says already.');
    end if;
    -- Measured against what was read, or corrections could double a zone again and again.
    select length(original) into v_read from public.zone_corrections
    where document_id = p_document_id and zone_index = p_index order by created_at limit 1;
    if length(v_text) > greatest(10000, 2 * coalesce(v_read, length(v_zone.text))) then
        perform private.refuse(413, 'too_large', 'A correction may have 10,000 characters, or twice what was read.');
    end if;
    if (select count(*) from public.zone_corrections where document_id = p_document_id)
        >= (private.setting('corrections_per_document') #>> '{}')::int then
        perform private.refuse(409, 'conflict', 'The document has too many corrections; upload a better copy of it.');
    end if;
    insert into public.zone_corrections (
        document_id, zone_index, user_id, type, original, corrected, confidence_before, confidence_after
    ) values (p_document_id, p_index, v_user_id, 'text', v_zone.text, v_text, v_zone.confidence, 1)
    returning * into v_correction;
    update public.zones set
        text = v_text, confidence = 1, tool = 'learner',
        emphasis = array(select e from unnest(emphasis) as e where strpos(v_text, e) > 0)
    where document_id = p_document_id and index = p_index;
    return to_jsonb(v_correction);
end
$$;
comment on function public.correct_zone is 'Replaces the text of a zone of one''s own document by what really stands there, and keeps both; answers the correction. Runs as its owner, as learners may write no zones; the token alone says who asks.';
revoke all on function public.correct_zone from public, anon, authenticated;
grant execute on function public.correct_zone to authenticated;

-- ====================================================================================================
-- 20261121062510_parsings.sql

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

-- ====================================================================================================
-- 20261121062600_queue_batches.sql

-- Queue batches: many jobs sent at once.

create function public.submit_jobs(
    p_user_id uuid, p_kind text, p_stages text[], p_items jsonb, p_max_retries int default 3
)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
    v_jobs int := jsonb_array_length(p_items);
    v_round bigint := private.round_of(p_user_id);
    v_done text; -- an assignment, as it costs a tenth of a statement
    v_last bigint;
    v_ids uuid[];
begin
    if v_jobs = 0 then
        return '{}';
    end if;
    v_done := private.check_new_jobs(p_stages, p_max_retries, (
        select bool_and(jsonb_typeof(coalesce(item -> 'params', '{}')) = 'object') from jsonb_array_elements(p_items) as item
    ));
    v_last := private.take_turn(p_user_id, v_round, v_jobs);
    v_done := set_config('wordmill.door', 'submit_jobs', true);
    with sent as (
        insert into public.jobs (user_id, kind, stage, stages, document_id, wordlist_id, params, max_retries, vt)
        select
            p_user_id, p_kind, p_stages[1], p_stages, (i.item ->> 'document_id')::uuid, (i.item ->> 'wordlist_id')::uuid,
            coalesce(i.item -> 'params', '{}'), p_max_retries, v_last - (v_jobs - i.place) * v_round
        from jsonb_array_elements(p_items) with ordinality as i (item, place)
        order by i.place
        returning id, seq, vt
    ), counted as (
        insert into private.queue_changes (level, change) select vt / 1000, count(*) from sent group by 1
    )
    select array_agg(id order by seq) into v_ids from sent;
    v_done := set_config('wordmill.door', '', true);
    -- A batch has as many rounds as jobs, and to fold them costs as much as to count them: mostly the sweep does it.
    if random() < 0.05 then
        v_done := private.fold_queue_changes();
    end if;
    v_jobs := private.admit_jobs(v_jobs);
    return v_ids;
end
$$;
comment on function public.submit_jobs is 'Queues many jobs of one kind for a user, each a round after the one before; items: [{document_id, wordlist_id, params}]. Answers their ids in order.';
revoke all on function public.submit_jobs from public, anon, authenticated;
grant execute on function public.submit_jobs to service_role;

-- ====================================================================================================
-- 20261121065000_rate_limits.sql

-- Rate limits: how many calls a key has made in the present window and in the one before.

-- Unlogged: a crash empties it, which forgives a minute of calls and saves every call its write-ahead log.
create unlogged table private.rate_limit_windows (
    key text primary key,
    window_seconds int not null,
    started_at timestamptz not null,
    calls int not null default 0,
    calls_before int not null default 0,
    constraint rate_limit_windows_have_short_keys check (length(key) between 1 and 255),
    constraint rate_limit_windows_last check (window_seconds > 0),
    constraint rate_limit_windows_count_up check (calls >= 0 and calls_before >= 0)
) with (fillfactor = 70);
comment on table private.rate_limit_windows is 'One row per limit and caller: calls in the present window and in the one before it.';
comment on column private.rate_limit_windows.key is 'Name of the limit and who calls.';
comment on column private.rate_limit_windows.window_seconds is 'Length of the window the counts belong to.';
comment on column private.rate_limit_windows.started_at is 'When the present window began.';
comment on column private.rate_limit_windows.calls is 'Calls let in since then.';
comment on column private.rate_limit_windows.calls_before is 'Calls let in during the window before.';
alter table private.rate_limit_windows enable row level security;
revoke all on private.rate_limit_windows from public, anon, authenticated;
grant select, insert, update, delete on private.rate_limit_windows to service_role;

create function public.take_rate_limit(p_key text, p_limit int, p_window_seconds int, p_cost int default 1)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_row private.rate_limit_windows;
    v_now double precision;
    v_start double precision;
    v_old_start double precision;
    v_passed double precision;
    v_calls int := 0;
    v_before int := 0;
    v_used double precision;
    v_allowed boolean;
    v_wait double precision := 0;
begin
    if p_limit < 1 or p_window_seconds < 1 or p_cost < 1 or p_cost > p_limit then
        perform private.refuse(400, 'invalid_input', 'a limit, its window and a cost within the limit are all at least 1');
    end if;
    insert into private.rate_limit_windows (key, window_seconds, started_at)
    values (p_key, p_window_seconds, to_timestamp(0))
    on conflict (key) do nothing;
    select * into strict v_row from private.rate_limit_windows where key = p_key for update;
    -- The time is read under the lock: whoever waited for it must not count into a window that has ended.
    v_now := extract(epoch from clock_timestamp());
    v_start := floor(v_now / p_window_seconds) * p_window_seconds;
    v_passed := v_now - v_start;
    v_old_start := extract(epoch from v_row.started_at);
    if v_row.window_seconds = p_window_seconds and v_old_start = v_start then
        v_calls := v_row.calls;
        v_before := v_row.calls_before;
    elsif v_row.window_seconds = p_window_seconds and v_old_start = v_start - p_window_seconds then
        v_before := v_row.calls;
    end if;
    v_used := v_calls + v_before * (1 - v_passed / p_window_seconds);
    v_allowed := v_used + p_cost <= p_limit;
    if v_allowed then
        v_calls := v_calls + p_cost;
        v_used := v_used + p_cost;
    elsif v_calls + p_cost <= p_limit then
        -- Room comes within this window, as the one before it fades out.
        v_wait := p_window_seconds * (1 - (p_limit - p_cost - v_calls)::double precision / v_before) - v_passed;
    else
        -- Room comes within the next window, as this one fades out.
        v_wait := p_window_seconds - v_passed
            + p_window_seconds * (1 - (p_limit - p_cost)::double precision / v_calls);
    end if;
    update private.rate_limit_windows set
        window_seconds = p_window_seconds, started_at = to_timestamp(v_start), calls = v_calls, calls_before = v_before
    where key = p_key;
    return jsonb_build_object(
        'allowed', v_allowed,
        'remaining', greatest(floor(p_limit - v_used), 0)::int,
        'retry_after', round(greatest(v_wait, 0)::numeric, 3),
        'reset_after', round((p_window_seconds - v_passed)::numeric, 3)
    );
end
$$;
comment on function public.take_rate_limit is
    'Lets a call of a key in, or says when there will be room: calls of this window plus the share of the last one that is still within the window''s length.';
revoke all on function public.take_rate_limit from public, anon, authenticated;
grant execute on function public.take_rate_limit to service_role;

create function public.cleanup_rate_limits()
returns jsonb
language sql
set search_path = ''
as $$
    with gone as (
        delete from private.rate_limit_windows
        where started_at < now() - 2 * make_interval(secs => window_seconds) returning 1
    )
    select jsonb_build_object('rate_limit_windows', (select count(*) from gone));
$$;
comment on function public.cleanup_rate_limits is 'Forgets windows that no longer count; answers how many.';
revoke all on function public.cleanup_rate_limits from public, anon, authenticated;
grant execute on function public.cleanup_rate_limits to service_role;

-- ====================================================================================================
-- 20261121070000_llm_memory.sql

-- What language models have answered, and what is known of their endpoints.

insert into private.settings (key, value, note) values
    ('llm_answer_keep_days', '30', 'An answer of a model nobody asked for again for this long is forgotten.');

create table private.llm_answers (
    key text primary key,
    agent text not null,
    model text not null,
    answer jsonb not null,
    created_at timestamptz not null default now(),
    used_at timestamptz not null default now(),
    constraint llm_answers_go_by_a_hash check (key ~ '^[0-9a-f]{64}$')
);
comment on table private.llm_answers is 'Good answers of models, by the hash of their question: the same question, of whichever job, is asked and paid once. The question itself, with the words of the document, is not kept.';
comment on column private.llm_answers.key is 'Hash of the items, the instructions, the schema, the model and the languages.';
comment on column private.llm_answers.agent is 'Who asked.';
comment on column private.llm_answers.model is 'Who answered.';
comment on column private.llm_answers.answer is 'What was said, by number.';
comment on column private.llm_answers.created_at is 'When it was answered.';
comment on column private.llm_answers.used_at is 'The day it was last of use.';
create index idx_llm_answers_used on private.llm_answers (used_at);
alter table private.llm_answers enable row level security;
revoke all on private.llm_answers from public, anon, authenticated;
grant select, insert, update, delete on private.llm_answers to service_role;

create table private.llm_endpoints (
    name text primary key,
    failures int not null default 0,
    open_until timestamptz,
    capability jsonb,
    updated_at timestamptz not null default now(),
    constraint llm_endpoints_have_short_names check (length(name) between 1 and 64),
    constraint llm_endpoints_fail_upwards check (failures >= 0)
);
comment on table private.llm_endpoints is 'One row per endpoint and model: its breaker, and the dialect it was found to speak.';
comment on column private.llm_endpoints.name is 'Hash of address and model; neither stands here.';
comment on column private.llm_endpoints.failures is 'Failures in a row.';
comment on column private.llm_endpoints.open_until is 'Nobody asks before; null: the breaker is closed.';
comment on column private.llm_endpoints.capability is 'How to ask it for JSON, as the probe found out; null: not probed yet.';
comment on column private.llm_endpoints.updated_at is 'Last change.';
alter table private.llm_endpoints enable row level security;
revoke all on private.llm_endpoints from public, anon, authenticated;
grant select, insert, update, delete on private.llm_endpoints to service_role;

create trigger llm_endpoints_say_when_they_changed
    before update on private.llm_endpoints
    for each row execute function private.touch_updated_at();

create function public.llm_answer(p_key text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_row private.llm_answers;
begin
    select * into v_row from private.llm_answers where key = p_key;
    -- A day's precision is enough for forgetting, and spares a write for every read.
    if v_row.used_at < now() - interval '1 day' then
        update private.llm_answers set used_at = now() where key = p_key;
    end if;
    return v_row.answer;
end
$$;
comment on function public.llm_answer is 'What a model has answered to this question, or null.';
revoke all on function public.llm_answer from public, anon, authenticated;
grant execute on function public.llm_answer to service_role;

create function public.keep_llm_answer(p_key text, p_agent text, p_model text, p_answer jsonb)
returns void
language sql
set search_path = ''
as $$
    insert into private.llm_answers (key, agent, model, answer) values (p_key, p_agent, p_model, p_answer)
    on conflict (key) do nothing;
$$;
comment on function public.keep_llm_answer is 'Keeps an answer under the hash of its question; the first one stays.';
revoke all on function public.keep_llm_answer from public, anon, authenticated;
grant execute on function public.keep_llm_answer to service_role;

create function public.llm_endpoint_admit(p_name text, p_trial_seconds numeric)
returns numeric
language plpgsql
set search_path = ''
as $$
declare
    v_open_until timestamptz;
begin
    select open_until into v_open_until from private.llm_endpoints where name = p_name;
    if v_open_until is null then
        return 0;
    end if;
    -- The first caller after the pause gets the trial; the others go on waiting for what it finds.
    update private.llm_endpoints
    set open_until = clock_timestamp() + make_interval(secs => p_trial_seconds::double precision)
    where name = p_name and open_until <= clock_timestamp();
    if found then
        return 0;
    end if;
    select open_until into v_open_until from private.llm_endpoints where name = p_name;
    return greatest(extract(epoch from v_open_until - clock_timestamp()), 0)::numeric;
end
$$;
comment on function public.llm_endpoint_admit is 'Seconds to wait before asking the endpoint; 0: ask now. One caller gets the trial of a broken one.';
revoke all on function public.llm_endpoint_admit from public, anon, authenticated;
grant execute on function public.llm_endpoint_admit to service_role;

create function public.llm_endpoint_report(p_name text, p_ok boolean, p_failures int, p_pause_seconds numeric)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if p_ok then
        update private.llm_endpoints set failures = 0, open_until = null
        where name = p_name and (failures > 0 or open_until is not null);
        return;
    end if;
    insert into private.llm_endpoints as e (name, failures, open_until)
    values (
        p_name, 1,
        case when p_failures <= 1 then clock_timestamp() + make_interval(secs => p_pause_seconds::double precision) end
    )
    on conflict (name) do update set
        failures = e.failures + 1,
        open_until = case
            when e.failures + 1 >= p_failures
                then clock_timestamp() + make_interval(secs => p_pause_seconds::double precision)
            else e.open_until
        end;
end
$$;
comment on function public.llm_endpoint_report is 'An answer closes the breaker; so many failures in a row open it for the pause.';
revoke all on function public.llm_endpoint_report from public, anon, authenticated;
grant execute on function public.llm_endpoint_report to service_role;

create function public.llm_endpoint_capability(p_name text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select capability from private.llm_endpoints where name = p_name;
$$;
comment on function public.llm_endpoint_capability is 'How the endpoint is asked for JSON, or null where it was not probed.';
revoke all on function public.llm_endpoint_capability from public, anon, authenticated;
grant execute on function public.llm_endpoint_capability to service_role;

create function public.learn_llm_endpoint(p_name text, p_capability jsonb)
returns void
language sql
set search_path = ''
as $$
    insert into private.llm_endpoints (name, capability) values (p_name, p_capability)
    on conflict (name) do update set capability = excluded.capability;
$$;
comment on function public.learn_llm_endpoint is 'Keeps what the probe found out.';
revoke all on function public.learn_llm_endpoint from public, anon, authenticated;
grant execute on function public.learn_llm_endpoint to service_role;

create function public.cleanup_llm_answers()
returns jsonb
language sql
set search_path = ''
as $$
    with gone as (
        delete from private.llm_answers where key in (
            select key from private.llm_answers
            where used_at < now() - make_interval(days => (private.setting('llm_answer_keep_days') #>> '{}')::int)
            order by used_at limit (private.setting('prune_batch') #>> '{}')::int
        ) returning 1
    )
    select jsonb_build_object('llm_answers', (select count(*) from gone));
$$;
comment on function public.cleanup_llm_answers is 'Forgets a batch of answers that were of no use for long; answers how many.';
revoke all on function public.cleanup_llm_answers from public, anon, authenticated;
grant execute on function public.cleanup_llm_answers to service_role;

-- ====================================================================================================
-- 20261121070100_llm_costs.sql

-- What language models cost: a price nobody knows is null, and stays null in every sum it makes incomplete.
-- Way back: update public.llm_metrics set cost_usd = 0 where cost_usd is null
-- Way back: alter table public.llm_metrics drop column agent, drop column confidence, drop column total_tokens, alter column cost_usd set default 0, alter column cost_usd set not null
-- Way back: comment on column public.llm_metrics.cost_usd is 'Price by the table the job ran with.'

alter table public.llm_metrics
    add column agent text,
    add column confidence numeric(5, 4),
    add column total_tokens int generated always as (input_tokens + output_tokens) stored,
    alter column cost_usd drop not null,
    alter column cost_usd drop default,
    add constraint llm_metrics_are_sure_to_a_degree check (confidence between 0 and 1);
comment on column public.llm_metrics.agent is 'Who asked: cleaning, extracting, translating, or probe.';
comment on column public.llm_metrics.confidence is 'How sure the model said it was, on average over the answer.';
comment on column public.llm_metrics.total_tokens is 'Tokens sent and received.';
comment on column public.llm_metrics.cost_usd is 'By the dated list of prices; null: the price is unknown.';
create index idx_llm_metrics_created on public.llm_metrics (created_at desc);

create view public.llm_cost_per_day with (security_invoker = true) as
select
    (created_at at time zone 'utc')::date as day,
    provider,
    model,
    count(*) as calls,
    count(*) filter (where status = 'error') as failed,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price
from public.llm_metrics
group by 1, 2, 3;
comment on view public.llm_cost_per_day is 'Calls, tokens and dollars by UTC day and model; dollars leave out calls_without_price.';

create view public.llm_cost_per_agent with (security_invoker = true) as
select
    agent,
    model,
    count(*) as calls,
    count(*) filter (where status = 'error') as failed,
    count(*) filter (where status in ('invalid', 'truncated')) as not_usable,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    round(avg(confidence), 4) as confidence,
    percentile_cont(0.5) within group (order by latency_ms) as latency_ms_p50,
    percentile_cont(0.95) within group (order by latency_ms) as latency_ms_p95
from public.llm_metrics
group by 1, 2;
comment on view public.llm_cost_per_agent is 'What each agent asks, how often the answer was of no use, what it costs, how long it takes.';

create view public.llm_cost_per_job with (security_invoker = true) as
select
    job_id,
    user_id,
    count(*) as calls,
    count(*) filter (where status = 'error') as failed,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    min(created_at) as first_call_at,
    max(created_at) as last_call_at
from public.llm_metrics
where job_id is not null
group by 1, 2;
comment on view public.llm_cost_per_job is 'Calls, tokens and dollars of each job.';

create view public.llm_cost_per_user with (security_invoker = true) as
select
    user_id,
    count(distinct job_id) as jobs,
    count(*) as calls,
    sum(input_tokens) as input_tokens,
    sum(output_tokens) as output_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    max(created_at) as last_call_at
from public.llm_metrics
where user_id is not null
group by 1;
comment on view public.llm_cost_per_user is 'Calls, tokens and dollars of each user.';

create view public.llm_summary_24h with (security_invoker = true) as
select
    count(*) as calls,
    count(distinct job_id) as jobs,
    count(*) filter (where status = 'error') as failed,
    count(*) filter (where status in ('invalid', 'truncated')) as not_usable,
    coalesce(sum(total_tokens), 0) as total_tokens,
    sum(cost_usd) as cost_usd,
    count(*) filter (where cost_usd is null and status <> 'error') as calls_without_price,
    percentile_cont(0.5) within group (order by latency_ms) as latency_ms_p50,
    percentile_cont(0.95) within group (order by latency_ms) as latency_ms_p95,
    max(created_at) as last_call_at
from public.llm_metrics
where created_at > now() - interval '24 hours';
comment on view public.llm_summary_24h is 'The last 24 hours in one row.';

revoke all on public.llm_cost_per_day, public.llm_cost_per_agent, public.llm_cost_per_job, public.llm_cost_per_user,
    public.llm_summary_24h from public, anon, authenticated;
grant select on public.llm_cost_per_day, public.llm_cost_per_agent, public.llm_cost_per_job, public.llm_cost_per_user,
    public.llm_summary_24h to authenticated, service_role;

-- ====================================================================================================
-- 20261121070200_vocabulary.sql

-- Vocabulary: what a learner says of words. Their translation wins on every later document; what they know is left out.

create table public.vocabulary (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    source_lang text not null,
    target_lang text not null,
    lemma text not null,
    pos text not null default '',
    translation text,
    known boolean not null default false,
    updated_at timestamptz not null default now(),
    constraint vocabulary_says_one_thing_of_a_word unique (user_id, source_lang, target_lang, lemma, pos),
    constraint vocabulary_says_something check (known or translation is not null),
    constraint vocabulary_names_languages_by_two_letters
        check (source_lang ~ '^[a-z]{2}$' and target_lang ~ '^[a-z]{2}$'),
    constraint vocabulary_holds_words_not_books
        check (length(trim(lemma)) between 1 and 100 and length(pos) <= 10 and length(trim(translation)) between 1 and 200)
);
comment on table public.vocabulary is 'What a learner says of a word: how to translate it, or that they know it.';
comment on column public.vocabulary.id is 'The entry.';
comment on column public.vocabulary.user_id is 'Whose entry it is.';
comment on column public.vocabulary.source_lang is 'Language of the word (ISO 639-1).';
comment on column public.vocabulary.target_lang is 'Language of the translation (ISO 639-1).';
comment on column public.vocabulary.lemma is 'The word as wordlists give it in lemma.';
comment on column public.vocabulary.pos is 'Its part of speech as in wordlists; empty: any.';
comment on column public.vocabulary.translation is 'What the learner wants it translated by; null: as the engine has it.';
comment on column public.vocabulary.known is 'Whether later wordlists leave it out.';
comment on column public.vocabulary.updated_at is 'When it was last said.';
create trigger vocabulary_says_when_it_changed
    before update on public.vocabulary for each row execute function private.touch_updated_at();

alter table public.vocabulary enable row level security;
revoke all on public.vocabulary from public, anon, authenticated;
grant select, insert, update, delete on public.vocabulary to authenticated, service_role;
create policy "learners read their own vocabulary" on public.vocabulary
    for select to authenticated using (user_id = (select auth.uid()));
create policy "learners add to their own vocabulary" on public.vocabulary
    for insert to authenticated with check (user_id = (select auth.uid()));
create policy "learners change their own vocabulary" on public.vocabulary
    for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "learners delete from their own vocabulary" on public.vocabulary
    for delete to authenticated using (user_id = (select auth.uid()));

create function public.vocabulary_of(p_user_id uuid, p_source_lang text, p_target_lang text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_array(v.lemma, v.pos, v.translation, v.known) order by v.lemma, v.pos), '[]')
    from (
        select * from public.vocabulary
        where user_id = p_user_id and source_lang = p_source_lang and target_lang = p_target_lang
        order by updated_at desc, id
        limit 5000
    ) as v;
$$;
comment on function public.vocabulary_of is 'What a learner said of words of one direction, the newest 5,000: [lemma, pos, translation, known] each.';
revoke all on function public.vocabulary_of from public, anon, authenticated;
grant execute on function public.vocabulary_of to service_role;

create function public.correct_pair(p_wordlist_id uuid, p_lemma text, p_pos text, p_translation text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_list public.wordlists;
    v_pairs jsonb;
begin
    -- The row's owner alone may come in, since no policy holds for this function.
    select * into v_list from public.wordlists where id = p_wordlist_id and user_id = auth.uid() for update;
    if not found then
        perform private.refuse(404, 'not_found', 'There is no such wordlist.');
    end if;
    if length(trim(coalesce(p_translation, ''))) not between 1 and 200 then
        perform private.refuse(422, 'invalid_input', 'A translation has 1 to 200 characters.');
    end if;
    select jsonb_agg(
        case when pair ->> 'lemma' = p_lemma and pair ->> 'pos' = p_pos
            then pair || jsonb_build_object('translation', trim(p_translation), 'confidence', 1, 'source', 'learner')
            else pair end
        order by place
    ) into v_pairs from jsonb_array_elements(v_list.pairs) with ordinality as each (pair, place);
    if v_pairs is null or v_pairs @> v_list.pairs and v_list.pairs @> v_pairs then
        perform private.refuse(422, 'invalid_input', format('The list has no %s that this would change.', p_lemma));
    end if;
    update public.wordlists set pairs = v_pairs where id = p_wordlist_id;
    insert into public.vocabulary (user_id, source_lang, target_lang, lemma, pos, translation)
    values (v_list.user_id, v_list.source_lang, v_list.target_lang, p_lemma, p_pos, trim(p_translation))
    on conflict on constraint vocabulary_says_one_thing_of_a_word
        do update set translation = excluded.translation;
    -- Files of the list say otherwise now; whoever asks for one again gets it written anew.
    update public.exports set expires_at = now() where wordlist_id = p_wordlist_id and status = 'completed';
    return v_pairs;
end
$$;
comment on function public.correct_pair is 'The learner''s translation of a pair: in this list, and in every later one. Answers with the pairs of the list.';
revoke all on function public.correct_pair from public, anon, authenticated;
grant execute on function public.correct_pair to authenticated;

-- ====================================================================================================
-- 20261121080000_retention.sql

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
