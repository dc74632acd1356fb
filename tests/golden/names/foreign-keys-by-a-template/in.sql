CREATE TABLE users (id INTEGER PRIMARY KEY, a INT, b INT, UNIQUE (a, b));
CREATE TABLE posts (
    user_id INTEGER REFERENCES users (id),
    a INT,
    b INT,
    named INTEGER CONSTRAINT its_own REFERENCES users (id),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    FOREIGN KEY (a, b) REFERENCES users (a, b)
);
CREATE TABLE a_table_with_a_name_of_some_length (a_column_with_a_name_of_some_length INTEGER REFERENCES users (id));
