-- Declared types as pragmas show them, with the affinity that SQLite gives each.
CREATE TABLE t (
	a INTEGER PRIMARY KEY,
	b UNSIGNED BIG INT NOT NULL,
	c VARCHAR(10) COLLATE NOCASE DEFAULT 'x',
	d FLOATING POINT,
	e DOUBLE PRECISION,
	f,
	g BLOB DEFAULT (zeroblob(2)),
	h DATETIME DEFAULT CURRENT_TIMESTAMP,
	i CHARINT,
	j AS (b + 1) STORED,
	CONSTRAINT one CHECK (b > 0)
);
