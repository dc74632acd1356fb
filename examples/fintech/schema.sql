-- Payments: a wallet with cards, transfers between currencies, and the
-- records that compliance asks for.
--
-- Money is an INTEGER in minor units (cents, pence, yen).  Never REAL.
-- Ids are made by the application: prefix + random, e.g. usr_8f3k2.

PRAGMA foreign_keys = ON;

-- ---------------------------------------------------------------- people

CREATE TABLE users (
    id              TEXT PRIMARY KEY,
    email           TEXT NOT NULL UNIQUE,           -- lower-cased by the app before it gets here
    phone           TEXT,
    full_name       TEXT NOT NULL,
    country         TEXT NOT NULL CHECK (length(country) = 2),  -- ISO 3166 alpha-2
    date_of_birth   TEXT,                           -- YYYY-MM-DD
    password_hash   TEXT NOT NULL,
    kyc_status      TEXT NOT NULL DEFAULT 'pending'
                    CHECK (kyc_status IN ('pending', 'in_review', 'approved', 'rejected')),
    kyc_level       INTEGER NOT NULL DEFAULT 0 CHECK (kyc_level BETWEEN 0 AND 3),
    is_active       INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    is_pep          INTEGER NOT NULL DEFAULT 0 CHECK (is_pep IN (0, 1)),  -- politically exposed person
    referral_code   TEXT UNIQUE,
    created_at      TEXT NOT NULL DEFAULT (datetime('now')),
    updated_at      TEXT NOT NULL DEFAULT (datetime('now'))
);

-- Who a user sends money to.  Bank details are a copy: they must not change under
-- a transfer that is on its way.
CREATE TABLE recipients (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    country         TEXT NOT NULL,
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    bank_details    TEXT NOT NULL DEFAULT '{}',     -- JSON: iban, bic, sort code ...
    is_favorite     INTEGER NOT NULL DEFAULT 0,
    deleted_at      TEXT,                           -- soft delete
    created_at      TEXT NOT NULL DEFAULT (datetime('now'))
);

CREATE TABLE merchants (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    mcc             TEXT NOT NULL CHECK (length(mcc) = 4),  -- merchant category code
    country         TEXT NOT NULL DEFAULT 'GB',
    fee_bps         INTEGER NOT NULL DEFAULT 150 CHECK (fee_bps >= 0),  -- basis points
    risk_score      REAL NOT NULL DEFAULT 0.0,
    metadata        TEXT,                           -- JSON
    is_blocked      INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT NOT NULL DEFAULT (datetime('now'))
);

-- ---------------------------------------------------------------- money

CREATE TABLE exchange_rates (
    base            TEXT NOT NULL,
    quote           TEXT NOT NULL,
    rate            REAL NOT NULL CHECK (rate > 0), -- mid-market; our margin is not in it
    source          TEXT NOT NULL DEFAULT 'ecb',
    fetched_at      INTEGER NOT NULL,               -- unix time
    PRIMARY KEY (base, quote, fetched_at),
    CHECK (base <> quote)
);

CREATE TABLE bank_accounts (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    iban            TEXT NOT NULL,
    bic             TEXT,
    currency        TEXT NOT NULL DEFAULT 'EUR',
    balance         INTEGER NOT NULL DEFAULT 0,     -- minor units; below zero is an overdraft
    overdraft_limit INTEGER NOT NULL DEFAULT 0 CHECK (overdraft_limit >= 0),
    status          TEXT NOT NULL DEFAULT 'active'
                    CHECK (status IN ('active', 'frozen', 'closed')),
    opened_at       TEXT NOT NULL DEFAULT (datetime('now')),
    closed_at       TEXT,
    UNIQUE (user_id, iban),
    CHECK (balance >= -overdraft_limit)
);

