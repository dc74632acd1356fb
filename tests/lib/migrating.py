# SPDX-License-Identifier: PostgreSQL
"""The property of a migration: what `diff --format=sql` writes turns a database with the old
schema and rows into one with the new schema, the rows that both can hold still in it.

    session = migrating.Session(db)
    found, refused = migrating.problems(session, migrating.Pair(old, new))
"""
import json
import re
import subprocess

import pgschema
import tap

TYPES_OF_ROWS = """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, t.typtype,
        (SELECT enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY enumsortorder LIMIT 1),
        EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f') AND a.attnum = ANY (k.conkey))
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.oid, a.attnum"""
VIEWS = """SELECT c.relname, pg_get_viewdef(c.oid) FROM pg_class c
    WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace"""
TRIGGERS = """SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"""
FUNCTIONS = """SELECT p.oid::regprocedure, pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE p.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'sqlite_compat'))
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""
EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
SEQUENCES = """SELECT c.relname, s.seqtypid::regtype, (SELECT d.refobjid::regclass || '.' || a.attname FROM pg_depend d
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass AND d.refobjsubid > 0)
    FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace"""
# What rows may be refused for: NULL, no parent, the same key, a CHECK; a value that a type does not take.
ROW_STATES = re.compile(r"violates|contains null values|could not create unique index|is violated by some row|"
                        r"invalid input (syntax|value)|out of range|value too long|invalid byte sequence|field overflow|cannot cast")
MIGRATIONS = ("online", "offline")
NULL, FIELD, RECORD, END = "\x01", "\x02", "\x03", "\x04"
EMPTY = """SET client_min_messages = warning; RESET ALL; SET client_min_messages = warning; ROLLBACK;
DROP SCHEMA IF EXISTS public, sqlite_compat CASCADE; CREATE SCHEMA public;
"""


class Refused(Exception):
    """The program did not do what it was asked; the text is what it said."""


class DdlRefused(Exception):
    """The server does not take what compile wrote: nothing that a migration could mend."""


class Session:
    """One psql over a database, because there are many short questions."""

    def __init__(self, db):
        command = ["psql", "-X", "-q", "-A", "-t", "-P", "null=" + NULL, "-F", FIELD, "-R", RECORD]
        self.psql = subprocess.Popen(command, env=db.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT)

    def run(self, sql):
        """All that psql writes of SQL, messages too."""
        self.psql.stdin.write((sql + "\n;\n\\echo " + END + "\n").encode())
        self.psql.stdin.flush()
        lines = []
        while True:
            line = self.psql.stdout.readline().decode(errors="replace")
            if not line or line.endswith(END + "\n"):
                lines.append(line.removesuffix(END + "\n"))
                return "".join(lines)
            lines.append(line)

    def rows(self, query):
        text = self.run(query)
        if "ERROR:" in text:
            raise Refused(text)
        return [[None if f == NULL else f for f in r.split(FIELD)]
                for r in text.removesuffix("\n").split(RECORD)] if text else []

    def errors(self, sql):
        return [line for line in self.run(sql).splitlines() if "ERROR:" in line or "FATAL:" in line]

    def make(self, ddl):
        """An empty database with DDL's schema."""
        self.run(EMPTY)
        errors = self.errors(ddl)
        if errors:
            raise DdlRefused("; ".join(errors))

    def close(self):
        self.psql.stdin.close()
        self.psql.stdout.close()
        self.psql.wait()


def program(*arguments, statuses=(0,)):
    done = subprocess.run([tap.program(), *map(str, arguments)], capture_output=True, timeout=300)
    if done.returncode not in statuses:
        raise Refused("status %d: %s" % (done.returncode, done.stderr.decode(errors="replace")[:2000]))
    return done.stdout.decode()


def catalog(db):
    """All of pgschema's things, and views, triggers, functions, extensions, sequences."""
    things = pgschema.read(db)
    things.update((f"view {name}", {"definition": text}) for name, text in db.rows(VIEWS))
    things.update((f"trigger {name} on {table}", {"definition": text}) for table, name, text in db.rows(TRIGGERS))
    things.update((f"function {name}", {"definition": text}) for name, text in db.rows(FUNCTIONS))
    things.update((f"extension {name}", {}) for name, in db.rows(EXTENSIONS))
    things.update((f"sequence {name}", {"type": kind, "owner": owner}) for name, kind, owner in db.rows(SEQUENCES))
    return things


# ---------------------------------------------------------------- rows

def value_of(kind, enum_label, number):
    """A value that most CHECKs let pass, the same for a key and what references it."""
    if enum_label is not None:
        return "'" + enum_label.replace("'", "''") + "'"
    base = kind.split("(")[0]
    if base in ("integer", "bigint", "smallint", "numeric", "double precision", "real"):
        return str(number % 2) if number > 3 else str(number)
    return {"boolean": "true", "bytea": "'\\x%02x'" % number, "date": "'2020-01-%02d'" % number,
            "uuid": "'00000000-0000-0000-0000-%012d'" % number, "json": "'{}'", "jsonb": "'{}'",
            "interval": "'%d days'" % number, "tsvector": "'a'", "inet": "'10.0.0.%d'" % number,
            "time without time zone": "'10:00:%02d'" % number}.get(
                base, "'2020-01-%02d 10:00'" % number if base.startswith("timestamp") else "'%d'" % number)


