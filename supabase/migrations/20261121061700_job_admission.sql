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
