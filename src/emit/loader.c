/* SPDX-License-Identifier: PostgreSQL
 *
 * The loader script: loader.sh with the plan of one compile filled in.  The plan is
 * data, names as SQL strings and one line a column; all that works on it is the same in every
 * script.  Names never become sh, nor SQL, but through SQLite's printf('%Q') and printf('%w').
 */
#include <config.h>

#include "emit/loader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "mapping/rules.h"
#include "postgres/print.h"
#include "sqlite/virtual.h"

#define END_MARK "END_OF_SQL"

extern const char loader_text[]; /* loader.sh */

/* ---------------------------------------------------------------- kinds of values */

/* COPY's text format of a value that is text. */
#define ESCAPED(value)                                                                \
	"replace(replace(replace(replace(" value ", '\\', '\\\\'), char(9), '\\t'), " \
	"char(10), '\\n'), char(13), '\\r')"
#define NO_NUL "instr(%s, char(0)) = 0"
/* Nothing to escape and no NUL: JSON escapes all of these and more, in one call. */
#define PLAIN_TEXT "typeof(%s) = 'text' AND length(json_quote(%s)) = length(%s) + 2"
/* The fewest digits that mean the double.  Far from 1 sqlite3 reads and writes its 17th digit
 * wrong (printf.c and util.c before 3.43 reckon in long double); 20 digits are always enough. */
#define FEWEST_DIGITS                                                             \
	"CASE WHEN %s = 0 THEN '0.0'"                                             \
	" WHEN abs(%s) NOT BETWEEN 1e-90 AND 1e90 THEN printf('%!.20g', %s)"      \
	" WHEN CAST(printf('%!.15g', %s) AS REAL) = %s THEN printf('%!.15g', %s)" \
	" WHEN CAST(printf('%!.16g', %s) AS REAL) = %s THEN printf('%!.16g', %s)" \
	" ELSE printf('%!.17g', %s) END"
/* A double that means a number of %n decimals: round() keeps 16 digits, a double may need 17. */
#define HAS_DECIMALS(value)                                                                       \
	"(round(" value ", %n) = " value " OR CAST(printf('%!.%nf', " value ") AS REAL) = " value \
	")"
#define NUMBER_OR_TEXT "CASE typeof(%s) WHEN 'real' THEN " FEWEST_DIGITS " ELSE %s END"

/* Values of every storage class may come: a column's type says nothing about them. */
struct kind {
	const char *name;
	const char *plain; /* or NULL: true for values that fit and are COPY's text as they are */
	const char *fits;  /* true for values that PostgreSQL would hold as they are */
	const char *value; /* COPY's text of them */
};

enum kind_index {
	KIND_BOOLEAN,
	KIND_SMALLINT,
	KIND_INTEGER,
	KIND_BIGINT,
	KIND_DOUBLE,
	KIND_NUMERIC,
	KIND_SCALED,
	KIND_TEXT,
	KIND_SIZED,
	KIND_ANY,
	KIND_SIZED_ANY,
	KIND_MOMENT,
	KIND_BYTES,
	KIND_COUNT
};

