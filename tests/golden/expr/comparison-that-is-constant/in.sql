CREATE TABLE t (
    d TEXT CHECK (length(d) > '3'),
    e TEXT CHECK (length(e) > 3),
    n INTEGER CHECK (n <> 'none')
);
