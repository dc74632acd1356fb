CREATE TABLE OrderLines (OrderID INTEGER PRIMARY KEY, "unit price" REAL, HTTPCode INT, orderId2 INT, order_id TEXT);
CREATE INDEX byPrice ON OrderLines ("unit price");
