CREATE TABLE sqlite_users (id);
CREATE TABLE sqliteusers (id);
-- What a dump holds is passed over.
CREATE TABLE sqlite_sequence (name, seq);
INSERT INTO sqlite_sequence VALUES ('t', 7);
