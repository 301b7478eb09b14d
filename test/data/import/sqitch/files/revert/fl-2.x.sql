-- Revert flipr:fl-2.x from pg

BEGIN;

ALTER TABLE flipr.flips DROP nickname;

COMMIT;
