CREATE TABLE gone (a TEXT); -- lite2pg: allow drop-table, drop-column it goes with release 3
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  a TEXT,
  b TEXT,
  c TEXT,
  d TEXT
);
CREATE TABLE u (a TEXT, b TEXT);
