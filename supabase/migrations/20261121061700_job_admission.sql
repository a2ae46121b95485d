-- Admission: who enters processing next, and never more than the cap.

create function private.round_of(p_user_id uuid)
returns bigint
language sql
stable
set search_path = ''
as $$
    select greatest(round(1000 / coalesce((private.setting('plan_shares') ->> private.plan_of(p_user_id))::numeric, 1)), 1)::bigint;
$$;
comment on function private.round_of is 'How far apart a user''s turns are: 1,000, less for plans with a larger share.';
revoke all on function private.round_of from public, anon, authenticated;
grant execute on function private.round_of to service_role;

create function private.take_turn(p_user_id uuid, p_round bigint, p_jobs int default 1)
returns bigint
language sql
set search_path = ''
as $$
    -- A newcomer's turn is now; the next one comes a round after the last, however many were sent at once.
    insert into private.queue_users as q (user_id, last_vt)
    select p_user_id, c.last_value + (p_jobs - 1) * p_round from private.queue_clock as c
    on conflict (user_id) do update set
        last_vt = greatest(q.last_vt + p_round, (select c.last_value from private.queue_clock as c)) + (p_jobs - 1) * p_round
    returning last_vt;
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

create function private.next_job()
returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
    v_job public.jobs;
    v_user_caps jsonb;
    v_kind_caps jsonb;
    v_full_users uuid[] := '{}';
    v_full_kinds text[] := '{}';
    v_capped boolean;
begin
    select u.value, k.value into v_user_caps, v_kind_caps
    from private.settings as u, private.settings as k
    where u.key = 'user_job_caps' and k.key = 'kind_job_caps';
    v_capped := jsonb_strip_nulls(v_user_caps) <> '{}' or jsonb_strip_nulls(v_kind_caps) <> '{}';
    loop
        select * into v_job from public.jobs
        where status = 'queued' and user_id <> all (v_full_users) and kind <> all (v_full_kinds)
        order by vt, seq limit 1 for update skip locked;
        if not found then
            return null;
        end if;
        if not v_capped then
            return v_job;
        end if;
        case private.has_room(v_job, v_user_caps, v_kind_caps)
            when 'user' then v_full_users := v_full_users || v_job.user_id;
            when 'kind' then v_full_kinds := v_full_kinds || v_job.kind;
            else return v_job;
        end case;
    end loop;
end
$$;
comment on function private.next_job is 'Locks and answers the queued job whose turn it is, passing over users and kinds at their caps; null when there is none.';
revoke all on function private.next_job from public, anon, authenticated;
grant execute on function private.next_job to service_role;

create function private.admit_jobs(p_limit int, p_freed smallint default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
    v_door text; -- an assignment, as it costs a tenth of a statement
    v_job public.jobs;
    v_slot smallint;
    v_admitted int := 0;
begin
    while v_admitted < p_limit loop
        -- A slot freed in this transaction is ours until commit: nobody else can see that it is free.
        if v_admitted = 0 and p_freed is not null
            and exists (select from private.job_slots where slot = p_freed and is_open) then
            v_slot := p_freed;
        else
            v_slot := private.free_slot();
        end if;
        exit when v_slot is null;
        v_job := private.next_job();
        exit when v_job.id is null;
        v_door := set_config('wordmill.door', 'admit_jobs', true);
        update public.jobs set
            status = 'processing', slot = v_slot, started_at = coalesce(started_at, clock_timestamp()),
            stage_started_at = clock_timestamp()
        where id = v_job.id;
        v_door := set_config('wordmill.door', '', true);
        if v_job.vt > pg_sequence_last_value('private.queue_clock') then
            perform setval('private.queue_clock', v_job.vt);
        end if;
        v_admitted := v_admitted + 1;
    end loop;
    if v_admitted > 0 then
        perform private.move_head();
    end if;
    return v_admitted;
end
$$;
comment on function private.admit_jobs is 'Moves up to p_limit jobs from queued to processing, as far as there are slots; p_freed: the slot a job just gave up in this transaction.';
revoke all on function private.admit_jobs from public, anon, authenticated;
grant execute on function private.admit_jobs to service_role;
