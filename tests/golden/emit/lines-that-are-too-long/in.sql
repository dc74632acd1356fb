CREATE TABLE a_table_with_a_long_name (id INTEGER PRIMARY KEY);
CREATE TABLE t (
  short TEXT CHECK (short <> ''),
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'done', 'failed', 'cancelled')),
  a_column_with_a_long_name INTEGER NOT NULL UNIQUE REFERENCES a_table_with_a_long_name ON DELETE CASCADE ON UPDATE CASCADE -- long
);
