insert into public.ungranted values (1);
