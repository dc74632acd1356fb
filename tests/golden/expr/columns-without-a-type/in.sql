-- What looks like a number was one: no comparison with a number is constant.
CREATE TABLE readings (
    kind CHECK (kind IN (1, 2)),
    value CHECK (value > 0),
    note CHECK (note <> 'none' AND kind <> note)
);
CREATE VIEW low AS SELECT kind FROM readings WHERE value BETWEEN 1 AND 5 OR value IS 9;
