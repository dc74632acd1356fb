-- a text
SELECT id FROM jobs WHERE told < datetime('now', '-3 days');
-- a column of times
SELECT id FROM jobs WHERE run_at < datetime('now', '-3 days') OR run_at = ?;
UPDATE jobs SET run_at = datetime('now', '+1 hour') WHERE id = ?;
-- seconds
SELECT id FROM jobs WHERE done_at < unixepoch('now', '-3 days');
SELECT id FROM jobs WHERE done_at < unixepoch() - 3600 AND done_at > CAST(strftime('%s', 'now', '-1 day') AS INTEGER);
UPDATE jobs SET done_at = unixepoch('now') WHERE done_at IS NULL;
SELECT unixepoch('now') - done_at AS age FROM jobs;
-- a number is never a text to SQLite
SELECT id FROM jobs WHERE done_at < datetime('now');
SELECT id FROM jobs WHERE day >= date('now', '-1 month');
