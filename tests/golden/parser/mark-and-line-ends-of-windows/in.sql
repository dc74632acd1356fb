CREATE TABLE t (
  a INT, -- one
  b
);
SELEC 1;
