CREATE TABLE a_table_with_a_name_that_is_rather_long (a_column_with_a_name_that_is_rather_long_too INTEGER PRIMARY KEY UNIQUE CHECK (a_column_with_a_name_that_is_rather_long_too > 0),
  ééééééééééééééééééééééééééééé INT UNIQUE);
