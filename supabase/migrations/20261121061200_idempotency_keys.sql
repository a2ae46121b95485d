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
