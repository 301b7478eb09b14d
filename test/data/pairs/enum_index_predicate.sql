-- an enum in the predicate of an index, of which a value goes
-- @before
CREATE TYPE state AS ENUM ('queued', 'running', 'failed', 'done');
CREATE TABLE jobs (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'queued', at timestamptz);
CREATE INDEX jobs_queue ON jobs (at) WHERE s IN ('queued', 'running');
CREATE UNIQUE INDEX jobs_one_running ON jobs ((s = 'running')) WHERE s = 'running';
-- @after
CREATE TYPE state AS ENUM ('queued', 'running', 'done');
CREATE TABLE jobs (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'queued', at timestamptz);
CREATE INDEX jobs_queue ON jobs (at) WHERE s IN ('queued', 'running');
CREATE UNIQUE INDEX jobs_one_running ON jobs ((s = 'running')) WHERE s = 'running';
