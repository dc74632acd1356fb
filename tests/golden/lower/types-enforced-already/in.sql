CREATE TABLE s (id INTEGER PRIMARY KEY, b TEXT, x REAL) STRICT;
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  kind TEXT CHECK (kind IN ('a', 'b') AND length(kind) = 1),
  n INTEGER CHECK (typeof(n) = 'integer' OR n IS NULL),
  r REAL CHECK (typeof(r) IN ('integer', 'real')),
  twice INTEGER AS (n * 2) STORED
);
