-- a file of statements

BEGIN IMMEDIATE;
/* hint */ SELECT name -- the name
  FROM users /* all */ WHERE id = 1; -- behind

SAVEPOINT "Point one";
ROLLBACK TO "Point one";
RELEASE "Point one";
COMMIT; END; ROLLBACK;
PRAGMA foreign_keys = ON;
VACUUM;
ANALYZE;
CREATE TABLE t (a);
SELEC 1;
SELECT nothing FROM users;
/* nested /* in PostgreSQL */
SELECT 'a;b' FROM users
