BEGIN;
--
-- Add field price to item
--
ALTER TABLE "shop_item" ADD COLUMN "price" integer DEFAULT 0 NOT NULL;
ALTER TABLE "shop_item" ALTER COLUMN "price" DROP DEFAULT;
COMMIT;
