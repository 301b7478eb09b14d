-- two views that select from each other
-- @before
CREATE VIEW a AS SELECT 1 AS x;
-- @after
CREATE VIEW a AS SELECT 1 AS x;
CREATE VIEW b AS SELECT x FROM a;
CREATE OR REPLACE VIEW a AS SELECT x FROM b;
