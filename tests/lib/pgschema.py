# SPDX-License-Identifier: PostgreSQL
"""What two PostgreSQL databases hold, read from their catalogs, and where they differ.

    ours, theirs = pgschema.read(db), pgschema.read(other)      # {thing: {property: value}}
    for line in pgschema.differences(ours, theirs): print(line)

A thing is what it is and where: "column t.c", "unique t (a, b)", "index t (lower(a))"; its name is a
property like any other.  Constant defaults are compared by their values, times of the transaction
as now().
"""
import fnmatch
import re

TABLES = "c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
COLUMNS = f"""SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid), nullif(l.collname, 'default'),
        pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE {TABLES} AND a.attnum > 0 AND NOT a.attisdropped"""
CONSTRAINTS = f"""SELECT c.relname, k.conname, k.contype, pg_get_constraintdef(k.oid)
    FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid WHERE {TABLES} AND k.contype IN ('p', 'u', 'c', 'f')"""
INDEXES = f"""SELECT c.relname, n.relname, i.indisunique, pg_get_indexdef(i.indexrelid)
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class n ON n.oid = i.indexrelid
    WHERE {TABLES} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))"""
ENUMS = """SELECT t.typname, string_agg(e.enumlabel, '|' ORDER BY e.enumsortorder)
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = 'public'::regnamespace GROUP BY 1"""
SEQUENCES = """SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass)"""
KINDS = {"p": "primary key", "u": "unique", "c": "check", "f": "foreign key"}
NOW = re.compile(r"^\(?(now\(\)|CURRENT_TIMESTAMP|(now\(\)|CURRENT_TIMESTAMP) AT TIME ZONE 'UTC'::text)\)?$")


ARRAY_CAST = re.compile(r"\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]")


def each_cast(definition):
    """A dump of (ARRAY['a', 'b'])::text[] is read again with a cast of each element."""
    return ARRAY_CAST.sub(lambda m: "ARRAY[" + re.sub(r"'(?:[^']|'')*'::character varying", r"(\g<0>)::text", m[1]) + "]", definition)


def is_constant(default):
    return not re.search(r"\w\(|CURRENT_|LOCALTIME|AT TIME ZONE", default)


def default_values(db, defaults):
    """The values of constant defaults, each in the type of its column."""
    if not defaults:
        return {}
    query = " UNION ALL ".join("SELECT %d, (%s)::%s::text" % (i, default, kind) for i, (default, kind) in enumerate(defaults))
    return {defaults[int(i)]: value for i, value in db.rows(query)}


def columns(db):
    rows = db.rows(COLUMNS)
    constants = [(r[6], r[2]) for r in rows if r[6] and r[5] == "" and is_constant(r[6])]
    values = default_values(db, constants)
    for table, column, kind, not_null, identity, generated, default, collation, sequence in rows:
        number = {"a": "identity always", "d": "identity"}.get(identity, "serial" if sequence == "t" else "none")
        if default and (number == "serial" or generated):
            shown = None
        else:
            shown = values.get((default, kind), default)
            if (default, kind) in values and shown is not None:
                shown = repr(shown)
        yield f"column {table}.{column}", {
            "type": kind, "not null": not_null == "t", "numbered": number, "collation": collation,
            "default": "now()" if shown and NOW.match(shown) else shown,
            "generated": default if generated else None}


def constraints(db):
    for table, name, kind, definition in db.rows(CONSTRAINTS):
        if kind == "f":
            where, rest = re.match(r"FOREIGN KEY (\(.*?\)) REFERENCES (.*)", definition).groups()
            yield f"foreign key {table} {where}", {"name": name, "references": rest}
        else:
            where = each_cast(definition[definition.index("("):])
            yield f"{KINDS[kind]} {table} {where}", {"name": name}


def indexes(db):
    for table, name, unique, definition in db.rows(INDEXES):
        where = each_cast(definition).split(" USING ", 1)[1].removeprefix("btree ")
        yield f"index {table} {where}", {"name": name, "unique": unique == "t"}


def read(db):
    """All things of schema public."""
    things = {}
    for part in (columns(db), constraints(db), indexes(db)):
        for thing, properties in part:
            while thing in things:  # the same constraint twice
                thing += " again"
            things[thing] = properties
    things.update((f"enum {name}", {"labels": labels}) for name, labels in db.rows(ENUMS))
    things.update((f"sequence {name}", {}) for name, in db.rows(SEQUENCES))
    return things


def differences(ours, theirs):
    """A line for each difference, in order."""
    lines = [f"{thing}: missing" for thing in theirs.keys() - ours.keys()]
    lines += [f"{thing}: not theirs" for thing in ours.keys() - theirs.keys()]
    for thing in ours.keys() & theirs.keys():
        for part, value in ours[thing].items():
            if value != theirs[thing][part]:
                lines.append(f"{thing}: {part} {value}, theirs {theirs[thing][part]}")
    return sorted(lines)


def unexplained(lines, known):
    """What KNOWN, a list of (pattern, how many, reason), does not foresee: the lines that nothing lists, and
    the patterns whose number of lines is another one.  Patterns are shell globs."""
    left, told = list(lines), []
    for pattern, count, reason in known:
        found = [line for line in left if fnmatch.fnmatchcase(line, pattern)]
        left = [line for line in left if line not in found]
        if len(found) != count:
            told.append(f"{len(found)} and not {count} lines are {pattern!r}: {reason}")
    return [f"not listed: {line}" for line in left] + told
