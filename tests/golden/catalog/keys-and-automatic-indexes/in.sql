-- One automatic index serves two constraints on the same columns; the primary key keeps it.
CREATE TABLE t (a, b UNIQUE, c, UNIQUE (a), PRIMARY KEY (a), UNIQUE (c COLLATE NOCASE), UNIQUE (c));
-- The rowid has no index, and PRIMARY KEY DESC is none.
CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE v (id INTEGER PRIMARY KEY DESC);
CREATE TABLE w (id INTEGER PRIMARY KEY, x UNIQUE) WITHOUT ROWID;
CREATE UNIQUE INDEX i ON u (id DESC) WHERE id > 7;
CREATE INDEX j ON v (lower(id), id COLLATE RTRIM);
