CREATE TABLE t (
    a TEXT DEFAULT '[]',
    b TEXT DEFAULT '["x", "", 1, null, true, "a\"b\\c\tæ"]',
    c TEXT DEFAULT '{}',
    d TEXT DEFAULT '[[1]]',
    e TEXT DEFAULT '["\u0041"]'
);
