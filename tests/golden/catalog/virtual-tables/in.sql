CREATE VIRTUAL TABLE docs USING fts5 (title, body UNINDEXED, tokenize = 'porter');
CREATE VIRTUAL TABLE places USING rtree (id, x0, x1, +name TEXT);
-- A dump makes shadow tables again.
CREATE TABLE IF NOT EXISTS 'docs_config' (k PRIMARY KEY, v) WITHOUT ROWID;