static const struct kind kinds[KIND_COUNT] = {
	[KIND_BOOLEAN] = { "0 or 1", NULL, "typeof(%s) = 'integer' AND %s IN (0, 1)", "%s" },
	[KIND_SMALLINT] = { "16 bits", NULL,
			    "typeof(%s) = 'integer' AND %s BETWEEN -32768 AND 32767", "%s" },
	[KIND_INTEGER] = { "32 bits", NULL,
			   "typeof(%s) = 'integer' AND %s BETWEEN -2147483648 AND 2147483647",
			   "%s" },
	[KIND_BIGINT] = { "64 bits", NULL, "typeof(%s) = 'integer'", "%s" },
	[KIND_DOUBLE] = { "double", NULL,
			  "typeof(%s) = 'real' OR typeof(%s) = 'integer' AND CAST(%s AS REAL) = %s",
			  "CASE typeof(%s) WHEN 'real' THEN printf('%!.20g', %s) ELSE %s END" },
	[KIND_NUMERIC] = { "number", "typeof(%s) = 'integer'", "typeof(%s) IN ('integer', 'real')",
			   NUMBER_OR_TEXT },
	[KIND_SCALED] = { "number with decimals", "typeof(%s) = 'integer'",
			  "typeof(%s) = 'integer' OR typeof(%s) = 'real' AND " HAS_DECIMALS("%s"),
			  NUMBER_OR_TEXT },
	[KIND_TEXT] = { "text", PLAIN_TEXT, "typeof(%s) = 'text' AND " NO_NUL, ESCAPED("%s") },
	[KIND_SIZED] = { "text of a size", PLAIN_TEXT " AND length(%s) <= %n",
			 "typeof(%s) = 'text' AND " NO_NUL " AND length(%s) <= %n", ESCAPED("%s") },
	[KIND_ANY] = { "text or number", PLAIN_TEXT, "typeof(%s) <> 'blob' AND " NO_NUL,
		       ESCAPED(NUMBER_OR_TEXT) },
	[KIND_SIZED_ANY] = { "text or number of a size", PLAIN_TEXT " AND length(%s) <= %n",
			     "typeof(%s) <> 'blob' AND " NO_NUL " AND length(%s) <= %n",
			     ESCAPED(NUMBER_OR_TEXT) },
	/* Words such as 'now' and 'infinity' would become another value. */
	[KIND_MOMENT] = { "date or time", NULL,
			  "typeof(%s) = 'text' AND %s GLOB '[0-9]*' AND " NO_NUL, ESCAPED("%s") },
	[KIND_BYTES] = { "blob", NULL, "typeof(%s) = 'blob'", "'\\\\x' || hex(%s)" },
};

/* SQLite turns what is stored in a column of TEXT affinity into text, but for blobs. */
static bool holds_only_text(const struct pg_table *table, const struct pg_column *column)
{
	return column->source->affinity == AFFINITY_TEXT && table->source->kind == TABLE_ORDINARY;
}

static enum kind_index kind_of_text(const struct pg_table *table, const struct pg_column *column)
{
	bool sized = (column->type.kind == PG_VARCHAR || column->type.kind == PG_CHAR) &&
		     column->type.parameter_count == 1;

	if (holds_only_text(table, column))
		return sized ? KIND_SIZED : KIND_TEXT;
	return sized ? KIND_SIZED_ANY : KIND_ANY;
}

static enum kind_index kind_of(const struct pg_table *table, const struct pg_column *column)
{
	if (column->type.array)
		return kind_of_text(table, column);
	switch (column->type.kind) {
	case PG_BOOLEAN:
		return KIND_BOOLEAN;
	case PG_SMALLINT:
		return KIND_SMALLINT;
	case PG_INTEGER:
		return KIND_INTEGER;
	case PG_BIGINT:
		return KIND_BIGINT;
	case PG_NUMERIC:
		return column->type.parameter_count ? KIND_SCALED : KIND_NUMERIC;
	case PG_REAL:
	case PG_DOUBLE:
		return KIND_DOUBLE;
	case PG_BYTEA:
		return KIND_BYTES;
	case PG_DATE:
	case PG_TIME:
	case PG_TIMETZ:
	case PG_TIMESTAMP:
	case PG_TIMESTAMPTZ:
		return KIND_MOMENT;
	case PG_UNKNOWN:
	case PG_TEXT:
	case PG_VARCHAR:
	case PG_CHAR:
	case PG_CITEXT:
	case PG_INTERVAL:
	case PG_UUID:
	case PG_INET:
	case PG_JSON:
	case PG_JSONB:
	case PG_TSVECTOR:
	case PG_ENUM:
	case PG_OTHER:
		break;
	}
	return kind_of_text(table, column);
}

/* varchar(n): n; numeric(p, s): s; -1: none. */
static int32_t size_of_type(const struct pg_type *type)
{
	if (!type->parameter_count || type->array)
		return -1;
	if (type->kind == PG_NUMERIC)
		return type->parameter_count == 2 ? type->parameters[1] : 0;
	return type->kind == PG_VARCHAR || type->kind == PG_CHAR ? type->parameters[0] : -1;
}

