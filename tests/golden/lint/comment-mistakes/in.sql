CREATE TABLE t (
  a TEXT NOT NULL, -- lite2pg: allow new-not-null
  b TEXT, /* lite2pg: allow new-notnull it is full */
  c TEXT, -- lite2pg: allow
  d TEXT, -- lite2pg: allow drop-column, frobnicate, x
  e TEXT -- lite2pg: allow lock the table is small
);
