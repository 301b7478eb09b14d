-- an index on a function that is deparsed by a syntax of its own
-- @before
CREATE TABLE events (id integer, created_at timestamp);
-- @after
CREATE TABLE events (id integer, created_at timestamp);
CREATE INDEX events_utc ON events ((created_at AT TIME ZONE 'UTC'));
CREATE INDEX events_day ON events ((EXTRACT(day FROM created_at)));
