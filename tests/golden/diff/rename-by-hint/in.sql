CREATE TABLE users (id INTEGER PRIMARY KEY, login TEXT CHECK (login <> ''), age INTEGER);
CREATE INDEX by_name ON users (login);
CREATE VIEW adults AS SELECT login AS "Full Name" FROM users WHERE age > 17;
