-- Deploy flipr:flips to pg
-- requires: appschema
-- requires: users
-- conflicts: fl-2.x

BEGIN;

CREATE TABLE flipr.flips (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL DEFAULT '' CHECK (length(body) <= 180));
COMMENT ON TABLE flipr.flips IS 'COMMIT; été';

COMMIT;
