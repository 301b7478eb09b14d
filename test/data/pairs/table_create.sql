-- a table with some of everything
-- @before
-- @after
CREATE TABLE customers (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	email text NOT NULL,
	name varchar(200) COLLATE "C" NOT NULL DEFAULT '',
	balance numeric(12, 2) NOT NULL DEFAULT 0 CHECK (balance >= 0),
	tags text[] NOT NULL DEFAULT '{}',
	settings jsonb,
	created_at timestamptz NOT NULL DEFAULT now(),
	born date,
	CONSTRAINT customers_email_key UNIQUE (email),
	CONSTRAINT born_before_created CHECK (born < created_at::date)
) WITH (fillfactor = 80);
CREATE INDEX ON customers (lower(email));
CREATE INDEX customers_tags_idx ON customers USING gin (tags);
COMMENT ON TABLE customers IS 'Who pays';
COMMENT ON COLUMN customers.email IS 'Where the invoices go';
