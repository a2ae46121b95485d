-- Webhook receipts: which calls were taken already.

create table private.webhook_receipts (
    webhook_id text primary key,
    received_at timestamptz not null default now(),
    constraint webhook_receipts_have_short_ids check (length(webhook_id) between 1 and 255)
);
comment on table private.webhook_receipts is 'Ids of webhooks that were acted upon: a replay verifies, a doubled call too; the receipt stops both.';
comment on column private.webhook_receipts.webhook_id is 'The header webhook-id.';
comment on column private.webhook_receipts.received_at is 'When it came first.';
create index idx_webhook_receipts_received on private.webhook_receipts (received_at);
alter table private.webhook_receipts enable row level security;
revoke all on private.webhook_receipts from public, anon, authenticated;
grant select, insert, delete on private.webhook_receipts to service_role;

create function public.take_receipt(p_webhook_id text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    insert into private.webhook_receipts (webhook_id) values (p_webhook_id) on conflict do nothing;
    return found;
end
$$;
comment on function public.take_receipt is 'True the first time a webhook''s id is seen.';
revoke all on function public.take_receipt from public, anon, authenticated;
grant execute on function public.take_receipt to service_role;

create function public.cleanup_expired_requests()
returns jsonb
language sql
set search_path = ''
as $$
    with keys as (
        delete from private.idempotency_keys where (user_id, key) in (
            select user_id, key from private.idempotency_keys
            where expires_at <= now()
            order by expires_at limit (private.setting('prune_batch') #>> '{}')::int
        ) returning 1
    ), receipts as (
        delete from private.webhook_receipts where webhook_id in (
            select webhook_id from private.webhook_receipts
            where received_at <= now() - private.setting_hours('receipt_keep_hours')
            order by received_at limit (private.setting('prune_batch') #>> '{}')::int
        ) returning 1
    )
    select jsonb_build_object(
        'idempotency_keys', (select count(*) from keys),
        'webhook_receipts', (select count(*) from receipts)
    );
$$;
comment on function public.cleanup_expired_requests is 'Forgets a batch of answered requests and receipts that are old enough; answers how many.';
revoke all on function public.cleanup_expired_requests from public, anon, authenticated;
grant execute on function public.cleanup_expired_requests to service_role;
