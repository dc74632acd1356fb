#!/bin/sh
# Made by lite2pg from the schema and its mapping: change those, not this file.
#
# Moves the rows of an SQLite database into the PostgreSQL tables of the same compile:
#
#     load.sh app.db "postgresql://app@db.example.com/shop"
#     PGHOST=db.example.com PGDATABASE=shop load.sh app.db
#
# The tables must be there and empty.  All rows go over in one transaction, which is committed only
# when both sides hold the same number of rows; until then the target stays as it was.  A value that
# its new type could not hold as it is stops the load, and all such values are named.  The
# database file is only read, in one snapshot, and may be in use.
#
# Exit status: 0 loaded, 1 data or schemas do not fit, 2 it could not run.

set -u
umask 077
LC_ALL=C
export LC_ALL

say() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

cannot() {
	say "$@"
	exit 2
}

case $# in
1 | 2) ;;
*)
	printf 'usage: %s DATABASE [CONNECTION]\n' "${0##*/}" >&2
	exit 2
	;;
esac

# ---- the programs

for program in sqlite3 psql; do
	command -v "$program" >/dev/null || cannot "there is no program '$program' here"
done
version=$(sqlite3 -version) || cannot "sqlite3 does not run"
case $version in
3.[0-9].* | 3.[12][0-9].* | 3.3[0-6].*)
	cannot "sqlite3 is version ${version%% *}; 3.37 or later is needed"
	;;
esac

# sqlite3 3.50 and later shows control characters as ^A unless told not to.
escape='-escape off'
# shellcheck disable=SC2086 # two words
sqlite3 -init /dev/null $escape :memory: 'SELECT 1' >/dev/null 2>&1 || escape=
# What the queries below count on.
# shellcheck disable=SC2086 # two words, or none
test "$(sqlite3 -init /dev/null $escape :memory: 'SELECT char(1, 127), length(json_quote(char(1)))' 2>&1)" = "$(printf '\001\177|8')" ||
	cannot "this sqlite3 has no JSON functions, or does not write text as it is"

