-- Ada and Ben in plain SQL, for any database that has the migrations:
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/tests/ada_and_ben.sql
-- Leaves nothing behind: all of it is rolled back.

begin;

insert into auth.users (id, email) values
    ('00000000-0000-4000-8000-00000000ada0', 'ada@example.com'),
    ('00000000-0000-4000-8000-00000000be40', 'ben@example.com');

-- Both upload a document; the functions do that with the secret key.
set local role service_role;
do $$
declare
    v_user uuid;
    v_document jsonb;
    v_made jsonb;
begin
    foreach v_user in array array[
        '00000000-0000-4000-8000-00000000ada0', '00000000-0000-4000-8000-00000000be40'
    ]::uuid[] loop
        v_document := public.create_document(v_user, 'mill.pdf', 'application/pdf', 1000, 'pdf');
        v_made := public.complete_upload(
            (v_document ->> 'id')::uuid, v_user, 1000, repeat('a', 64), 'wordlist', array['parsing', 'publishing']
        );
        assert v_made #>> '{document,status}' = 'uploaded', 'the document is uploaded';
        assert v_made #>> '{job,status}' in ('queued', 'processing'), 'its job waits or runs';
    end loop;
end
$$;

-- The secret key changes no job past the doors.
do $$
begin
    update public.jobs set status = 'completed', progress = 100;
    assert false, 'a direct update must be refused';
exception when sqlstate 'PT409' then
    null;
end
$$;
reset role;

-- Ada sees what is hers.
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-00000000ada0", "role": "authenticated"}', true);
select set_config('request.jwt.claim.sub', '00000000-0000-4000-8000-00000000ada0', true);
set local role authenticated;
do $$
begin
    assert (select count(*) from public.documents) = 1, 'one document of hers';
    assert (select count(*) from public.jobs) = 1, 'one job of hers';
    assert (select bool_and(user_id = '00000000-0000-4000-8000-00000000ada0') from public.jobs), 'and none of Ben''s';
    assert (select count(*) from public.job_events) >= 1, 'she reads what happened to it';
    begin
        update public.documents set filename = 'x';
        assert false, 'she changes no row directly';
    exception when insufficient_privilege then
        null;
    end;
    begin
        perform public.cancel_job((select id from public.jobs), '00000000-0000-4000-8000-00000000ada0');
        assert false, 'the doors are closed to her';
    exception when insufficient_privilege then
        null;
    end;
    begin
        perform from private.settings;
        assert false, 'private tables are closed to her';
    exception when insufficient_privilege then
        null;
    end;
end
$$;
-- She deletes her document: its job is cancelled, Ben's is not.
delete from public.documents;
reset role;
do $$
begin
    assert (
        select status = 'cancelled' and error_code = 'document_deleted' from public.jobs
        where user_id = '00000000-0000-4000-8000-00000000ada0'
    ), 'her job is cancelled';
    assert (
        select status <> 'cancelled' from public.jobs where user_id = '00000000-0000-4000-8000-00000000be40'
    ), 'Ben''s goes on';
    assert (select count(*) from private.stray_files where storage_path like '00000000-0000-4000-8000-00000000ada0/%') = 1,
        'her file is left to cleanup';
end
$$;

rollback;
