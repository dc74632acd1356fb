/* SPDX-License-Identifier: PostgreSQL
 *
 * Each table is a box of its columns, each foreign key an edge.  Mermaid's attributes are single
 * words (mermaid.js.org/syntax/entityRelationshipDiagram.html): what is no letter, digit,
 * hyphen or underscore is written as an underscore, and the name itself as the comment.
 */
#include <config.h>

#include "emit/graph.h"

#include <string.h>

/* ---------------------------------------------------------------- columns in keys */

struct roles {
	bool primary, foreign, unique;
};

static bool lists(const struct pg_name_list *list, const char *name)
{
	vec_each(const char *, item, list->names)
		if (strcmp(*item, name) == 0)
			return true;
	return false;
}

static struct roles roles_of(const struct pg_table *table, const struct pg_column *column)
{
	struct roles roles = { 0 };

	vec_each(struct pg_constraint *, c, table->constraints) {
		if ((*c)->kind == PG_CHECK || !lists(&(*c)->columns, column->name))
			continue;
		roles.primary |= (*c)->kind == PG_PRIMARY_KEY;
		roles.foreign |= (*c)->kind == PG_FOREIGN_KEY;
		roles.unique |= (*c)->kind == PG_UNIQUE && (*c)->columns.names.count == 1;
	}
	return roles;
}

static bool same_columns(const struct pg_name_list *a, const struct pg_name_list *b)
{
	vec_each(const char *, name, a->names)
		if (!lists(b, *name))
			return false;
	return a->names.count == b->names.count;
}

/* At most one row has given values in the columns. */
static bool is_unique(const struct pg_table *table, const struct pg_name_list *columns)
{
	vec_each(struct pg_constraint *, c, table->constraints)
		if (((*c)->kind == PG_PRIMARY_KEY || (*c)->kind == PG_UNIQUE) &&
		    same_columns(&(*c)->columns, columns))
			return true;
	return false;
}

static bool is_mandatory(const struct pg_table *table, const struct pg_name_list *columns)
{
	vec_each(struct pg_column *, column, table->columns)
		if (lists(columns, (*column)->name) && !(*column)->not_null)
			return false;
	return true;
}

static void add_columns(struct strbuf *out, const struct pg_name_list *columns)
{
	for (uint32_t i = 0; i < columns->names.count; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", columns->names.items[i]);
}

/* ---------------------------------------------------------------- Graphviz */

static void add_html(struct strbuf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			strbuf_add_text(out, "&amp;");
			break;
		case '<':
			strbuf_add_text(out, "&lt;");
			break;
		case '>':
			strbuf_add_text(out, "&gt;");
			break;
		case '"':
			strbuf_add_text(out, "&quot;");
			break;
		default:
			strbuf_add_char(out, *text);
		}
}

/* A backslash is one of the label's escapes (graphviz.org/doc/info/lang.html). */
static void add_dot_string(struct strbuf *out, const char *text)
{
	strbuf_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *text);
	}
	strbuf_add_char(out, '"');
}

static void add_html_type(struct strbuf *out, const struct pg_type *type)
{
	struct strbuf name = { 0 };

	pg_type_print(&name, type);
	add_html(out, name.text);
	strbuf_free(&name);
}

static void dot_column(struct strbuf *out, const struct pg_table *table,
		       const struct pg_column *column)
{
	struct roles roles = roles_of(table, column);

	strbuf_add_text(out, "      <tr><td align=\"left\">");
	strbuf_add_text(out, roles.primary ? "<u>" : "");
	add_html(out, column->name);
	strbuf_add_text(out, roles.primary ? "</u>" : "");
	strbuf_add_text(out, "</td><td align=\"left\">");
	add_html_type(out, &column->type);
	strbuf_addf(out, "</td><td align=\"left\">%s%s</td></tr>\n", roles.foreign ? "FK" : "",
		    column->not_null ? ""
		    : roles.foreign  ? " null"
				     : "null");
}

static void dot_table(struct strbuf *out, const struct pg_table *table)
{
	strbuf_add_text(out, "  ");
	add_dot_string(out, table->name);
	strbuf_add_text(out, " [label=<\n    <table border=\"0\" cellborder=\"1\" "
			     "cellspacing=\"0\">\n      <tr><td colspan=\"3\"><b>");
	add_html(out, table->name);
	strbuf_add_text(out, "</b></td></tr>\n");
	vec_each(struct pg_column *, column, table->columns)
		dot_column(out, table, *column);
	strbuf_add_text(out, "    </table>>];\n");
}

