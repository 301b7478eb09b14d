-- exclusion constraints come and change
-- @extension btree_gist
-- @before
CREATE EXTENSION btree_gist;
CREATE TABLE bookings (room integer, during tsrange, cancelled boolean, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
-- @after
CREATE EXTENSION btree_gist;
CREATE TABLE bookings (room integer, during tsrange, cancelled boolean, CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE shapes (c circle, EXCLUDE USING gist (c WITH &&) WITH (fillfactor = 70));
