-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION histories_partition_creation( DATE, DATE )
returns void AS $$
DECLARE
  create_query text;
BEGIN
  FOR create_query IN SELECT 'CREATE TABLE IF NOT EXISTS history_'
      || TO_CHAR( d, 'YYYY_MM' )
      || ' (CHECK (true));'
    FROM generate_series( $1, $2, '1 month' ) AS d
  LOOP
    EXECUTE create_query;
  END LOOP;  -- LOOP END
END;         -- FUNCTION END
$$
language plpgsql
-- +goose StatementEnd

-- +goose StatementBegin
SELECT 'up SQL query';
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP FUNCTION histories_partition_creation(DATE, DATE);
-- +goose StatementEnd
