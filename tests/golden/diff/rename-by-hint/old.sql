CREATE TABLE people (id INTEGER PRIMARY KEY, "Full Name" TEXT CHECK ("Full Name" <> ''), age INTEGER);
CREATE INDEX by_name ON people ("Full Name");
CREATE VIEW adults AS SELECT "Full Name" FROM people WHERE age > 17;
