-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY post_title ON post (title);
CREATE INDEX CONCURRENTLY post_body ON post (body);
-- +goose Down
DROP INDEX CONCURRENTLY post_body;
DROP INDEX CONCURRENTLY post_title;
