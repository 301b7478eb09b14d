-- liquibase formatted sql

-- changeset Ada:1795287428700-1
CREATE TABLE "invoice" ("id" INTEGER NOT NULL, "note" TEXT DEFAULT 'a;b', "paid" BOOLEAN DEFAULT FALSE NOT NULL, CONSTRAINT "invoice_pkey" PRIMARY KEY ("id"));

-- changeset Ada:1795287428700-2
CREATE INDEX "invoice_note" ON "invoice"("note");

-- changeset Ada:1795287428700-3
CREATE VIEW "unpaid" AS SELECT invoice.id,
    invoice.note
   FROM invoice
  WHERE (NOT invoice.paid);

