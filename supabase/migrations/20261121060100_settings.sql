-- Numbers an operator may change without a deployment.

create table private.settings (
    key text primary key,
    value jsonb not null,
    note text not null,
    updated_at timestamptz not null default now(),
    constraint settings_keys_are_snake_case check (key ~ '^[a-z][a-z0-9_]*$')
);
comment on table private.settings is 'One row per number an operator may change; read at every use, so a change counts at once.';
comment on column private.settings.key is 'Name used by the SQL functions.';
comment on column private.settings.value is 'JSON number, object or null (null: no limit).';
comment on column private.settings.note is 'What the setting decides, in a sentence.';
comment on column private.settings.updated_at is 'Last change.';
alter table private.settings enable row level security;
revoke all on private.settings from public, anon, authenticated;
grant select, insert, update on private.settings to service_role;

create trigger settings_say_when_they_changed
    before update on private.settings
    for each row execute function private.touch_updated_at();

insert into private.settings (key, value, note) values
    ('job_cap', '5', 'Jobs in processing at the same time, over all users.'),
    ('user_job_caps', '{"basic": null, "pro": null, "enterprise": null}', 'Jobs of one user in processing at the same time, by plan; null: only job_cap counts.'),
    ('kind_job_caps', '{}', 'Jobs of one kind in processing at the same time, by kind; absent: only job_cap counts.'),
    ('plan_shares', '{"basic": 1, "pro": 2, "enterprise": 4}', 'Weight of a plan in the queue: with 2 a user''s turn comes twice as often as with 1.'),
    ('default_plan', '"basic"', 'Plan of a user nothing else is known of.'),
    ('hint_after_seconds', '4', 'A job in processing that nobody has claimed for this long gets its hint again.'),
    ('hint_timeout_ms', '2000', 'How long pg_net holds the line for a hint; the function works on after it hangs up.'),
    ('upload_burst', '20', 'Documents a user may announce before a cooldown starts.'),
    ('upload_window_seconds', '60', 'The announcements of this many seconds are counted together.'),
    ('upload_cooldown_seconds', '30', 'Length of a cooldown.'),
    ('upload_keep_hours', '24', 'Age at which an uploaded file is removed, unless a job still waits for it.'),
    ('export_keep_hours', '1', 'Age at which an export''s file is removed.'),
    ('export_max_attempts', '4', 'Attempts at an export, lost workers included.'),
    ('idempotency_keep_hours', '24', 'How long an answer is kept under its Idempotency-Key.'),
    ('idempotency_lock_seconds', '60', 'After this long an unanswered request counts as dead and its key is free again.'),
    ('receipt_keep_hours', '48', 'How long a webhook''s id is remembered.'),
    ('prune_batch', '5000', 'Rows of each table that are deleted at most in one go, once a minute, when they are past their time.');

create function private.setting(p_key text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select value from private.settings where key = p_key;
$$;
comment on function private.setting is 'The value of a setting as JSON.';
revoke all on function private.setting from public, anon, authenticated;
grant execute on function private.setting to service_role;

create function private.setting_seconds(p_key text)
returns interval
language sql
stable
set search_path = ''
as $$
    select make_interval(secs => (value #>> '{}')::double precision) from private.settings where key = p_key;
$$;
comment on function private.setting_seconds is 'A setting in seconds, as an interval.';
revoke all on function private.setting_seconds from public, anon, authenticated;
grant execute on function private.setting_seconds to service_role;

create function private.setting_hours(p_key text)
returns interval
language sql
stable
set search_path = ''
as $$
    select make_interval(secs => 3600 * (value #>> '{}')::double precision) from private.settings where key = p_key;
$$;
comment on function private.setting_hours is 'A setting in hours, as an interval.';
revoke all on function private.setting_hours from public, anon, authenticated;
grant execute on function private.setting_hours to service_role;

create function private.plan_of(p_user_id uuid)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return (select value #>> '{}' from private.settings where key = 'default_plan' and p_user_id is not null);
end
$$;
comment on function private.plan_of is 'The plan a user''s limits come from; memberships will answer here.';
revoke all on function private.plan_of from public, anon, authenticated;
grant execute on function private.plan_of to service_role;