static void dot_edge(struct strbuf *out, const struct pg_table *table,
		     const struct pg_constraint *key)
{
	struct strbuf label = { 0 };

	add_columns(&label, &key->columns);
	strbuf_add_text(out, "  ");
	add_dot_string(out, table->name);
	strbuf_add_text(out, " -> ");
	add_dot_string(out, key->parent->name);
	strbuf_add_text(out, " [label=");
	add_dot_string(out, label.text);
	strbuf_addf(out, ", arrowtail=%s, arrowhead=%s];\n",
		    is_unique(table, &key->columns) ? "teeodot" : "crowodot",
		    is_mandatory(table, &key->columns) ? "teetee" : "teeodot");
	strbuf_free(&label);
}

void emit_dot(struct output *out, const struct pg_schema *schema)
{
	strbuf_add_text(&out->buf, "digraph schema {\n  rankdir=LR;\n  node [shape=plain];\n"
				   "  edge [dir=both];\n");
	vec_each(struct pg_table *, table, schema->tables) {
		dot_table(&out->buf, *table);
		output_flush(out);
	}
	vec_each(struct pg_table *, table, schema->tables)
		vec_each(struct pg_constraint *, c, (*table)->constraints)
			if ((*c)->kind == PG_FOREIGN_KEY)
				dot_edge(&out->buf, *table, *c);
	strbuf_add_text(&out->buf, "}\n");
}

/* ---------------------------------------------------------------- Mermaid */

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

/* False when the word is not the whole text. */
static bool add_word(struct strbuf *out, const char *text)
{
	bool same = !(*text >= '0' && *text <= '9') && *text != '-';

	if (!same)
		strbuf_add_char(out, '_');
	for (; *text; text++) {
		strbuf_add_char(out, is_word_char(*text) ? *text : '_');
		same = same && is_word_char(*text);
	}
	return same;
}

/* There is no escape of a quote. */
static void add_mermaid_string(struct strbuf *out, const char *text)
{
	strbuf_add_char(out, '"');
	for (; *text; text++)
		strbuf_add_char(out, *text == '"' || *text == '\n' ? '\'' : *text);
	strbuf_add_char(out, '"');
}

static void mermaid_column(struct strbuf *out, const struct pg_table *table,
			   const struct pg_column *column)
{
	struct roles roles = roles_of(table, column);
	bool same;

	strbuf_add_text(out, "        ");
	add_word(out, column->type.name);
	strbuf_add_text(out, column->type.array ? "[] " : " ");
	same = add_word(out, column->name);
	if (roles.primary || roles.foreign || roles.unique)
		strbuf_addf(out, " %s%s%s%s%s", roles.primary ? "PK" : "",
			    roles.primary && roles.foreign ? ", " : "", roles.foreign ? "FK" : "",
			    roles.unique && (roles.primary || roles.foreign) ? ", " : "",
			    roles.unique ? "UK" : "");
	if (!same) {
		strbuf_add_char(out, ' ');
		add_mermaid_string(out, column->name);
	}
	strbuf_add_char(out, '\n');
}

static void mermaid_table(struct strbuf *out, const struct pg_table *table)
{
	strbuf_add_text(out, "    ");
	add_mermaid_string(out, table->name);
	strbuf_add_text(out, " {\n");
	vec_each(struct pg_column *, column, table->columns)
		mermaid_column(out, table, *column);
	strbuf_add_text(out, "    }\n");
}

static void mermaid_edge(struct strbuf *out, const struct pg_table *table,
			 const struct pg_constraint *key)
{
	struct strbuf label = { 0 };

	add_columns(&label, &key->columns);
	strbuf_add_text(out, "    ");
	add_mermaid_string(out, key->parent->name);
	strbuf_addf(out, " %s--%s ", is_mandatory(table, &key->columns) ? "||" : "|o",
		    is_unique(table, &key->columns) ? "o|" : "o{");
	add_mermaid_string(out, table->name);
	strbuf_add_text(out, " : ");
	add_mermaid_string(out, label.text);
	strbuf_add_char(out, '\n');
	strbuf_free(&label);
}

void emit_mermaid(struct output *out, const struct pg_schema *schema)
{
	strbuf_add_text(&out->buf, "erDiagram\n");
	vec_each(struct pg_table *, table, schema->tables) {
		mermaid_table(&out->buf, *table);
		output_flush(out);
	}
	vec_each(struct pg_table *, table, schema->tables)
		vec_each(struct pg_constraint *, c, (*table)->constraints)
			if ((*c)->kind == PG_FOREIGN_KEY)
				mermaid_edge(&out->buf, *table, *c);
}
