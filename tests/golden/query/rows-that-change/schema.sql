-- A shop: numbered rows, prices in REAL, texts that ignore case, a tree of categories, and
-- tables whose keys are made of columns.

PRAGMA foreign_keys = ON;

CREATE TABLE customers (
    id          INTEGER PRIMARY KEY,
    email       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name        TEXT NOT NULL,
    city        TEXT,
    discount    REAL NOT NULL DEFAULT 0,        -- 0.15 is 15 %
    newsletter  BOOLEAN NOT NULL DEFAULT 0,
    joined      DATE NOT NULL,
    last_seen   DATETIME
);

CREATE TABLE categories (
    id          INTEGER PRIMARY KEY,
    parent_id   INTEGER REFERENCES categories(id),
    name        TEXT NOT NULL,
    position    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE products (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    category_id INTEGER REFERENCES categories(id) ON DELETE SET NULL,
    sku         TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    price       REAL NOT NULL CHECK (price >= 0),
    weight      INTEGER,                        -- grams
    stock       INTEGER NOT NULL DEFAULT 0,
    active      BOOLEAN NOT NULL DEFAULT 1,
    tags        TEXT NOT NULL DEFAULT '[]',     -- JSON
    thumbnail   BLOB,
    created_at  DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers(id),
    state       TEXT NOT NULL DEFAULT 'new'
                CHECK (state IN ('new', 'paid', 'shipped', 'cancelled')),
    coupon      TEXT,
    total       REAL,                           -- NULL until it is paid
    placed_at   DATETIME NOT NULL,
    shipped_at  DATETIME
);

CREATE TABLE order_items (
    order_id    INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
    product_id  INTEGER NOT NULL REFERENCES products(id),
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    price       REAL NOT NULL,
    gift        BOOLEAN NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, product_id)
) WITHOUT ROWID;

CREATE TABLE reviews (
    product_id  INTEGER NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
    stars       INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    body        TEXT,
    written_on  DATE NOT NULL,
    UNIQUE (product_id, customer_id)
);

CREATE TABLE stock_moves (
    id          INTEGER PRIMARY KEY,
    product_id  INTEGER NOT NULL REFERENCES products(id),
    delta       INTEGER NOT NULL,
    reason      TEXT,
    moved_at    INTEGER NOT NULL                -- unix time
);

CREATE TABLE counters (
    name        TEXT PRIMARY KEY,
    value       INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE INDEX products_category ON products(category_id) WHERE active = 1;
CREATE INDEX orders_customer ON orders(customer_id, placed_at DESC);
CREATE INDEX stock_moves_product ON stock_moves(product_id, moved_at);

CREATE VIEW order_totals AS
    SELECT o.id AS order_id, o.customer_id, count(*) AS lines, sum(i.quantity * i.price) AS amount
    FROM orders AS o JOIN order_items AS i ON i.order_id = o.id
    GROUP BY o.id, o.customer_id;
