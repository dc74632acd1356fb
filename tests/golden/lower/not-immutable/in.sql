CREATE TABLE t (a TEXT);
CREATE INDEX i ON t (length(a));
CREATE INDEX j ON t (json_array(a));
