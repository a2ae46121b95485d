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
