#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Offers the same random rows to SQLite and to the compiled schema.

    rows.py LITE2PG CORPUS [--seed N] [--rows N] [--only NAME]

For each application of the corpus, under `faithful` and under `default`: its tables are made in
both engines and the same rows are offered to both, one at a time, parents before children.
Values have the type that the column has in PostgreSQL; they are drawn from small pools, so that
keys collide and references meet their parents, and some are NULL, at a boundary or outside a
CHECK.  Both engines must accept or both refuse each row, and hold the same values at the end.

What a warning announces is respected: a column that it names keeps its default, a table whose
foreign key is gone gets no rows, NULL is not offered to a key that PostgreSQL makes NOT NULL, and
keys are given, because the engines number them differently (nullable-key, key-numbering).  One
TAP line for each application and preset; the seed makes a run repeatable."""

import argparse
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import cluster  # noqa: E402
import tap  # noqa: E402

TRY = """
CREATE SCHEMA lite2pg_rows;
CREATE FUNCTION lite2pg_rows.try(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
"""

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.attgenerated <> '', a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%'
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
ORDER BY c.oid, a.attnum
"""

TEXTS = ["", "a", "b", "A", "abc", "x y", "it's", "5", "pending", "NORMAL", "é", "日本", "0", "[]", "{}"]
INTEGERS = [0, 1, 2, 3, 4, 5, 7, -1, 100, 255, 256, 65536, 2147483647]
REALS = [0.0, 1.0, -1.5, 0.1, 2.5, 1e10, 123456.789]
BLOBS = [b"", b"\x00", b"abc", b"\xff\xfe"]
STAMPS = ["2024-01-31 00:00:00", "2024-06-15 12:34:56", "1999-12-31 23:59:59"]


def pool(kind):
    """(SQLite value, PostgreSQL literal) pairs for a PostgreSQL type; None when it is not offered."""
    base = kind.split("(")[0].strip()
    if base in ("smallint", "integer", "bigint"):
        limit = {"smallint": 32767, "integer": 2147483647, "bigint": 2 ** 63 - 1}[base]
        values = [v for v in INTEGERS if v <= limit] + ([2 ** 40] if base == "bigint" else [])
        return [(v, str(v)) for v in values]
    if base == "numeric":
        return [(v, str(v)) for v in (0, 1, 2, 10, 99, -3, 1.5, 12.25)]
    if base in ("double precision", "real"):
        return [(v, "'%r'" % v) for v in REALS]
    if base in ("text", "character varying"):
        limit = int(kind.split("(")[1].rstrip(")")) if "(" in kind else 1000
        return [(v, quote(v)) for v in TEXTS if len(v) <= limit]
    if base == "boolean":
        return [(0, "false"), (1, "true")]
    if base == "bytea":
        return [(v, "'\\x%s'" % v.hex()) for v in BLOBS]
    if base in ("timestamp with time zone", "timestamp without time zone"):
        return [(v, "'%s+00'" % v) for v in STAMPS]
    if base == "date":
        return [(v[:10], "'%s'" % v[:10]) for v in STAMPS]
    return None


def quote(text):
    return "'" + text.replace("'", "''") + "'"


# A time that a default gave: the engines' clocks differ, its form must not.
NOW = re.compile(r"20(2[5-9]|[3-9]\d)-\d\d-\d\d[ T]\d\d:\d\d:\d\d")
EPOCH = re.compile(r"1[789]\d{8}")


def canonical(value, kind):
    """A value of either engine in a form that compares."""
    base = kind.split("(")[0].strip()
    if value is None:
        return None
    if NOW.match(str(value)) or EPOCH.match(str(value)):
        return "now, in %d characters" % len(str(value))
    if base == "boolean":
        return value in ("t", 1)
    if base in ("smallint", "integer", "bigint"):
        return int(value)
    if base in ("numeric", "double precision", "real"):
        return float(value)
    if base == "bytea":
        return value.hex() if isinstance(value, bytes) else value.removeprefix("\\x")
    if base.startswith("timestamp") or base == "date":
        return str(value).removesuffix("+00")
    return str(value)


class Application:
    """One schema in both engines."""

    def __init__(self, program, path, preset, db):
        self.db = db
        self.lite = sqlite3.connect(":memory:", isolation_level=None)
        self.lite.execute("PRAGMA foreign_keys = ON")
        self.make_sqlite(path)
        self.announced = self.make_postgres(program, path, preset)
        self.tables = self.read_columns()

    def make_sqlite(self, path):
        """A copy in memory, without triggers: those that are not translated must not fire here."""
        source = sqlite3.connect("file:%s?mode=ro&immutable=1" % path, uri=True)
        source.backup(self.lite)
        source.close()
        for (name,) in self.lite.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            self.lite.execute("DROP TRIGGER " + cluster.quote_identifier(name))

    def make_postgres(self, program, path, preset):
        """Loads the DDL; gives the objects that a diagnostic named, and all messages."""
        with tempfile.TemporaryDirectory() as folder:
            mapping = os.path.join(folder, "rows.map")
            with open(mapping, "w", encoding="utf-8") as out:
                out.write('include "%s";\nset unsupported = comment;\n' % preset)
            done = subprocess.run(
                [program, "compile", "-m", mapping, "--message-format=json", path],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise Refused(done.stderr.decode(errors="replace"))
        self.db.execute(done.stdout)
        self.db.execute(TRY)
        diagnostics = [json.loads(line) for line in done.stderr.decode().splitlines() if line]
        self.dropped_keys = {d["object"].lower().split(".")[0] for d in diagnostics
                             if d["code"] == "foreign-key-dropped" and d.get("object")}
        return {(d.get("object") or "").lower() for d in diagnostics
                if d["severity"] != "note" and d["code"] != "nullable-key"}

    def read_columns(self):
        """{folded table: [(column of SQLite, column of PostgreSQL, type, generated)]}"""
        lite = {}
        for (name,) in self.lite.execute("SELECT name FROM pragma_table_list WHERE type = 'table'"
                                         " AND name NOT LIKE 'sqlite!_%' ESCAPE '!'").fetchall():
            rows = self.lite.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (name,))
            lite[name.lower()] = (name, {r[0].lower(): (r[0], r[1]) for r in rows})
        tables = {}
        for table, column, kind, not_null, generated, numbered in self.db.rows(COLUMNS):
            if table.lower() not in lite:
                continue
            name, columns = lite[table.lower()]
            entry = tables.setdefault(name, (table, []))
            if column.lower() in columns:
                entry[1].append((columns[column.lower()][0], column, kind, not_null == "t",
                                 generated == "t", numbered == "t"))
        return tables

    def parents_first(self):
        order, seen = [], set()

        def visit(name):
            if name in seen or name not in self.tables:
                return
            seen.add(name)
            for row in self.lite.execute("SELECT \"table\" FROM pragma_foreign_key_list(?)", (name,)):
                for known in self.tables:
                    if known.lower() == row[0].lower():
                        visit(known)
            order.append(name)

        for name in self.tables:
            visit(name)
        return order

    def keys_of(self, table):
        rows = self.lite.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0", (table,))
        return {r[0] for r in rows}

    def is_announced(self, table, column):
        return table.lower() + "." + column.lower() in self.announced

    def random_row(self, table, rng):
        """[(SQLite column, value, PostgreSQL column, literal)]"""
        row = []
        keys = self.keys_of(table)
        for source, column, kind, not_null, generated, numbered in self.tables[table][1]:
            values = pool(kind)
            if generated or values is None or self.is_announced(table, source):
                continue
            draw = rng.random()
            given = numbered or not_null and source in keys
            if draw < 0.05 and not given:
                continue  # left to the default
            if draw < 0.12 and not given:
                row.append((source, None, column, "NULL"))
            else:
                value, literal = rng.choice(values[:8] if draw < 0.8 else values)
                row.append((source, value, column, literal))
        return row

    def offer(self, table, row):
        """What each engine says: (None or message, None or message)."""
        target = self.tables[table][0]
        if row:
            lite = "INSERT INTO %s (%s) VALUES (%s)" % (
                cluster.quote_identifier(table),
                ", ".join(cluster.quote_identifier(r[0]) for r in row), ", ".join("?" * len(row)))
            post = "INSERT INTO %s (%s) VALUES (%s)" % (
                cluster.quote_identifier(target),
                ", ".join(cluster.quote_identifier(r[2]) for r in row), ", ".join(r[3] for r in row))
        else:
            lite = "INSERT INTO %s DEFAULT VALUES" % cluster.quote_identifier(table)
            post = "INSERT INTO %s DEFAULT VALUES" % cluster.quote_identifier(target)
        try:
            self.lite.execute(lite, [r[1] for r in row])
            said = None
        except sqlite3.Error as error:
            said = str(error)
        return said, post

    def contents(self, table):
        """Both sides' rows, canonical and sorted; only columns whose every value was given."""
        target, columns = self.tables[table]
        compared = [c for c in columns if pool(c[2]) is not None and not self.is_announced(table, c[0])]
        if not compared:
            return [], []
        lite = self.lite.execute("SELECT %s FROM %s" % (
            ", ".join(cluster.quote_identifier(c[0]) for c in compared),
            cluster.quote_identifier(table))).fetchall()
        post = self.db.rows("SELECT %s FROM %s" % (
            ", ".join(render(c) for c in compared), cluster.quote_identifier(target)))
        form = [tuple(canonical(v, c[2]) for v, c in zip(r, compared)) for r in lite]
        other = [tuple(canonical(v, c[2]) for v, c in zip(r, compared)) for r in post]
        return sorted(form, key=repr), sorted(other, key=repr)


def render(column):
    name = cluster.quote_identifier(column[1])
    if column[2].startswith("timestamp with time zone"):
        return "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')" % name
    return name


class Refused(Exception):
    """The compiler refused the schema; the text is what it said."""


def try_application(app, rng, count):
    """Offers COUNT rows a table; gives what differed."""
    differences, accepted, total = [], 0, 0
    for table in app.parents_first():
        if table.lower() in app.dropped_keys:
            continue
        rows = [app.random_row(table, rng) for _ in range(count)]
        offers = [app.offer(table, row) for row in rows]
        script = "".join("SELECT lite2pg_rows.try(%s);\n" % quote(post) for _, post in offers)
        answers = app.db.execute(script, "-A", "-t").splitlines()
        answers = [a for a in answers if a == "ok" or a[:5].isalnum() and a[5:6] == " "]
        if len(answers) != len(offers):
            differences.append("%s: %d answers to %d rows" % (table, len(answers), len(offers)))
            continue
        for row, (said, post), answer in zip(rows, offers, answers):
            total += 1
            accepted += said is None
            if (said is None) != (answer == "ok"):
                differences.append("%s: SQLite: %s; PostgreSQL: %s; %s" % (
                    table, said or "accepts", answer, post))
        lite, post = app.contents(table)
        if lite != post and not any(d.startswith(table + ":") for d in differences):
            only = [r for r in lite if r not in post][:2], [r for r in post if r not in lite][:2]
            differences.append("%s: values differ: SQLite has %r, PostgreSQL %r" % (table, *only))
    return differences, accepted, total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    apps = os.path.join(options.corpus, "apps")
    try:
        server = cluster.Cluster(settings=["timezone=UTC"])
        server.start()
    except cluster.Absent as reason:
        tap.skip_all(reason)
    with server:
        for name in sorted(n for n in os.listdir(apps) if n.endswith(".db") and options.only in n):
            for preset in ("faithful", "default"):
                label = "%s under %s takes the same rows as SQLite" % (name.removesuffix(".db"), preset)
                rng = random.Random("%d %s" % (options.seed, name))
                with server.database() as db:
                    try:
                        app = Application(options.program, os.path.join(apps, name), preset, db)
                    except (Refused, cluster.PsqlError) as error:
                        tap.ok(False, label, str(error))
                        continue
                    found, accepted, total = try_application(app, rng, options.rows)
                    tap.ok(not found and total > 0, label, *found[:12])
                    tap.comment("%d of %d rows accepted, %d differences" % (accepted, total, len(found)))
    tap.done()


main()
