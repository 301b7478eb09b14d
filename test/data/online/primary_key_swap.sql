-- another primary key
-- migrate:up
ALTER TABLE purchase DROP CONSTRAINT purchase_pkey, ADD CONSTRAINT purchase_pkey PRIMARY KEY (customer, id);
-- migrate:down
ALTER TABLE purchase DROP CONSTRAINT purchase_pkey, ADD CONSTRAINT purchase_pkey PRIMARY KEY (id);
