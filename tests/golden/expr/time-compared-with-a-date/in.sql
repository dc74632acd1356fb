CREATE TABLE t (
    created_at DATETIME CHECK (created_at <= '2024-01-31'),
    closed_at  DATETIME CHECK (closed_at <= '2024-01-31 00:00:00')
);
