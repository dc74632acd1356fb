-- SQLite looks at a view when it is read: what can't be read there is left out.
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW sound AS SELECT id, a FROM t;
CREATE VIEW no_table AS SELECT a FROM gone;
CREATE VIEW no_column AS SELECT b FROM t;
CREATE VIEW over_broken AS SELECT a FROM no_table;
CREATE VIEW itself AS SELECT a FROM itself;
CREATE TEMP VIEW passing AS SELECT a FROM t;
CREATE TEMP TABLE scratch (a);
CREATE TEMP VIEW over_scratch AS SELECT a FROM scratch;
