-- +goose Up
ALTER TABLE post ADD author text; -- no way back