/* Names of conversions among the kinds.  numeric(p, s) would round what one lets pass. */
#define CONVERTED "using "
#define SCALED	  "to a scale using "
#define HAS_SCALE "(typeof(%s) = 'integer' OR " HAS_DECIMALS("CAST(%s AS REAL)") ")"

static bool is_scaled(const struct pg_column *column)
{
	return column->type.kind == PG_NUMERIC && size_of_type(&column->type) >= 0;
}

/* ---------------------------------------------------------------- the plan */

struct loader {
	struct strbuf *out;
	const struct pg_schema *schema;
	struct strbuf type; /* scratch */
};

static void add_string(struct strbuf *out, struct slice text)
{
	const char *quote;

	strbuf_add_char(out, '\'');
	while ((quote = memchr(text.ptr, '\'', text.len))) {
		uint32_t len = (uint32_t)(quote + 1 - text.ptr);

		strbuf_add(out, text.ptr, len);
		strbuf_add_char(out, '\'');
		text.ptr += len;
		text.len -= len;
	}
	strbuf_add(out, text.ptr, text.len);
	strbuf_add_char(out, '\'');
}

static void add_text(struct strbuf *out, const char *text)
{
	add_string(out, slice_of(text));
}

static bool is_loaded(const struct pg_column *column)
{
	return column->source && !column->generated_as;
}

/* One line: ('users', 'email', 'email', 'varchar(40)', 'text of a size', 40). */
static void add_column(struct loader *loader, const struct pg_table *table,
		       const struct sqlite_column *source, const struct pg_column *column)
{
	struct strbuf *out = loader->out;
	int32_t size;

	strbuf_add_text(out, "    (");
	add_string(out, table->source->name.text);
	strbuf_add_text(out, ", ");
	add_string(out, source->name.text);
	if (!column || !is_loaded(column)) {
		strbuf_add_text(out, column ? ", NULL, 'generated', NULL, NULL)"
					    : ", NULL, 'left out', NULL, NULL)");
		return;
	}
	size = size_of_type(&column->type);
	strbuf_clear(&loader->type);
	pg_type_print(&loader->type, &column->type);
	strbuf_add_text(out, ", ");
	add_text(out, column->name);
	strbuf_add_text(out, ", ");
	add_text(out, loader->type.text);
	strbuf_add_text(out, ", ");
	if (column->conversion)
		strbuf_addf(out, "'%s%s'", is_scaled(column) ? SCALED : CONVERTED,
			    column->conversion->name);
	else
		add_text(out, kinds[kind_of(table, column)].name);
	if (size >= 0 && (!column->conversion || is_scaled(column)))
		strbuf_addf(out, ", %d)", size);
	else
		strbuf_add_text(out, ", NULL)");
}

static void add_rowid(struct loader *loader, const struct pg_table *table,
		      const struct pg_column *column, const char *before)
{
	strbuf_addf(loader->out, "%s    (", before);
	add_string(loader->out, table->source->name.text);
	strbuf_add_text(loader->out, ", 'rowid', ");
	add_text(loader->out, column->name);
	strbuf_addf(loader->out, ", 'bigint', '%s', NULL)", kinds[KIND_BIGINT].name);
}

/* What SOURCE became; *AT is where it is expected, because both are in the same order. */
static const struct pg_column *target_of(const struct pg_table *table,
					 const struct sqlite_column *source, uint32_t *at)
{
	for (uint32_t tried = 0; tried < table->columns.count; tried++) {
		const struct pg_column *column = table->columns.items[*at];

		if (column->source == source)
			return column;
		*at = (*at + 1) % table->columns.count;
	}
	return NULL;
}

static const char *numbered_column(const struct pg_table *table)
{
	vec_each(struct pg_column *, column, table->columns)
		if ((*column)->identity != PG_NO_IDENTITY)
			return (*column)->name;
	return NULL;
}

