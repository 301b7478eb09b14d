-- Deploy flipr:fl-2.x to pg
-- requires: flips@v1.0.0
-- requires: insert_user

BEGIN;

ALTER TABLE flipr.flips ADD nickname TEXT REFERENCES flipr.users;

COMMIT;