work=$(mktemp -d "${TMPDIR:-/tmp}/load.XXXXXX") || cannot "there is no place for temporary files"
running=
# shellcheck disable=SC2317 # called by traps
clean_up() {
	test -z "$running" || kill "$running" 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- the database: read only, and no file left beside it

case $1 in
/*) database=$1 ;;
*) database=$PWD/$1 ;;
esac
test -f "$database" || cannot "there is no database '$1'"
test -r "$database" || cannot "cannot read the database '$1'"
header=$(od -An -v -tx1 -N20 "$database" | tr -d ' \n')
case $header in
53514c69746520666f726d6174203300????0202) journal=wal ;;
53514c69746520666f726d6174203300*) journal=rollback ;;
*) cannot "'$1' is not an SQLite database" ;;
esac

# Opening a database in WAL mode makes two files beside it, unless it is said to be immutable: that
# holds when no other program has it open, and is checked again at the end.
mode=ro
if test $journal = wal; then
	if test ! -s "$database-wal" && test ! -e "$database-shm"; then
		mode='ro&immutable=1'
	elif test ! -e "$database-wal"; then
		mode='ro&immutable=1'
	elif test ! -e "$database-shm"; then
		say "'$1-wal' holds changes that no program has open: reading a copy of both"
		cp -- "$database" "$work/copy" || cannot "cannot copy '$1'"
		cp -- "$database-wal" "$work/copy-wal" || cannot "cannot copy '$1-wal'"
		database=$work/copy
	fi
fi
: >"$work/opened"
uri=$(printf '%s.' "$database" | sed 's/%/%25/g; s/?/%3f/g; s/#/%23/g')
uri="file://${uri%.}?mode=$mode"

changed() {
	case $mode in
	*immutable*)
		test -s "$database-wal" || test -n "$(find "$database" -newer "$work/opened")"
		;;
	*) false ;;
	esac
}

# ---- the connection: its password goes by the environment, because all users see the arguments

# Reads a connection string; writes its password, or all but its password.
# shellcheck disable=SC2016 # $ is awk's
connection='
	function decoded(text,  out, i) {
		while ((i = index(text, "%"))) {
			out = out substr(text, 1, i - 1) sprintf("%c", hex(substr(text, i + 1, 1)) * 16 + hex(substr(text, i + 2, 1)))
			text = substr(text, i + 3)
		}
		return out text
	}
	function hex(digit) {
		return index("0123456789abcdef", tolower(digit)) - 1
	}
	function split_uri(text,  start, at, colon, mark, n, fields, i, query) {
		start = index(text, "//") + 2
		rest = substr(text, 1, start - 1)
		text = substr(text, start)
		at = match(text, /[@\/]/)
		if (at && substr(text, at, 1) == "@") {
			colon = index(substr(text, 1, at), ":")
			if (colon) {
				password = decoded(substr(text, colon + 1, at - colon - 1))
				text = substr(text, 1, colon - 1) substr(text, at)
			}
		}
		mark = index(text, "?")
		if (!mark) {
			rest = rest text
			return
		}
		rest = rest substr(text, 1, mark - 1)
		n = split(substr(text, mark + 1), fields, "&")
		for (i = 1; i <= n; i++)
			if (fields[i] ~ /^password=/)
				password = decoded(substr(fields[i], 10))
			else
				query = query (query == "" ? "?" : "&") fields[i]
		rest = rest query
	}
	function split_pairs(text,  key, value, raw, c) {
		while (match(text, /^[ \t\n]*[^ \t\n=]+[ \t\n]*=[ \t\n]*/)) {
			key = raw = substr(text, 1, RLENGTH)
			gsub(/[ \t\n=]/, "", key)
			text = substr(text, RLENGTH + 1)
			value = ""
			quoted = substr(text, 1, 1) == "\047"
			if (quoted) {
				raw = raw "\047"
				text = substr(text, 2)
			}
			while (text != "") {
				c = substr(text, 1, 1)
				if (quoted ? c == "\047" : c ~ /[ \t\n]/)
					break
				if (c == "\\") {
					raw = raw c
					text = substr(text, 2)
					c = substr(text, 1, 1)
				}
				raw = raw c
				value = value c
				text = substr(text, 2)
			}
			if (quoted) {
				raw = raw "\047"
				text = substr(text, 2)
			}
			if (key == "password")
				password = value
			else
				rest = rest raw
		}
		rest = rest text
	}
	{ text = text (NR > 1 ? "\n" : "") $0 }
	END {
		if (text ~ /^postgres(ql)?:\/\//)
			split_uri(text)
		else if (index(text, "="))
			split_pairs(text)
		else
			rest = text
		printf "%s", part == "password" ? password : rest
	}'

target=
if test $# = 2; then
	case $2 in
	*sslpassword*) cannot "give sslpassword in a service file: arguments are not secret" ;;
	esac
	password=$(printf '%s\n' "$2" | awk -v part=password "$connection")
	target=$(printf '%s\n' "$2" | awk -v part=rest "$connection")
	if test -n "$password"; then
		PGPASSWORD=$password
		export PGPASSWORD
	fi
fi
PGCLIENTENCODING=UTF8
export PGCLIENTENCODING

# ---- what PostgreSQL does before and after the rows

