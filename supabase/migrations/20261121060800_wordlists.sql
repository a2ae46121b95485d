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
