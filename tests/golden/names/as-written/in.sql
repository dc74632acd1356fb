CREATE TABLE UserAccounts (
    AccountID INTEGER PRIMARY KEY AUTOINCREMENT,
    "Full Name" TEXT NOT NULL COLLATE NOCASE UNIQUE,
    eMail TEXT CONSTRAINT EmailHasAt CHECK (EMAIL LIKE '%@%'),
    isActive INTEGER NOT NULL DEFAULT 1 CHECK (isactive IN (0, 1)),
    nameLength INTEGER GENERATED ALWAYS AS (length("full name")) STORED
);
CREATE TABLE "OrderLines" (
    OrderID INTEGER NOT NULL,
    LineNo INTEGER NOT NULL,
    owner INTEGER CONSTRAINT LineOwner REFERENCES useraccounts ON DELETE CASCADE,
    previousOrder INTEGER,
    previousLine INTEGER,
    unitPrice INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (OrderID, LineNo),
    CONSTRAINT OnePerOwner UNIQUE (owner, ORDERID, lineno),
    FOREIGN KEY (previousorder, PREVIOUSLINE) REFERENCES orderlines (orderid, lineno),
    CHECK (UnitPrice >= 0 AND "OrderLines".LineNo > 0)
);
CREATE INDEX ByOwner ON OrderLines (owner, unitprice DESC) WHERE UNITPRICE > 0;
CREATE UNIQUE INDEX "By Mail" ON UserAccounts (lower(email));
CREATE VIEW OwnersTotal AS
    SELECT u.accountid AS OwnerID, u.email, sum(l.UnitPrice) AS TotalPrice
    FROM UserAccounts AS u JOIN orderlines L ON l.owner = u.AccountID
    WHERE u.IsActive = 1 GROUP BY u.accountid, u.eMAIL;
CREATE VIEW BigOwners AS SELECT ownerid, Totalprice FROM ownerstotal WHERE TOTALPRICE > 100;
