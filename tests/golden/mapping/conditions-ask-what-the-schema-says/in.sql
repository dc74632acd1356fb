CREATE TABLE special (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE a (
	id INTEGER PRIMARY KEY,
	flag INTEGER CHECK (flag IN (0, 1)),
	other INTEGER CHECK (flag IN (0, 1)),
	kind INTEGER CHECK (kind > 0 AND kind IN (1, 2, 3)),
	yes INTEGER DEFAULT TRUE,
	half INTEGER DEFAULT -0.5,
	share INTEGER, -- in percent
	name TEXT COLLATE NOCASE,
	data TEXT CHECK (json_valid(data)),
	letter TEXT NOT NULL CHECK (letter BETWEEN 'a' AND 'b'),
	mail TEXT UNIQUE,
	upper_mail TEXT AS (mail) STORED,
	made TEXT DEFAULT (datetime('now')),
	word TEXT DEFAULT 'y',
	x TEXT DEFAULT "x"
);
CREATE TABLE b (
	k INT PRIMARY KEY,
	a INT REFERENCES a (id),
	s INT REFERENCES special
);
CREATE TABLE c (v ANY) STRICT;
CREATE TABLE d (v ANY);
