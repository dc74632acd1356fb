-- Schema and application part ways only where a collation was written.
CREATE TABLE t (
  a TEXT COLLATE NOCASE,
  b TEXT COLLATE RTRIM,
  c TEXT COLLATE BINARY,
  d INTEGER COLLATE NOCASE,
  e TEXT
);