static void add_table(struct loader *loader, const struct pg_table *table)
{
	struct strbuf *out = loader->out;
	const char *numbered = numbered_column(table);
	const char *before = "INSERT INTO plan_column VALUES\n";
	uint32_t at = 0;

	strbuf_add_text(out, "INSERT INTO plan_table VALUES (");
	add_string(out, table->source->name.text);
	strbuf_add_text(out, ", ");
	add_text(out, table->name);
	strbuf_add_text(out, ", ");
	if (numbered)
		add_text(out, numbered);
	else
		strbuf_add_text(out, "NULL");
	strbuf_add_text(out, ");\n");
	vec_each(struct sqlite_column *, source, table->source->columns) {
		strbuf_add_text(out, before);
		add_column(loader, table, *source, target_of(table, *source, &at));
		before = ",\n";
	}
	vec_each(struct pg_column *const, column, table->columns) {
		if ((*column)->is_rowid)
			add_rowid(loader, table, *column, before);
	}
	strbuf_add_text(out, table->source->columns.count ? ";\n" : "");
}

/* Whether SQLite has the table's rows: of a full-text table without content it keeps an index. */
static bool has_rows(const struct pg_table *table)
{
	struct arena *scratch;
	bool empty = false;

	if (!table->source || !virtual_is_fulltext(table->source))
		return table->source != NULL;
	scratch = arena_new();
	virtual_content(table->source, scratch, &empty);
	arena_free(scratch);
	return !empty;
}

static void add_left_out_tables(struct loader *loader)
{
	const struct sqlite_schema *source = loader->schema->source;
	bool *loaded = xmalloc(source->next_order + 1);

	memset(loaded, 0, source->next_order + 1);
	vec_each(struct pg_table *, table, loader->schema->tables)
		if (has_rows(*table))
			loaded[(*table)->source->order] = true;
	vec_each(struct sqlite_table *, table, source->tables) {
		if (loaded[(*table)->order] || (*table)->temporary)
			continue;
		strbuf_add_text(loader->out, "INSERT INTO plan_table VALUES (");
		add_string(loader->out, (*table)->name.text);
		strbuf_add_text(loader->out, ", NULL, NULL);\n");
	}
	free(loaded);
}

/* ---------------------------------------------------------------- the kinds in use */

static void add_kind(struct strbuf *out, const char *prefix, const struct kind *kind)
{
	strbuf_addf(out, "INSERT INTO kind VALUES ('%s%s',\n    ", prefix, kind->name);
	if (kind->plain)
		add_text(out, kind->plain);
	else
		strbuf_add_text(out, "NULL");
	strbuf_add_text(out, ",\n    ");
	add_text(out, kind->fits);
	strbuf_add_text(out, ",\n    ");
	add_text(out, kind->value);
	strbuf_add_text(out, ");\n");
}

/* The text of a conversion's value, escaped for COPY. */
static void add_conversion(struct loader *loader, const struct conversion *conversion, bool scaled)
{
	static const char mark[] = "%v";
	static const char escaped[] = ESCAPED("(%v)");
	const char *hole = strstr(escaped, mark);
	struct strbuf fits = { 0 };
	struct strbuf value = { 0 };

	strbuf_add_text(&fits, conversion->fits);
	if (scaled)
		strbuf_add_text(&fits, " AND " HAS_SCALE);
	strbuf_add(&value, escaped, (size_t)(hole - escaped));
	strbuf_add_text(&value, conversion->value);
	strbuf_add_text(&value, hole + strlen(mark));
	add_kind(loader->out, scaled ? SCALED : CONVERTED,
		 &(struct kind){ conversion->name, NULL, fits.text, value.text });
	strbuf_free(&fits);
	strbuf_free(&value);
}

static void add_kinds(struct loader *loader)
{
	bool kind_used[KIND_COUNT] = { false };
	bool conversion_used[CONVERSION_COUNT][2] = { 0 };

	vec_each(struct pg_table *, table, loader->schema->tables) {
		vec_each(struct pg_column *, column, (*table)->columns) {
			kind_used[KIND_BIGINT] |= (*column)->is_rowid;
			if (!is_loaded(*column))
				continue;
			if ((*column)->conversion)
				conversion_used[(*column)->conversion - conversions]
					       [is_scaled(*column)] = true;
			else
				kind_used[kind_of(*table, *column)] = true;
		}
	}
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (kind_used[i])
			add_kind(loader->out, "", &kinds[i]);
	for (size_t i = 0; i < CONVERSION_COUNT; i++)
		for (int scaled = 0; scaled < 2; scaled++)
			if (conversion_used[i][scaled])
				add_conversion(loader, &conversions[i], scaled);
}

