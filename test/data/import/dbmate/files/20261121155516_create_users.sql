-- migrate:up
create table users (
  id integer primary key,
  name varchar(255) default '-- migrate:down'
);

create function shout(t text) returns text language plpgsql as $$
begin
  -- a comment; with a semicolon
  return upper(t) || '; été';
end $$;

-- migrate:down
drop function shout(text);
drop table users;
