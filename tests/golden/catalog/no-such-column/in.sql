CREATE TABLE t (amount, CHECK (amuont > 0), CHECK ("amuont" <> ''));
CREATE INDEX i ON t (amount, ammount);
CREATE INDEX near_miss ON t (AMOUNT);
CREATE TABLE u (a, FOREIGN KEY (b) REFERENCES t (amount));
