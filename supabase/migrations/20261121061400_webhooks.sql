-- Webhooks: signed hints to the functions. The row is the truth; a hint may be lost, doubled or late.

create function private.hmac_sha256(p_message bytea, p_key bytea)
returns bytea
language plpgsql
immutable strict
set search_path = ''
as $$
declare
    -- sha256() is built in, HMAC is not: RFC 2104 over blocks of 64 bytes.
    v_key bytea := case when length(p_key) > 64 then sha256(p_key) else p_key end;
    v_inner bytea := decode(repeat('36', 64), 'hex');
    v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
    for i in 0 .. length(v_key) - 1 loop
        v_inner := set_byte(v_inner, i, get_byte(v_key, i) # 54);
        v_outer := set_byte(v_outer, i, get_byte(v_key, i) # 92);
    end loop;
    return sha256(v_outer || sha256(v_inner || p_message));
end
$$;
comment on function private.hmac_sha256 is 'HMAC-SHA256 (RFC 2104) without an extension.';
revoke all on function private.hmac_sha256 from public, anon, authenticated;
grant execute on function private.hmac_sha256 to service_role;

create function private.webhook_signature(p_id text, p_timestamp bigint, p_body text, p_secrets text)
returns text
language sql
immutable strict
set search_path = ''
as $$
    -- While a secret is being rotated both sign: "whsec_new,whsec_old" gives "v1,... v1,...".
    select string_agg(
        'v1,' || encode(
            private.hmac_sha256(
                convert_to(p_id || '.' || p_timestamp || '.' || p_body, 'UTF8'),
                decode(regexp_replace(btrim(s.secret), '^whsec_', ''), 'base64')
            ), 'base64'
        ), ' ' order by s.place
    )
    from unnest(string_to_array(p_secrets, ',')) with ordinality as s (secret, place)
    where btrim(s.secret) <> '';
$$;
comment on function private.webhook_signature is 'Header webhook-signature of Standard Webhooks, one signature for each secret of a comma separated list.';
revoke all on function private.webhook_signature from public, anon, authenticated;
grant execute on function private.webhook_signature to service_role;

create function private.vault_secret(p_name text)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    if to_regclass('vault.decrypted_secrets') is null then
        return null;
    end if;
    return (select nullif(decrypted_secret, '') from vault.decrypted_secrets where name = p_name);
end
$$;
comment on function private.vault_secret is 'A secret of the vault, or null. Runs as its owner: nobody else may read the vault.';
revoke all on function private.vault_secret from public, anon, authenticated, service_role;

create function private.function_url(p_function text)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    v_urls text := private.vault_secret('wordmill_functions_url');
begin
    -- One base for all, or a JSON object where a cloud gives each function an address of its own.
    if v_urls like '{%' then
        return v_urls::jsonb ->> p_function;
    end if;
    return rtrim(v_urls, '/') || '/' || p_function;
end
$$;
comment on function private.function_url is 'Where a function is: the base in the vault and its name, or its entry in the JSON object there; null when the vault does not say.';
revoke all on function private.function_url from public, anon, authenticated;
grant execute on function private.function_url to service_role;

create function private.send_hint(p_function text, p_payload jsonb)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_url text;
    v_secrets text;
    v_id text;
    v_timestamp bigint;
begin
    -- Not among the declarations: what they raise is not caught below.
    v_url := private.function_url(p_function);
    if v_url is null or to_regnamespace('net') is null then
        return false;
    end if;
    v_secrets := private.vault_secret('wordmill_webhook_secret');
    if v_secrets is null then
        return false;
    end if;
    v_id := 'msg_' || gen_random_uuid();
    v_timestamp := extract(epoch from clock_timestamp())::bigint;
    perform net.http_post(
        url := v_url,
        body := p_payload,
        params := '{}'::jsonb,
        headers := jsonb_build_object(
            'content-type', 'application/json',
            'webhook-id', v_id,
            'webhook-timestamp', v_timestamp::text,
            -- pg_net sends the text of the jsonb, so that is what gets signed.
            'webhook-signature', private.webhook_signature(v_id, v_timestamp, p_payload::text, v_secrets)
        ),
        timeout_milliseconds := coalesce((private.setting('hint_timeout_ms') #>> '{}')::int, 2000)
    );
    return true;
exception when others then
    -- A hint that cannot be sent must not undo the work it tells of; the sweep finds the row.
    raise warning 'no hint to %: %', p_function, sqlerrm;
    return false;
end
$$;
comment on function private.send_hint is 'Posts a signed webhook to a function. Without URL or secret in the vault it does nothing: the sweep finds the row.';
revoke all on function private.send_hint from public, anon, authenticated;
grant execute on function private.send_hint to service_role;
