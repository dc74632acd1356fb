CREATE TABLE people (id INTEGER PRIMARY KEY, nick TEXT CHECK (nick <> ''), age INTEGER);
ALTER TABLE people RENAME COLUMN nick TO name;
CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id), text TEXT);
CREATE INDEX notes_person ON notes (person) WHERE text <> '';
