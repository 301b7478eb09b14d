-- Verify flipr:fl-2.x on pg

BEGIN;

-- XXX Add verifications here.

ROLLBACK;
