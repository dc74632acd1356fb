-- Above, one line.
--no blank
---- a rule ----
/* A block,
 * with stars,

   and without */
CREATE TABLE a ( -- behind the parenthesis
  -- above the column
  id INTEGER PRIMARY KEY, /* a block behind */
  b TEXT, /* two
  lines behind */
  c TEXT -- \! echo; DROP TABLE a; */ '
  /* in the end */
);

/**/
CREATE INDEX a_b ON a (b); -- behind an index
