-- Your SQL goes here
CREATE INDEX CONCURRENTLY posts_title ON posts (title);