def fill(db):
    """Up to three rows a table, the last with NULLs; those that a constraint refuses stay out."""
    tables = {}
    for table, column, kind, not_null, _, label, keyed in db.rows(TYPES_OF_ROWS):
        tables.setdefault(table, []).append((column, kind, not_null == "t", label, keyed == "t"))
    inserts = []
    for table, columns in tables.items():
        names = ", ".join(quoted(c[0]) for c in columns)
        for number in (1, 2, 3):
            values = ", ".join("NULL" if number == 3 and not c[2] and not c[4] else value_of(c[1], c[3], number)
                               for c in columns)
            inserts.append(f"INSERT INTO {quoted(table)} ({names}) OVERRIDING SYSTEM VALUE VALUES ({values}) "
                           "ON CONFLICT DO NOTHING;")
    db.run("\n".join(inserts * 2))


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def rows(db):
    """{table: (columns with types, rows in order)}"""
    columns, found = {}, {}
    for table, column, kind, _, _, _, _ in db.rows(TYPES_OF_ROWS):
        columns.setdefault(table, {})[column] = kind
    for table, kinds in columns.items():
        shown = ", ".join(quoted(c) + "::text" for c in kinds)
        found[table] = (kinds, db.rows(f"SELECT {shown} FROM {quoted(table)}"))
    return found


def lost(before, after, changes):
    """A line for each table that has not the rows any more, in the columns whose type is the same."""
    old_table = {c["name"]: c["old"]["text"] for c in changes if c["change"] == "rename" and c["object"] == "table"}
    old_column = {(c["table"], c["name"]): c["old"]["text"] for c in changes
                  if c["change"] == "rename" and c["object"] == "column"}
    gone = {(c["table"], c["name"]) for c in changes if c["object"] == "column" and c["change"] in ("add", "drop")}
    filled = {(c["table"], c["name"]) for c in changes if c["object"] == "column" and "backfill" in c["hazards"]}
    added = {c["name"] for c in changes if c["object"] == "table" and c["change"] == "add"}
    for table, (kinds, now) in after.items():
        was = old_table.get(table, table)
        if table in added or was not in before:
            continue
        old_kinds, then = before[was]
        if len(then) != len(now):
            yield f"{table}: {len(now)} rows of {len(then)}"
            continue
        shared = [(column, old_column.get((table, column), column)) for column in kinds
                  if (table, column) not in gone | filled]
        shared = [(new, old) for new, old in shared if old_kinds.get(old) == kinds[new]]
        mine = sorted([row[list(kinds).index(new)] or "" for new, _ in shared] for row in now)
        theirs = sorted([row[list(old_kinds).index(old)] or "" for _, old in shared] for row in then)
        if mine != theirs:
            yield f"{table}: other rows: {theirs} became {mine}"


# ---------------------------------------------------------------- one pair

class Pair:
    """OLD and NEW sources, compiled; DIFF's options for both."""

    def __init__(self, old, new, options=(), unsupported=True):
        options = [*(["--unsupported=comment"] if unsupported else []), *options]
        self.old_ddl = program("compile", "-q", *options, old)
        self.new_ddl = program("compile", "-q", *options, new)
        self.options = [*options, old, new]
        self.changes = json.loads(program("diff", "--format=json", *self.options, statuses=(0, 1)))["changes"]
        self.scripts = {form: program("diff", "--format=sql", "--allow=all",
                                      *(["--offline"] if form == "offline" else []), *self.options, statuses=(0, 1))
                        for form in MIGRATIONS}

    def may_refuse_rows(self):
        return any(set(c["hazards"]) & {"new-not-null", "new-unique", "new-check", "new-foreign-key", "narrow-type",
                                        "type-change", "lossy-type", "drop-label"} for c in self.changes)


def apply(db, pair, form, wanted, with_rows):
    """Problems, or None when only the rows are in the way."""
    db.make(pair.old_ddl)
    before = {}
    if with_rows:
        fill(db)
        before = rows(db)
    errors = db.errors(pair.scripts[form])
    if errors:
        if with_rows and pair.may_refuse_rows() and ROW_STATES.search(errors[0]):
            return None
        return [f"{form}: refused: {error}" for error in errors[:3]] + pair.scripts[form].splitlines()
    found = pgschema.differences(catalog(db), wanted)
    if with_rows:
        found += lost(before, rows(db), pair.changes)
    return [f"{form}: {problem}" for problem in found] + (pair.scripts[form].splitlines() if found else [])


def problems(db, pair):
    """What is wrong with the migration of a pair, in both forms, and how often rows were in the way."""
    found, refused = [], 0
    if not any(pair.scripts.values()):
        return found, refused
    db.make(pair.new_ddl)
    wanted = catalog(db)
    for form in MIGRATIONS:
        result = apply(db, pair, form, wanted, True)
        if result is None:
            refused += 1
            result = apply(db, pair, form, wanted, False)
        found += result
    return found, refused
