# SPDX-License-Identifier: PostgreSQL
"""What lite2pg diff says of a database and a source.

    drifting.differences(db.uri, "schema.sql")    # [("add", "index", "by_name", "whole"), ...]
    drifting.mend(db, "schema.sql", "name")       # runs the migration: no difference is left
"""
import json
import subprocess

import tap

MAPPINGS = ("default", "faithful", "idiomatic")


class Refused(Exception):
    """The program did not do what it was asked; the text is what it said."""


def compiled(*arguments):
    done = subprocess.run([tap.program(), "compile", "-q", *map(str, arguments)], capture_output=True, timeout=120)
    if done.returncode:
        raise Refused(done.stderr.decode(errors="replace"))
    return done.stdout.decode()


def diff(old, new, *options):
    return subprocess.run([tap.program(), "diff", *options, "--", str(old), str(new)], capture_output=True, timeout=120,
                          encoding="utf-8", errors="replace")


def differences(old, new, *options):
    """What diff counts as differences: (kind, object, name, aspect) of each."""
    done = diff(old, new, "--format=json", *options)
    if done.returncode not in (0, 1):
        raise Refused(done.stderr)
    found = [(c["change"], c["object"], c["name"], c.get("aspect", "whole"))
             for c in json.loads(done.stdout)["changes"] if not c["harmless"]]
    if bool(found) != bool(done.returncode):
        raise Refused("status %d: %s" % (done.returncode, done.stdout))
    return found


def mend(db, wanted, name, *options):
    """Runs the migration of DB to WANTED and looks again."""
    done = diff(db.uri, wanted, "--format=sql", "--allow=all", *options)
    run = db.psql(done.stdout)
    tap.ok(run.returncode == 0, name + ": the server takes the migration", done.stdout, run.stderr.decode(errors="replace"))
    tap.equal(differences(db.uri, wanted, *options), [], name + ": no difference is left")


# ---------------------------------------------------------------- changes by hand

# Each: the statement, the object that differs, its name.  Of columns those that no key, expression or view has.
CANDIDATES = {
    "index": """SELECT format('DROP INDEX %I', i.relname), 'index', i.relname FROM pg_index x JOIN pg_class i
        ON i.oid = x.indexrelid WHERE i.relnamespace = 'public'::regnamespace AND NOT EXISTS
        (SELECT FROM pg_constraint o WHERE o.conindid = i.oid) ORDER BY 1""",
    "new column": """SELECT format('ALTER TABLE %I ADD COLUMN by_hand integer DEFAULT 7', relname), 'column', 'by_hand'
        FROM pg_class WHERE relkind = 'r' AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1""",
    "type": """SELECT format('ALTER TABLE %I ALTER COLUMN %I TYPE varchar(77) COLLATE %s', c.relname, a.attname,
        a.attcollation::regcollation), 'column', a.attname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT c.relispartition
        AND a.atttypid = 'text'::regtype AND a.attgenerated = '' AND NOT a.atthasdef AND c.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
            AND d.classid <> 'pg_attrdef'::regclass) ORDER BY 1""",
    "default": """SELECT format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT NULL::text || ''by hand''', c.relname, a.attname),
        'column', a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r'
        AND NOT c.relispartition AND a.attnum > 0
        AND a.atttypid = 'text'::regtype AND a.attgenerated = '' AND c.relnamespace = 'public'::regnamespace ORDER BY 1""",
    "not null": """SELECT format('ALTER TABLE %I ALTER COLUMN %I %s NOT NULL', c.relname, a.attname,
        CASE WHEN a.attnotnull THEN 'DROP' ELSE 'SET' END), 'column', a.attname FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' AND NOT c.relispartition AND a.attnum > 0
        AND a.attidentity = '' AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conrelid = c.oid AND o.contype = 'p'
            AND a.attnum = ANY (o.conkey)) AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refobjid = a.attrelid
            AND d.refobjsubid = a.attnum AND d.deptype = 'a' AND d.classid = 'pg_class'::regclass
            AND d.objid IN (SELECT seqrelid FROM pg_sequence))
        AND NOT a.attisdropped AND c.relnamespace = 'public'::regnamespace ORDER BY 1""",
    "check": """SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), 'check', conname
        FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conparentid = 0 ORDER BY 1""",
    "foreign key": """SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), 'foreign key', conname
        FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0 ORDER BY 1""",
    "trigger": """SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass), 'trigger', tgname FROM pg_trigger t
        JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace ORDER BY 1""",
    "view": """SELECT format('DROP VIEW %I', relname), 'view', relname FROM pg_class WHERE relkind = 'v'
        AND relnamespace = 'public'::regnamespace ORDER BY 1""",
}


def change(db, kind, choice):
    """Makes one change of KIND that the server takes, chosen by CHOICE; None where there is none."""
    candidates = db.rows(CANDIDATES[kind])
    choice.shuffle(candidates)
    for sql, thing, name in candidates[:5]:
        if db.psql(sql).returncode == 0:
            return sql, thing, name
    return None


def check_changes(db, source, kinds, choice, title, *options):
    """One change of each of KINDS by hand: told, alone, and mended."""
    for kind in kinds:
        made = change(db, kind, choice)
        if not made:
            continue
        sql, thing, name = made
        tap.equal([d[1:3] for d in differences(db.uri, source, *options)], [(thing, name)], "%s: %s" % (title, sql))
        mend(db, source, "%s: after %s" % (title, sql), *options)


def check_none(db, source, title, *options):
    """The database was made from the source: both ways there is no difference."""
    for sides in ((db.uri, source), (source, db.uri)):
        done = diff(*sides, "-q", *options)
        if not tap.ok((done.returncode, done.stdout, done.stderr) == (0, "", ""), title, done.stdout[:3000], done.stderr[:3000]):
            return False
    return True


def check_case(db, case, *options):
    """A golden case, where it compiles and the server takes it: whether it was compared."""
    if (case / "in.map").exists():
        options += ("-m", case / "in.map")
    try:
        ddl = compiled(*options, case / "in.sql")
    except Refused:
        return False
    db.execute("SET client_min_messages = error; DROP SCHEMA IF EXISTS public, sqlite_compat CASCADE; CREATE SCHEMA public")
    if db.psql(ddl).returncode != 0:
        return False
    check_none(db, case / "in.sql", "%s/%s" % (case.parent.name, case.name), *options)
    return True
