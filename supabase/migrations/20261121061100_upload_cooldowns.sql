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
