.open app.db
.headers on
CREATE TABLE t (a);
SELECT .5;