CREATE TABLE cards (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES bank_accounts(id) ON DELETE RESTRICT,
    pan_token       TEXT NOT NULL UNIQUE,           -- from the vault, never the number itself
    last4           TEXT NOT NULL CHECK (length(last4) = 4),
    network         TEXT NOT NULL CHECK (network IN ('visa', 'mastercard', 'amex')),
    exp_month       INTEGER NOT NULL CHECK (exp_month BETWEEN 1 AND 12),
    exp_year        INTEGER NOT NULL,
    is_virtual      INTEGER NOT NULL DEFAULT 0,
    is_frozen       INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT NOT NULL DEFAULT (datetime('now'))
);

CREATE TABLE transactions (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users(id),
    account_id      TEXT NOT NULL REFERENCES bank_accounts(id),
    card_id         TEXT REFERENCES cards(id) ON DELETE SET NULL,
    recipient_id    TEXT REFERENCES recipients(id),
    merchant_id     TEXT REFERENCES merchants(id),
    parent_id       TEXT REFERENCES transactions(id),   -- refunds point at what they refund
    type            TEXT NOT NULL CHECK (type IN ('transfer', 'card', 'topup', 'refund', 'fee')),
    status          TEXT NOT NULL DEFAULT 'pending'
                    CHECK (status IN ('pending', 'completed', 'failed', 'reversed')),
    amount          INTEGER NOT NULL CHECK (amount > 0),    -- minor units
    fee             INTEGER NOT NULL DEFAULT 0 CHECK (fee >= 0),
    currency        TEXT NOT NULL,
    rate            REAL,                           -- NULL: no conversion
    idempotency_key TEXT,
    description     TEXT NOT NULL DEFAULT '',
    metadata        TEXT NOT NULL DEFAULT '{}',     -- JSON
    created_at      TEXT NOT NULL DEFAULT (datetime('now')),
    completed_at    TEXT,
    CHECK (type <> 'transfer' OR recipient_id IS NOT NULL)
);

CREATE TABLE spending_limits (
    card_id         TEXT NOT NULL REFERENCES cards(id) ON DELETE CASCADE,
    period          TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
    amount          INTEGER NOT NULL CHECK (amount >= 0),
    spent           INTEGER NOT NULL DEFAULT 0,
    resets_at       INTEGER,                        -- unix time
    PRIMARY KEY (card_id, period)
) WITHOUT ROWID;

-- ---------------------------------------------------------------- the application

CREATE TABLE sessions (
    token           TEXT PRIMARY KEY DEFAULT (hex(randomblob(32))),
    user_id         TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    ip              TEXT,
    user_agent      TEXT,
    revoked         INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL DEFAULT (strftime('%s', 'now')),   -- unix time
    expires_at      INTEGER NOT NULL                                    -- unix time
);

