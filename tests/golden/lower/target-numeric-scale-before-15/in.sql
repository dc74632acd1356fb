CREATE TABLE prices (
    thousands DECIMAL(5, -3),
    tiny DECIMAL(2, 4)
);
