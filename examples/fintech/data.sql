-- Rows for schema.sql, the same every time: sqlite3 app.db < schema.sql; sqlite3 app.db < data.sql
PRAGMA foreign_keys = ON;
BEGIN;

INSERT INTO users (id, email, phone, full_name, country, date_of_birth, password_hash, kyc_status,
                   kyc_level, is_active, is_pep, referral_code, created_at, updated_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
SELECT printf('usr_%04d', i), printf('user%d@example.org', i),
       CASE WHEN i % 3 THEN printf('+4420794600%02d', i) END,
       CASE i % 5 WHEN 0 THEN 'Zoë Ångström ' WHEN 1 THEN 'Seán O''Neill '
                  WHEN 2 THEN '山田 太郎 ' WHEN 3 THEN 'Иван Петров ' ELSE 'Ada Lovelace ' END || i,
       CASE i % 3 WHEN 0 THEN 'GB' WHEN 1 THEN 'DE' ELSE 'JP' END,
       date('1960-01-01', printf('+%d days', i * 379)), printf('argon2id$%064x', i * 7919),
       CASE i % 4 WHEN 0 THEN 'pending' WHEN 1 THEN 'in_review' ELSE 'approved' END,
       i % 4, i % 7 <> 0, i % 13 = 0, CASE WHEN i % 2 THEN printf('REF%05d', i * 31) END,
       datetime('2024-01-01', printf('+%d hours', i * 17)),
       datetime('2024-06-01', printf('+%d hours', i * 5))
FROM n;

INSERT INTO recipients (id, user_id, name, country, currency, bank_details, is_favorite, deleted_at,
                        created_at)
SELECT 'rcp_' || substr(id, 5), id, 'Family of ' || full_name, country,
       CASE country WHEN 'GB' THEN 'GBP' WHEN 'DE' THEN 'EUR' ELSE 'JPY' END,
       json_object('bic', 'EXAMPLE' || country, 'note', 'tab	and "quotes"'),
       kyc_level = 3, CASE WHEN kyc_level = 0 THEN '2024-09-09 09:09:09' END, created_at
FROM users;

INSERT INTO merchants (id, name, mcc, country, fee_bps, risk_score, metadata, is_blocked, created_at)
VALUES ('mrc_1', 'Café Noir', '5812', 'FR', 140, 0.1, '{"tables": 12}', 0, '2024-01-02 03:04:05'),
       ('mrc_2', 'Back\slash & Sons', '5411', 'GB', 155, 0.30000000000000004, NULL, 0,
        '2024-01-03 00:00:00'),
       ('mrc_3', 'Very Late Casino', '7995', 'MT', 450, 0.97, '{"tags": ["gambling", "💸"]}', 1,
        '2024-02-29 23:59:59');

INSERT INTO exchange_rates (base, quote, rate, source, fetched_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 23)
SELECT base, quote, rate * (1 + i / 997.0), 'ecb', 1718000000 + i * 3600
FROM n, (SELECT 'EUR' AS base, 'USD' AS quote, 1.0731 AS rate
         UNION ALL SELECT 'EUR', 'GBP', 0.8447 UNION ALL SELECT 'GBP', 'JPY', 200.13);

INSERT INTO bank_accounts (id, user_id, iban, bic, currency, balance, overdraft_limit, status,
                           opened_at, closed_at)
SELECT 'acc_' || substr(id, 5), id, printf('XX%020d', substr(id, 5) * 104729), NULL,
       CASE country WHEN 'GB' THEN 'GBP' WHEN 'DE' THEN 'EUR' ELSE 'JPY' END,
       CASE kyc_level WHEN 3 THEN 9007199254740993 ELSE substr(id, 5) * 12345 - 5000 END, 5000,
       CASE kyc_level WHEN 0 THEN 'frozen' ELSE 'active' END, created_at, NULL
FROM users;

INSERT INTO cards (id, account_id, pan_token, last4, network, exp_month, exp_year, is_virtual,
                   is_frozen, created_at)
SELECT 'crd_' || substr(id, 5), id, printf('tok_%08x', substr(id, 5) * 65537),
       printf('%04d', substr(id, 5) * 173 % 10000),
       CASE substr(id, 5) % 3 WHEN 0 THEN 'visa' WHEN 1 THEN 'mastercard' ELSE 'amex' END,
       substr(id, 5) % 12 + 1, 2027, substr(id, 5) % 2, status = 'frozen', opened_at
FROM bank_accounts;

INSERT INTO transactions (id, user_id, account_id, card_id, recipient_id, merchant_id, type, status,
                          amount, fee, currency, rate, idempotency_key, description, metadata,
                          created_at, completed_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
SELECT printf('txn_%06d', i), printf('usr_%04d', u), printf('acc_%04d', u),
       CASE WHEN i % 2 THEN printf('crd_%04d', u) END,
       CASE WHEN i % 2 = 0 THEN printf('rcp_%04d', u) END,
       CASE WHEN i % 2 THEN printf('mrc_%d', i % 3 + 1) END,
       CASE WHEN i % 2 THEN 'card' ELSE 'transfer' END,
       CASE i % 10 WHEN 0 THEN 'pending' WHEN 1 THEN 'failed' ELSE 'completed' END,
       i * i * 37 + 1, i % 50, CASE i % 3 WHEN 0 THEN 'GBP' WHEN 1 THEN 'EUR' ELSE 'JPY' END,
       CASE WHEN i % 4 = 0 THEN 1.0 / (i + 2) END, CASE WHEN i % 3 THEN printf('idem-%d', i) END,
       CASE i % 6 WHEN 0 THEN '' WHEN 1 THEN 'two
lines' WHEN 2 THEN '\.' WHEN 3 THEN 'it''s "quoted"' ELSE 'payment ' || i END,
       json_object('seq', i, 'weekend', json(CASE WHEN i % 7 IN (0, 6) THEN 'true' ELSE 'false' END)),
       datetime('2024-07-01', printf('+%d minutes', i * 97)),
       CASE WHEN i % 10 > 1 THEN datetime('2024-07-01', printf('+%d minutes', i * 97 + 2)) END
FROM (SELECT i, i * 7 % 40 + 1 AS u FROM n);

INSERT INTO transactions (id, user_id, account_id, parent_id, type, status, amount, currency,
                          created_at)
SELECT 'txr_' || substr(id, 5), user_id, account_id, id, 'refund', 'completed', amount, currency,
       completed_at
FROM transactions WHERE status = 'completed' AND type = 'card' AND amount % 5 = 3;

INSERT INTO spending_limits (card_id, period, amount, spent, resets_at)
SELECT id, period, cap, cap / 3, CASE period WHEN 'month' THEN NULL ELSE 1720000000 END
FROM cards, (SELECT 'day' AS period, 50000 AS cap UNION ALL SELECT 'month', 3000000000)
WHERE is_virtual;

INSERT INTO sessions (token, user_id, ip, user_agent, revoked, created_at, expires_at)
SELECT printf('%064X', substr(id, 5) * 982451653), id, '192.0.2.' || (substr(id, 5) + 0),
       'Mozilla/5.0', kyc_level = 1, 1719000000 + substr(id, 5) * 60, 1722000000
FROM users;

INSERT INTO notifications (id, user_id, channel, title, body, payload, read, created_at)
SELECT printf('%032x', substr(id, 5) + 0), user_id,
       CASE length(description) % 3 WHEN 0 THEN 'push' WHEN 1 THEN 'email' ELSE 'sms' END,
       'Payment ' || status, description, metadata, status = 'completed', created_at
FROM transactions WHERE id LIKE 'txn_%' LIMIT 120;

INSERT INTO settings (user_id, key, value, updated_at)
SELECT id, key, value, updated_at
FROM users, (SELECT 'theme' AS key, '"dark"' AS value UNION ALL SELECT 'limits', '{"day": 500}'
             UNION ALL SELECT 'nickname', NULL);

INSERT INTO rate_limits (bucket, tokens, refilled_at)
VALUES ('login:192.0.2.1', 4.2, 1719999999), ('transfer:usr_0001', 1e-7, 1719999998);

INSERT INTO audit_log (actor_id, action, entity, entity_id, before, after, ip, created_at)
SELECT user_id, 'create', 'transaction', id, NULL, metadata, '192.0.2.7', created_at
FROM transactions ORDER BY id;
DELETE FROM audit_log WHERE id % 10 = 0 OR id > 290;  -- sqlite_sequence is ahead of max(id) now

INSERT INTO aml_alerts (id, user_id, transaction_id, rule, severity, score, status, details,
                        created_at)
SELECT 'aml_' || substr(id, 5), user_id, id, 'velocity', CASE fee % 2 WHEN 0 THEN 'high' ELSE 'low' END,
       fee / 50.0, CASE fee % 3 WHEN 0 THEN 'open' ELSE 'cleared' END,
       json_object('amount', amount), created_at
FROM transactions WHERE id LIKE 'txn_%' AND amount > 2000000;

INSERT INTO str_reports (id, alert_id, reference, narrative, total_amount, filed_by, filed_at)
SELECT 'str_' || substr(a.id, 5), a.id, CASE WHEN a.score > 0.5 THEN 'NCA-' || substr(a.id, 5) END,
       'Rapid movement of funds.' || char(10) || 'See the alert.', t.amount * 10000, NULL,
       CASE WHEN a.score > 0.5 THEN 1719500000 END
FROM aml_alerts a JOIN transactions t ON t.id = a.transaction_id WHERE a.severity = 'high';

INSERT INTO screening_results (id, user_id, list_name, match_score, is_match, raw_response,
                               screened_at)
SELECT 'scr_' || substr(id, 5), id, 'ofac', is_pep * 0.9, is_pep, '{"hits": []}', updated_at
FROM users;

INSERT INTO consents (user_id, purpose, granted, version, granted_at, withdrawn_at)
SELECT id, 'marketing', is_active, 1, 1704067200, CASE WHEN is_active THEN NULL ELSE 1711929600 END
FROM users;

INSERT INTO data_access_requests (id, user_id, kind, status, due_at, export, created_at)
VALUES ('dar_1', 'usr_0001', 'access', 'done', '2024-08-01', x'504B030400FF0A5C', '2024-07-01 10:00:00'),
       ('dar_2', 'usr_0002', 'erasure', 'received', '2024-08-15', NULL, '2024-07-15 10:00:00'),
       ('dar_3', 'usr_0003', 'portability', 'in_progress', '2024-08-20', x'', '2024-07-20 10:00:00');

INSERT INTO complaints (id, user_id, transaction_id, subject, body, status, compensation, created_at)
VALUES ('cmp_1', 'usr_0008', 'txn_000001', 'Charged twice', 'Please look at this.', 'open', 0,
        '2024-07-05 12:00:00'),
       ('cmp_2', 'usr_0002', NULL, 'The app is slow', '', 'dismissed', 2500, '2024-07-06 12:00:00');
COMMIT;
