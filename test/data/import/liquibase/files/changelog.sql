--liquibase formatted sql

--changeset nvoxland:1
--comment: create test1
create table test1 (
    id int primary key,
    name varchar(255)
);
--rollback drop table test1;

--changeset nvoxland:2 splitStatements:false runOnChange:true
create or replace function f() returns integer language plpgsql as $$
begin
  return 1; -- rollback is a word here
end $$;
--rollback drop function f();

--changeset nvoxland:3 context:test labels:"a, b"
insert into test1 (id, name) values (1, 'name 1');
insert into test1 (id, name) values (2, 'name 2');
/* liquibase rollback
delete from test1 where id = 1;
delete from test1 where id = 2;
*/

--changeset "Ada Lovelace":"only here" dbms:oracle
create table nowhere (x number);

-- changeset Ada:index-1 runInTransaction:false
CREATE INDEX CONCURRENTLY test1_name ON test1 (name);
-- rollback DROP INDEX CONCURRENTLY test1_name;

--changeset Ada:go endDelimiter:GO
CREATE TABLE test2 (id integer)
GO
CREATE TABLE test3 (id integer)
GO
--rollback not required

--changeset Ada:last
ALTER TABLE test1 ADD COLUMN c text
