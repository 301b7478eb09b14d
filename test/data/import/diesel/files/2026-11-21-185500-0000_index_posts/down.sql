-- This file should undo anything in `up.sql`
DROP INDEX CONCURRENTLY posts_title;
