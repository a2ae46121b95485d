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
