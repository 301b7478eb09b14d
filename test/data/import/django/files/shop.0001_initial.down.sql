BEGIN;
--
-- Create model Item
--
DROP TABLE "shop_item" CASCADE;
COMMIT;
