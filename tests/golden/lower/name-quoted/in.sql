CREATE TABLE "Mixed Case" ([a b] INT, `C` INT, 'd' INT, E INT, "f""g" INT, Ünicode INT);
CREATE TABLE Orders (OrderID INTEGER PRIMARY KEY);
CREATE INDEX "Idx" ON orders (ORDERID);
