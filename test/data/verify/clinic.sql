-- a clinic: enumerated types, and labels that are used later
-- @revision visits: ok
CREATE TYPE visit_state AS ENUM ('planned', 'done');
CREATE TABLE patient (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE visit (
	id integer PRIMARY KEY,
	patient integer NOT NULL REFERENCES patient,
	state visit_state NOT NULL DEFAULT 'planned'
);
-- @downgrade
DROP TABLE visit;
DROP TABLE patient;
DROP TYPE visit_state;
-- @revision cancelled: second upgrade fails
-- @finds cancelled
ALTER TYPE visit_state ADD VALUE 'cancelled';
-- @downgrade
UPDATE visit SET state = 'done' WHERE state = 'cancelled';
-- @revision default cancelled: ok
ALTER TABLE visit ALTER COLUMN state SET DEFAULT 'cancelled';
CREATE INDEX visit_cancelled ON visit (patient) WHERE state = 'cancelled';
-- @downgrade
DROP INDEX visit_cancelled;
ALTER TABLE visit ALTER COLUMN state SET DEFAULT 'planned';
-- @revision moved if not there: differs
-- @finds visit_state
ALTER TYPE visit_state ADD VALUE IF NOT EXISTS 'moved' BEFORE 'done';
-- @downgrade
SELECT 'labels stay';
-- @revision no show: ok
ALTER TYPE visit_state RENAME TO visit_state_old;
CREATE TYPE visit_state AS ENUM ('planned', 'moved', 'done', 'cancelled', 'no_show');
DROP INDEX visit_cancelled;
ALTER TABLE visit ALTER COLUMN state DROP DEFAULT,
	ALTER COLUMN state TYPE visit_state USING state::text::visit_state;
ALTER TABLE visit ALTER COLUMN state SET DEFAULT 'cancelled';
CREATE INDEX visit_cancelled ON visit (patient) WHERE state = 'cancelled';
DROP TYPE visit_state_old;
-- @downgrade
ALTER TYPE visit_state RENAME TO visit_state_new;
CREATE TYPE visit_state AS ENUM ('planned', 'moved', 'done', 'cancelled');
DROP INDEX visit_cancelled;
UPDATE visit SET state = 'cancelled' WHERE state = 'no_show';
ALTER TABLE visit ALTER COLUMN state DROP DEFAULT,
	ALTER COLUMN state TYPE visit_state USING state::text::visit_state;
ALTER TABLE visit ALTER COLUMN state SET DEFAULT 'cancelled';
CREATE INDEX visit_cancelled ON visit (patient) WHERE state = 'cancelled';
DROP TYPE visit_state_new;
-- @revision label renamed: ok
ALTER TYPE visit_state RENAME VALUE 'moved' TO 'postponed';
-- @downgrade
ALTER TYPE visit_state RENAME VALUE 'postponed' TO 'moved';
-- @revision notes: downgrade fails
-- @finds visit_note
CREATE TABLE visit_note (visit integer REFERENCES visit, text text);
CREATE TABLE note_tag (note text);
-- @downgrade
DROP TABLE visit_note;
DROP TABLE visit_note;
