-- The children's foreign keys name `t` all along.
CREATE TABLE t (id INTEGER PRIMARY KEY, a);
CREATE TABLE child (t_id REFERENCES t (id));
CREATE INDEX t_a ON t (a);
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);
INSERT INTO new_t SELECT id, a FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE INDEX t_a ON t (a);
COMMIT;
