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
