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