prepare_target() {
	cat <<'END_OF_SQL'
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO, YMD';
SET LOCAL statement_timeout = 0;
SET LOCAL standard_conforming_strings = on;
@SEARCH_PATH@

-- The tables in the order in which they are loaded, with the rows that SQLite holds; `numbered` is
-- the column that a sequence numbers, `sequence` where SQLite's AUTOINCREMENT stands.
CREATE TEMPORARY TABLE lite2pg_table (
    position integer, name text, stored bigint, numbered text, sequence bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE lite2pg_restore (statement text) ON COMMIT DROP;

CREATE FUNCTION pg_temp.lite2pg_begin(largest float8, third float8) RETURNS void LANGUAGE plpgsql AS $function$
DECLARE
    item record;
    filled boolean;
BEGIN
    IF largest <> 1.7976931348623157e308 OR third <> 1 / 3::float8 THEN
        RAISE EXCEPTION 'this sqlite3 does not print doubles to their last bit';
    END IF;
    FOR item IN SELECT name FROM lite2pg_table ORDER BY position LOOP
        IF to_regclass(item.name) IS NULL THEN
            RAISE EXCEPTION 'table % does not exist', item.name
                USING HINT = 'Run the DDL of the same compile first.';
        END IF;
        EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', item.name);
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', item.name) INTO filled;
        IF filled THEN
            RAISE EXCEPTION 'table % is not empty', item.name;
        END IF;
    END LOOP;
    -- A foreign key whose parent comes later waits for it until the end.
    SET CONSTRAINTS ALL DEFERRED;
    FOR item IN
        SELECT conrelid::regclass AS relation, conname
          FROM pg_constraint
          JOIN lite2pg_table AS child ON to_regclass(child.name) = conrelid
          JOIN lite2pg_table AS parent ON to_regclass(parent.name) = confrelid
         WHERE contype = 'f' AND NOT condeferrable AND child.position < parent.position
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED',
                       item.relation, item.conname);
        INSERT INTO lite2pg_restore
        VALUES (format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE', item.relation, item.conname));
    END LOOP;
    -- The rows are what SQLite's triggers left: they do not fire again.
    FOR item IN
        SELECT tgrelid::regclass AS relation, tgname,
               CASE tgenabled WHEN 'R' THEN 'REPLICA ' WHEN 'A' THEN 'ALWAYS ' ELSE '' END AS mode
          FROM pg_trigger
          JOIN lite2pg_table ON to_regclass(name) = tgrelid
         WHERE NOT tgisinternal AND tgenabled <> 'D'
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', item.relation, item.tgname);
        INSERT INTO lite2pg_restore
        VALUES (format('ALTER TABLE %s ENABLE %sTRIGGER %I', item.relation, item.mode, item.tgname));
    END LOOP;
END
$function$;

CREATE FUNCTION pg_temp.lite2pg_end() RETURNS text LANGUAGE plpgsql AS $function$
DECLARE
    item record;
    loaded bigint;
    numbers text;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR item IN SELECT statement FROM lite2pg_restore LOOP
        EXECUTE item.statement;
    END LOOP;
    FOR item IN SELECT * FROM lite2pg_table ORDER BY position LOOP
        EXECUTE format('SELECT count(*) FROM %s', item.name) INTO loaded;
        IF loaded <> item.stored THEN
            RAISE EXCEPTION 'table %: SQLite holds % rows, PostgreSQL %', item.name, item.stored, loaded;
        END IF;
    END LOOP;
    -- Sequences go on after the highest number that either side has given.
    FOR item IN SELECT * FROM lite2pg_table WHERE numbered IS NOT NULL ORDER BY position LOOP
        numbers := pg_get_serial_sequence(item.name, item.numbered);
        IF numbers IS NULL THEN
            RAISE EXCEPTION 'table %: no sequence numbers its column %', item.name, item.numbered;
        END IF;
        EXECUTE format('SELECT greatest(max(%I), %L::bigint) FROM %s', item.numbered, item.sequence, item.name)
           INTO loaded;
        IF loaded >= 1 THEN
            PERFORM setval(numbers, loaded);
        ELSE
            PERFORM setval(numbers, 1, false);
        END IF;
    END LOOP;
    RETURN (SELECT format('loaded %s row%s into %s table%s', coalesce(sum(stored), 0),
                          CASE sum(stored) WHEN 1 THEN '' ELSE 's' END, count(*), CASE count(*) WHEN 1 THEN '' ELSE 's' END)
              FROM lite2pg_table);
END
$function$;
END_OF_SQL
}

finish_target() {
	cat <<'END_OF_SQL'
SELECT pg_temp.lite2pg_end();
COMMIT;
\echo committed
END_OF_SQL
}

# ---- what sqlite3 does: write rows.sql and check.sql by the plan, and run one of them

run_sqlite() {
	printf '.read %s\n' "$1" >"$work/chosen.sql"
	# shellcheck disable=SC2086 # two words, or none
	(cd "$work" && sqlite3 -batch -bail -init /dev/null $escape "$uri") <<'END_OF_SQL'
.mode list
.headers off
.separator "\t" "\n"
.nullvalue '\N'
.timeout 60000
PRAGMA temp_store = memory;
BEGIN;

-- How values go over, %s being the value and %n a size: which ones fit the new type, and COPY's text
-- of them; those that are `plain` fit, and are that text as they are.
CREATE TEMP TABLE kind (name TEXT PRIMARY KEY, plain TEXT, fits TEXT, value TEXT);
@KINDS@

-- Which column goes where.  No target: known and left out.  `numbered`: by a sequence of PostgreSQL.
CREATE TEMP TABLE plan_table (source TEXT PRIMARY KEY COLLATE NOCASE, target TEXT, numbered TEXT);
CREATE TEMP TABLE plan_column (
    source TEXT COLLATE NOCASE, source_column TEXT COLLATE NOCASE, target_column TEXT, type TEXT, kind TEXT, size INTEGER
);
@PLAN@
CREATE INDEX plan_column_source ON plan_column (source);

-- Is it the database that the plan was made for?
CREATE TEMP TABLE problem (text TEXT);
CREATE TEMP TABLE actual AS
SELECT t.name COLLATE NOCASE AS source, c.name COLLATE NOCASE AS source_column
  FROM pragma_table_list AS t
  LEFT JOIN pragma_table_xinfo(t.name, 'main') AS c ON t.type = 'table' AND c.hidden <> 1
 WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\';
CREATE INDEX actual_source ON actual (source COLLATE NOCASE);
INSERT INTO problem
SELECT 'the database has no table ' || source
  FROM plan_table AS p
 WHERE target IS NOT NULL AND NOT EXISTS (SELECT 1 FROM actual AS a WHERE a.source = p.source COLLATE NOCASE);
INSERT INTO problem
SELECT DISTINCT 'the database has a table that this script does not know: ' || source
  FROM actual AS a
 WHERE NOT EXISTS (SELECT 1 FROM plan_table AS p WHERE p.source = a.source);
INSERT INTO problem
SELECT 'table ' || source || ' has no column ' || source_column
  FROM plan_column AS p
 WHERE EXISTS (SELECT 1 FROM actual AS a WHERE a.source = p.source COLLATE NOCASE AND a.source_column IS NOT NULL)
   AND p.source_column <> 'rowid' -- which is there where no column is
   AND NOT EXISTS (SELECT 1 FROM actual AS a
                    WHERE a.source = p.source COLLATE NOCASE AND a.source_column = p.source_column COLLATE NOCASE);
INSERT INTO problem
SELECT 'table ' || source || ' has a column that this script does not know: ' || source_column
  FROM actual AS a
 WHERE source_column IS NOT NULL
   AND EXISTS (SELECT 1 FROM plan_table AS p WHERE p.source = a.source AND p.target IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM plan_column AS p WHERE p.source = a.source AND p.source_column = a.source_column);

-- The plan as the queries name it.
CREATE TEMP TABLE load_table AS
SELECT source, row_number() OVER (ORDER BY rowid) AS position, printf('"%w"', target) AS target, numbered
  FROM plan_table
 WHERE target IS NOT NULL
 ORDER BY rowid;
CREATE TEMP TABLE load_column (
    source TEXT, number INTEGER, source_column TEXT, target TEXT, type TEXT, ref TEXT, fits TEXT, value TEXT,
    PRIMARY KEY (source, number)
) WITHOUT ROWID;
INSERT INTO load_column
SELECT source, number, source_column, printf('"%w"', target_column), type, ref,
       replace(replace(fits, '%n', ifnull(size, '')), '%s', ref),
       -- COPY takes '\000' for no type: the load fails there.
       replace(replace('CASE' || ifnull(' WHEN ' || plain || ' THEN %s', '') || ' WHEN ' || fits || ' THEN ' || value
                       || ' WHEN %s IS NOT NULL THEN ''\000'' END',
                       '%n', ifnull(size, '')), '%s', ref)
  FROM (SELECT *, rowid AS number, printf('r."%w"', source_column) AS ref FROM plan_column) AS p
  JOIN kind ON kind.name = p.kind;

.output problems
SELECT text FROM problem;

-- check.sql names the values that do not fit: the first of a row, in up to 1000 rows of a table.
CREATE TEMP TABLE misfit (source TEXT, source_column TEXT, type TEXT, storage TEXT, sample TEXT);
.output check.sql
SELECT printf('INSERT INTO misfit SELECT %Q, CASE %s END, CASE %s END, CASE %s END, CASE %s END FROM main."%w" AS r NOT INDEXED WHERE %s LIMIT 1000;',
              source,
              group_concat(printf('WHEN %s IS NOT NULL AND (%s) IS NOT TRUE THEN %Q', ref, fits, source_column), ' '),
              group_concat(printf('WHEN %s IS NOT NULL AND (%s) IS NOT TRUE THEN %Q', ref, fits, type), ' '),
              group_concat(printf('WHEN %s IS NOT NULL AND (%s) IS NOT TRUE THEN typeof(%s)', ref, fits, ref), ' '),
              group_concat(printf('WHEN %s IS NOT NULL AND (%s) IS NOT TRUE THEN quote(substr(%s, 1, 40))', ref, fits, ref), ' '),
              source,
              group_concat(printf('%s IS NOT NULL AND (%s) IS NOT TRUE', ref, fits), ' OR '))
  FROM load_column
 GROUP BY source;
SELECT 'SELECT printf(''%s.%s: %s%d row%s not fit %s, for example %s %s'', source, source_column,
                      iif(count(*) = 1000, ''at least '', ''''), count(*), iif(count(*) = 1, '' does'', ''s do''),
                      type, storage, sample)
          FROM misfit GROUP BY source, source_column, type ORDER BY min(rowid);';

-- rows.sql writes the rows, table by table, as COPY reads them; before them what PostgreSQL needs
-- to know of the tables.
.output rows.sql
SELECT '.exit 1' WHERE EXISTS (SELECT 1 FROM problem);
SELECT 'SELECT ''COPY lite2pg_table FROM STDIN;'';';
SELECT printf('SELECT %d, %Q, (SELECT count(*) FROM main."%w" NOT INDEXED), %Q, %s;',
              position, replace(replace(replace(replace(target, '\', '\\'), char(9), '\t'), char(10), '\n'), char(13), '\r'), source, replace(replace(replace(replace(numbered, '\', '\\'), char(9), '\t'), char(10), '\n'), char(13), '\r'),
              CASE WHEN numbered IS NOT NULL AND EXISTS (SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND name = 'sqlite_sequence')
                   THEN printf('(SELECT max(seq) FROM main.sqlite_sequence WHERE name = %Q COLLATE NOCASE)', source)
                   ELSE 'NULL'
              END)
  FROM load_table;
SELECT 'SELECT ''\.'';';
SELECT 'SELECT ''\set SHOW_CONTEXT never'';';
-- The largest double as a product of exact ones: (2^53 - 1) * 2^971.
SELECT printf('SELECT ''SELECT pg_temp.lite2pg_begin(''''%!.20g'''', ''''%!.20g'''');'';',
              9007199254740991 * big * big * big * big * big * big * big * big * big * big * big * big * big * big * big * 2199023255552,
              1.0 / 3)
  FROM (SELECT CAST(4611686018427387904 AS REAL) AS big);
SELECT 'SELECT ''\set SHOW_CONTEXT errors'';';
CREATE TEMP TABLE copy AS
SELECT source, group_concat(target, ', ') AS targets, group_concat(value, ', ') AS row FROM load_column GROUP BY source;
CREATE INDEX copy_source ON copy (source);
SELECT CASE WHEN row IS NULL
            THEN printf('SELECT %Q FROM main."%w";', printf('INSERT INTO %s DEFAULT VALUES;', target), source)
            ELSE printf('SELECT %Q; SELECT %s FROM main."%w" AS r NOT INDEXED; SELECT ''\.'';',
                        printf('COPY %s (%s) FROM STDIN;', target, targets), row, source)
       END
  FROM load_table LEFT JOIN copy USING (source)
 ORDER BY position;
.output
.read chosen.sql
END_OF_SQL
}

# ---- one pipe, one transaction

# Nothing is committed unless all was read, and the file is still what it was.
script() {
	prepare_target
	if run_sqlite rows.sql && ! changed; then
		finish_target
	fi
}

script | psql -X -q -A -t -v ON_ERROR_STOP=1 ${target:+-d "$target"} >"$work/said" 2>"$work/errors" &
running=$!
wait "$running"
status=$?
running=

if grep -q '^committed$' "$work/said"; then
	cat "$work/errors" >&2
	grep '^loaded ' "$work/said"
	exit 0
fi
# PostgreSQL stopped at the mark of a value that does not fit: the names say more than its words.
if grep -q 'invalid byte sequence .* 0x00$' "$work/errors"; then
	run_sqlite check.sql >"$work/problems"
elif changed; then
	printf '%s\n' "'$1' was changed while it was read" >"$work/problems"
fi
test -s "$work/problems" || cat "$work/errors" >&2
while IFS= read -r problem; do
	say "$problem"
done <"$work/problems"
say "nothing was loaded"
test $status != 2 || exit 2
exit 1
