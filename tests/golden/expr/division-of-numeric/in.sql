CREATE TABLE t (
    price DECIMAL(10,2) CHECK (price / 100 < 5),
    cents INTEGER CHECK (cents / 100 < 5)
);
