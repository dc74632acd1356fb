/* lite2pg: allow drop-column d moved to u
 */
-- and another comment
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  a TEXT NOT NULL, -- lite2pg: allow data, incompatible nobody wrote NULL
  -- lite2pg: allow new-not-null nor here

  b TEXT
    NOT NULL, /*lite2pg: allow new-required all code knows it*/
  c TEXT NOT NULL -- lite2pg: allow new-check  this is no CHECK
);
-- a string is no comment, and not every comment is for lite2pg
CREATE TABLE u (a TEXT, b TEXT DEFAULT ' -- lite2pg: allow' NOT NULL); -- lite2pg: maps to text
