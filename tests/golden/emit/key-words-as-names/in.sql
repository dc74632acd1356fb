CREATE TABLE "select" ("user" INTEGER PRIMARY KEY, "left" TEXT DEFAULT 'x', "values" TEXT, "timestamp" TEXT,
  "Upper" TEXT, "with ""quotes""" TEXT, CHECK ("left" <> "values" AND "timestamp" > ''));
CREATE INDEX "order" ON "select" ("left", "values");
