CREATE TABLE t (
    status TEXT CHECK (status IN ("open", 'closed')),
    other  TEXT CHECK (other <> "status"),
    more   TEXT CHECK (more IN ("x", "y"))
);
