-- a table becomes a partition, and no longer is one
-- migrate:up
ALTER TABLE event ATTACH PARTITION event_3 FOR VALUES FROM ('2026-03-01') TO ('2026-04-01');
-- migrate:down
ALTER TABLE event DETACH PARTITION event_3;
