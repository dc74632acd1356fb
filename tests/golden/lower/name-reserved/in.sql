CREATE TABLE t (ctid INT, xmin INT, oid INT, "" INT, "order" INT, user TEXT, offset INT);
CREATE TABLE pg_class (a INT);
CREATE TABLE pg_mine (a INT);
