-- Everything that Wordmill's migrations ask of the extensions, to show that the stand-ins answer.
select cron.schedule('sweep', '*/15 * * * *', $$select net.http_post(url := 'http://127.0.0.1:1/')$$);
create function public.secret_of(wanted text) returns text language sql security definer set search_path = '' as $$
  select decrypted_secret from vault.decrypted_secrets where name = wanted
$$;
revoke all on function public.secret_of from public;
grant execute on function public.secret_of to service_role;
