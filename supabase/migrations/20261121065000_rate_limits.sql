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
