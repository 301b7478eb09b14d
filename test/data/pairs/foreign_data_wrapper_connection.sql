-- a foreign data wrapper gets a function for subscriptions, and loses it
-- @since 19
-- @superuser
-- @extension postgres_fdw
-- @preload CREATE EXTENSION postgres_fdw
-- @before
CREATE FOREIGN DATA WRAPPER plain HANDLER public.postgres_fdw_handler VALIDATOR public.postgres_fdw_validator;
CREATE FOREIGN DATA WRAPPER connected HANDLER public.postgres_fdw_handler VALIDATOR public.postgres_fdw_validator CONNECTION public.postgres_fdw_connection;
-- @after
CREATE FOREIGN DATA WRAPPER plain HANDLER public.postgres_fdw_handler VALIDATOR public.postgres_fdw_validator CONNECTION public.postgres_fdw_connection;
CREATE FOREIGN DATA WRAPPER connected HANDLER public.postgres_fdw_handler VALIDATOR public.postgres_fdw_validator;
CREATE FOREIGN DATA WRAPPER new CONNECTION public.postgres_fdw_connection;
