CREATE TABLE s (a INT, b TEXT) STRICT;
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  kind TEXT CHECK (kind IN ('a', 'b')),
  n INTEGER CHECK (typeof(n) IN ('integer', 'text')),
  x BLOB CHECK (x IS NULL OR 'blob' = typeof(x)),
  note TEXT
);
