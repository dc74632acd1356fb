# SPDX-License-Identifier: PostgreSQL
# Autoconf macros for projects that compile an SQLite schema to PostgreSQL in their build.

# LITE2PG_PROG([MINIMUM-VERSION])
# -------------------------------
# Looks for lite2pg, of that version or later.  Sets and substitutes LITE2PG; stops when there is none.
AC_DEFUN([LITE2PG_PROG], [
AC_ARG_VAR([LITE2PG], [the compiler from SQLite schemas to PostgreSQL's])
AC_PATH_PROG([LITE2PG], [lite2pg])
AS_IF([test -z "$LITE2PG"], [AC_MSG_ERROR([lite2pg was not found; set LITE2PG to its path])])
m4_ifval([$1], [
AC_MSG_CHECKING([whether $LITE2PG is version $1 or later])
lite2pg_version=`"$LITE2PG" --version | sed -n '1s/^lite2pg //p'`
AS_VERSION_COMPARE([$lite2pg_version], [$1],
  [AC_MSG_RESULT([no, it is $lite2pg_version])
   AC_MSG_ERROR([lite2pg $1 or later is needed])],
  [AC_MSG_RESULT([yes])], [AC_MSG_RESULT([yes, $lite2pg_version])])])
AC_SUBST([LITE2PG_RULES])
AM_SUBST_NOTMAKE([LITE2PG_RULES])
])

# LITE2PG_SCHEMA(NAME, SOURCES, [MAPPINGS], [OPTIONS])
# ----------------------------------------------------
# Adds to LITE2PG_RULES the rules that make NAME.pg.sql and NAME.load.sh in the build folder from SOURCES, which are
# relative to the source folder, and hang them on the target `schema`.  MAPPINGS are files in the source folder or
# presets.  Makefile.am takes them in with a line that holds @LITE2PG_RULES@ and nothing else.
AC_DEFUN([LITE2PG_SCHEMA], [
AC_REQUIRE([LITE2PG_PROG])
lite2pg_sources=
for lite2pg_file in $2; do
  AS_VAR_APPEND([lite2pg_sources], [" \$(srcdir)/$lite2pg_file"])
done
lite2pg_mappings=
for lite2pg_file in $3; do
  AS_IF([test -f "$srcdir/$lite2pg_file"],
    [AS_VAR_APPEND([lite2pg_mappings], [" -m \$(srcdir)/$lite2pg_file"])],
    [AS_VAR_APPEND([lite2pg_mappings], [" -m $lite2pg_file"])])
done
AS_VAR_APPEND([LITE2PG_RULES], ["
.PHONY: schema
schema: $1.pg.sql $1.load.sh
$1.load.sh: $1.pg.sql
$1.pg.sql:$lite2pg_sources
	\$(MKDIR_P) \$(@D)
	\$(LITE2PG) compile$lite2pg_mappings $4 -MD -MF $1.pg.d -o $1.pg.sql --loader $1.load.sh$lite2pg_sources
-include $1.pg.d
"])
])
