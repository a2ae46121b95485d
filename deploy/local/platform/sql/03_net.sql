-- Stands in for pg_net 0.20: the same schema and signatures, the same weaknesses. Its worker is platform/net.py.
--
-- Surprise: faults can be ordered in net.local_faults, which only this stand-in has: what pg_net has been seen to do
-- by accident (lose, double, delay, reorder) a test can make it do on purpose, the same way for the same seed.

create schema net;

create domain net.http_method as text check (value is null or upper(value) in ('GET', 'POST', 'DELETE'));

create sequence net.http_request_queue_id_seq;

-- Unlogged, as pg_net's: whatever waits here is gone after a crash of the server.
create unlogged table net.http_request_queue (
  id bigint not null default nextval('net.http_request_queue_id_seq'),
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);
alter sequence net.http_request_queue_id_seq owned by net.http_request_queue.id;

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index on net._http_response (created);

create function net.local_wake() returns trigger language plpgsql as $$
begin
  notify wordmill_net;
  return null;
end
$$;
create trigger wake_worker after insert on net.http_request_queue
  for each statement execute function net.local_wake();

create function net._urlencode_string(string text) returns text language sql immutable strict parallel safe as $$
  select coalesce(string_agg(
    case
      when byte between 48 and 57 or byte between 65 and 90 or byte between 97 and 122 or byte in (45, 46, 95, 126)
        then chr(byte)
      else '%' || lpad(upper(to_hex(byte)), 2, '0')
    end, '' order by place), '')
  from (
    select place, get_byte(convert_to(string, 'UTF8'), place) as byte
    from generate_series(0, length(convert_to(string, 'UTF8')) - 1) as place
  ) as bytes
$$;

create function net._encode_url_with_params_array(url text, params_array text[]) returns text
language sql immutable parallel safe as $$
  select case
    when coalesce(cardinality(params_array), 0) = 0 then url
    when url like '%?%' then url || '&' || array_to_string(params_array, '&')
    else url || '?' || array_to_string(params_array, '&')
  end
$$;

create function net.http_get(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000
) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  request_id bigint;
  pairs text[];
begin
  select coalesce(array_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value)), '{}')
    into pairs from jsonb_each_text(params);
  insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
  values ('GET', net._encode_url_with_params_array(url, pairs), headers, timeout_milliseconds)
  returning id into request_id;
  return request_id;
end
$$;

create function net.http_delete(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000,
  body jsonb default null
) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  request_id bigint;
  pairs text[];
begin
  select coalesce(array_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value)), '{}')
    into pairs from jsonb_each_text(params);
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('DELETE', net._encode_url_with_params_array(url, pairs), headers,
          convert_to(body::text, 'UTF8'), timeout_milliseconds)
  returning id into request_id;
  return request_id;
end
$$;

create function net.http_post(
  url text,
  body jsonb default '{}'::jsonb,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb,
  timeout_milliseconds integer default 5000
) returns bigint language plpgsql volatile security definer set search_path = '' as $$
declare
  request_id bigint;
  pairs text[];
  content_type text;
begin
  if headers is null then
    headers := '{"Content-Type": "application/json"}'::jsonb;
  end if;
  select value into content_type from jsonb_each_text(headers) where lower(key) = 'content-type' limit 1;
  if content_type is null then
    headers := headers || '{"Content-Type": "application/json"}'::jsonb;
  elsif content_type not like 'application/json%' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  select coalesce(array_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value)), '{}')
    into pairs from jsonb_each_text(params);
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('POST', net._encode_url_with_params_array(url, pairs), headers,
          convert_to(body::text, 'UTF8'), timeout_milliseconds)
  returning id into request_id;
  return request_id;
end
$$;

create function net.check_worker_is_up() returns void language plpgsql as $$
begin
  if not exists (select from pg_stat_activity where application_name = 'wordmill net worker') then
    raise exception using message = 'the pg_net background worker is not up';
  end if;
end
$$;

-- One row: what to do wrong. Shares are of all calls, 0 to 1. The default does nothing wrong and never pauses.
create table net.local_faults (
  only_row boolean primary key default true check (only_row),
  lost double precision not null default 0 check (lost between 0 and 1),
  doubled double precision not null default 0 check (doubled between 0 and 1),
  doubled_times integer not null default 2 check (doubled_times between 2 and 200),
  delayed double precision not null default 0 check (delayed between 0 and 1),
  delay_ms integer not null default 0 check (delay_ms between 0 and 600000),
  reorder boolean not null default false,
  pause_ms integer not null default 0 check (pause_ms between 0 and 10000),
  wait_for_batch boolean not null default true,
  seed bigint not null default 0
);
insert into net.local_faults default values;
comment on table net.local_faults is 'Faults to commit on purpose; local stack only.';
comment on column net.local_faults.pause_ms is 'How long the worker pauses between batches: pg_net makes about 1000.';
comment on column net.local_faults.wait_for_batch is
  'As pg_net: a slow call holds back the calls queued after it. False lets every batch run on its own.';

grant usage on schema net to postgres, anon, authenticated, service_role;
revoke all on net.local_faults from public;