CREATE TABLE notifications (
    id              TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
    user_id         TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    channel         TEXT NOT NULL CHECK (channel IN ('push', 'email', 'sms')),
    title           TEXT NOT NULL,
    body            TEXT NOT NULL DEFAULT '',
    payload         TEXT,                           -- JSON
    read            INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE settings (
    user_id         TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    key             TEXT NOT NULL,
    value           TEXT,                           -- JSON
    updated_at      TEXT NOT NULL DEFAULT (datetime('now')),
    PRIMARY KEY (user_id, key)
);

-- Token buckets, one for each caller and route.
CREATE TABLE rate_limits (
    bucket          TEXT PRIMARY KEY,
    tokens          REAL NOT NULL,
    refilled_at     INTEGER NOT NULL                -- unix time
) WITHOUT ROWID;

-- Append only.  AUTOINCREMENT so that a number is never used twice, whatever is purged.
CREATE TABLE audit_log (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id        TEXT REFERENCES users(id) ON DELETE SET NULL,
    action          TEXT NOT NULL,
    entity          TEXT NOT NULL,
    entity_id       TEXT NOT NULL,
    before          TEXT,                           -- JSON
    after           TEXT,                           -- JSON
    ip              TEXT,
    created_at      TEXT NOT NULL DEFAULT (datetime('now'))
);

-- ---------------------------------------------------------------- compliance

CREATE TABLE aml_alerts (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users(id),
    transaction_id  TEXT REFERENCES transactions(id),
    rule            TEXT NOT NULL,                  -- 'structuring', 'velocity', ...
    severity        TEXT NOT NULL DEFAULT 'medium'
                    CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    score           REAL NOT NULL DEFAULT 0 CHECK (score >= 0 AND score <= 1),
    status          TEXT NOT NULL DEFAULT 'open'
                    CHECK (status IN ('open', 'escalated', 'cleared')),
    details         TEXT NOT NULL DEFAULT '{}',     -- JSON
    created_at      TEXT NOT NULL DEFAULT (datetime('now')),
    closed_at       TEXT
);

-- Suspicious transaction reports, as filed with the authority.
CREATE TABLE str_reports (
    id              TEXT PRIMARY KEY,
    alert_id        TEXT NOT NULL UNIQUE REFERENCES aml_alerts(id),
    reference       TEXT UNIQUE,                    -- the authority's number; NULL until filed
    narrative       TEXT NOT NULL,
    total_amount    INTEGER NOT NULL,               -- minor units
    filed_by        TEXT REFERENCES users(id),
    filed_at        INTEGER                         -- unix time
);

CREATE TABLE screening_results (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    list_name       TEXT NOT NULL,                  -- 'ofac', 'eu', 'un', 'hmt'
    match_score     REAL NOT NULL,
    is_match        INTEGER NOT NULL DEFAULT 0,
    raw_response    TEXT,                           -- JSON, as the provider sent it
    screened_at     TEXT NOT NULL DEFAULT (datetime('now'))
);

CREATE TABLE consents (
    user_id         TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    purpose         TEXT NOT NULL CHECK (purpose IN ('marketing', 'analytics', 'credit_check')),
    granted         INTEGER NOT NULL,
    version         INTEGER NOT NULL DEFAULT 1,
    granted_at      INTEGER NOT NULL,               -- unix time
    withdrawn_at    INTEGER,                        -- unix time
    PRIMARY KEY (user_id, purpose, version)
);

CREATE TABLE data_access_requests (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users(id),
    kind            TEXT NOT NULL CHECK (kind IN ('access', 'erasure', 'portability')),
    status          TEXT NOT NULL DEFAULT 'received'
                    CHECK (status IN ('received', 'in_progress', 'done', 'refused')),
    due_at          TEXT NOT NULL,                  -- a month after it came in
    export          BLOB,                           -- the zip that was sent
    created_at      TEXT NOT NULL DEFAULT (datetime('now'))
);

CREATE TABLE complaints (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users(id),
    transaction_id  TEXT REFERENCES transactions(id) ON DELETE SET NULL,
    subject         TEXT NOT NULL,
    body            TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'open'
                    CHECK (status IN ('open', 'answered', 'upheld', 'dismissed')),
    compensation    INTEGER NOT NULL DEFAULT 0,     -- minor units
    created_at      TEXT NOT NULL DEFAULT (datetime('now')),
    answered_at     TEXT
);

-- ---------------------------------------------------------------- indexes

CREATE UNIQUE INDEX users_phone ON users(phone) WHERE phone IS NOT NULL;
CREATE INDEX recipients_user ON recipients(user_id) WHERE deleted_at IS NULL;
CREATE INDEX exchange_rates_latest ON exchange_rates(base, quote, fetched_at DESC);
CREATE INDEX bank_accounts_user ON bank_accounts(user_id);
CREATE INDEX transactions_user_time ON transactions(user_id, created_at DESC);
CREATE INDEX transactions_pending ON transactions(created_at) WHERE status = 'pending';
-- A client that retries must not pay twice.
CREATE UNIQUE INDEX transactions_idempotency ON transactions(user_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX sessions_user ON sessions(user_id);
CREATE INDEX sessions_live ON sessions(expires_at) WHERE revoked = 0;
CREATE INDEX notifications_unread ON notifications(user_id) WHERE read = 0;
CREATE INDEX audit_log_entity ON audit_log(entity, entity_id);
CREATE INDEX aml_alerts_open ON aml_alerts(severity, created_at) WHERE status <> 'cleared';
CREATE UNIQUE INDEX screening_results_once ON screening_results(user_id, list_name, screened_at);
