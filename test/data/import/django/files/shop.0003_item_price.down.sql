BEGIN;
--
-- Add field price to item
--
ALTER TABLE "shop_item" DROP COLUMN "price" CASCADE;
COMMIT;
