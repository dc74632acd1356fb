CREATE TABLE p (id INTEGER PRIMARY KEY, k TEXT, x INT, y INT, UNIQUE (x, y));
CREATE UNIQUE INDEX p_k ON p (k) WHERE k <> '';
CREATE TABLE c (
  a INT REFERENCES nowhere (id),
  b TEXT REFERENCES p (k),
  d INT REFERENCES p (x),
  e INT REFERENCES p (missing),
  f INT REFERENCES p (rowid)
);