/* ---------------------------------------------------------------- the script */

static void add_search_path(struct loader *loader)
{
	struct strbuf *out = loader->out;

	if (!loader->schema->schema_name)
		return;
	strbuf_add_text(out, "SET LOCAL search_path TO ");
	pg_print_identifier(out, loader->schema->schema_name);
	strbuf_add_text(out, ";\n");
}

static void add_plan(struct output *out, struct loader *loader)
{
	vec_each(struct pg_table *, table, loader->schema->tables) {
		if (has_rows(*table))
			add_table(loader, *table);
		output_flush(out);
	}
	add_left_out_tables(loader);
}

/* The here-documents end at a line that no name can hold: names that span lines are searched
 * for it, and it gets a number as long as one has it. */
struct delimiter {
	char text[32];
	unsigned number;
	bool changed;
};

static void avoid(struct delimiter *delimiter, struct slice name)
{
	if (!memchr(name.ptr, '\n', name.len) ||
	    !memmem(name.ptr, name.len, delimiter->text, strlen(delimiter->text)))
		return;
	snprintf(delimiter->text, sizeof(delimiter->text), END_MARK "_%u", ++delimiter->number);
	delimiter->changed = true;
}

static void avoid_table(struct delimiter *delimiter, const struct pg_table *table)
{
	avoid(delimiter, slice_of(table->name));
	vec_each(struct pg_column *, column, table->columns) {
		avoid(delimiter, slice_of((*column)->name));
		if ((*column)->type.name)
			avoid(delimiter, slice_of((*column)->type.name));
	}
}

static struct delimiter choose_delimiter(const struct pg_schema *schema)
{
	struct delimiter delimiter = { END_MARK, 0, false };

	do {
		delimiter.changed = false;
		if (schema->schema_name)
			avoid(&delimiter, slice_of(schema->schema_name));
		vec_each(struct pg_table *, table, schema->tables)
			avoid_table(&delimiter, *table);
		vec_each(struct sqlite_table *, table, schema->source->tables) {
			avoid(&delimiter, (*table)->name.text);
			vec_each(struct sqlite_column *, column, (*table)->columns)
				avoid(&delimiter, (*column)->name.text);
		}
	} while (delimiter.changed);
	return delimiter;
}

/* A line of loader.sh, with the delimiter in the place of END_MARK. */
static void add_line(struct strbuf *out, struct slice line, const struct delimiter *delimiter)
{
	const char *mark = memmem(line.ptr, line.len, END_MARK, strlen(END_MARK));
	size_t before = mark ? (size_t)(mark - line.ptr) : line.len;

	strbuf_add(out, line.ptr, before);
	if (!mark)
		return;
	strbuf_add_text(out, delimiter->text);
	strbuf_add(out, mark + strlen(END_MARK), line.len - before - strlen(END_MARK));
}

void emit_loader(struct output *out, const struct pg_schema *schema)
{
	struct loader loader = { .out = &out->buf, .schema = schema };
	struct delimiter delimiter = choose_delimiter(schema);

	for (const char *at = loader_text; *at;) {
		struct slice line = { at, (uint32_t)(strchr(at, '\n') + 1 - at) };

		if (slice_equal(line, SLICE("@SEARCH_PATH@\n")))
			add_search_path(&loader);
		else if (slice_equal(line, SLICE("@KINDS@\n")))
			add_kinds(&loader);
		else if (slice_equal(line, SLICE("@PLAN@\n")))
			add_plan(out, &loader);
		else
			add_line(loader.out, line, &delimiter);
		at += line.len;
	}
	strbuf_free(&loader.type);
}
