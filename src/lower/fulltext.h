/* SPDX-License-Identifier: PostgreSQL
 *
 * Virtual tables in PostgreSQL.  A full-text table is a table with a tsvector that PostgreSQL
 * keeps, or, where its columns are another table's (content=), a view of that
 * table, which then has the tsvector; an R-tree is a table with a GiST index of boxes.
 */
#ifndef LOWER_FULLTEXT_H
#define LOWER_FULLTEXT_H

#include "lower/query.h"
#include "sqlite/virtual.h"

/* How many columns of a tsvector can be told apart: by the weights A to D. */
enum { WEIGHTS_MAX = 4 };

struct fulltext {
	enum virtual_module module;
	const char *config; /* a text-search configuration, as it is written in SQL */
	bool own;	    /* a configuration of the prelude, which does what SQLite does */
	const char *vector; /* the column with the tsvector */
	struct lowered_table *content; /* that has the columns, or NULL: the table itself */
	int32_t content_rowid;	       /* position in `content` of what is its rowid, or -1 */
	const struct pg_column *rowid; /* of `content`; NULL: none */
	uint32_t indexed;	       /* columns that MATCH looks at */
	char *weights; /* by column: 'A' to 'D', ' ' where there are no weights, 0: not indexed */
	bool trigrams;	 /* no tsvector: its columns have an index of trigrams */
	bool minds_case; /* of trigrams */
	bool unicode;  /* characters beyond ASCII are letters or not, and lose their accents */
	bool ascii_folds; /* only A to Z are folded */
};

/* Why the virtual table is not translated; NULL when it is, or when it is none. */
const char *virtual_obstacle(struct lowering *l, const struct sqlite_table *table);

/* The table that a full-text table of external content reads; NULL when it is none. */
const struct sqlite_table *fulltext_content(const struct lowering *l,
					    const struct sqlite_table *table);

/* The steps: types of the columns; then what makes the table searchable. */
void virtual_types(struct lowering *l, struct lowered_table *table);
void lower_fulltext(struct lowering *l, struct lowered_table *table);
void lower_rtree(struct lowering *l, struct lowered_table *table);

/* TEXT with what is no word to FULLTEXT's tokenizer blanked; '' for NULL. */
struct expr *fulltext_words(struct walk *w, const struct fulltext *fulltext, struct expr *text);
/* The tsvector of one text. */
struct expr *fulltext_vector_of(struct walk *w, const struct fulltext *fulltext,
				struct expr *text);

/* ---- fts_query.c: the language of MATCH */

/* TEXT, a constant query, as the text of a tsquery.  COLUMN: the only one that is looked at, or
 * -1.  *OUT_NOTHING: it finds no row.  False, with the reason in *WHY and where in *OUT_AT, when it
 * has no tsquery. */
struct fts_translation {
	struct strbuf text;
	bool nothing;	       /* finds no row */
	bool crosses;	       /* a phrase may go on from one column into the next */
	bool standard_differs; /* SQLite built without parentheses in queries reads it otherwise */
	const char *why;
};
bool fts_translate(const struct lowered_table *table, struct arena *arena, struct slice text,
		   int32_t column, struct fts_translation *out);

/* The same as a condition: LEAF makes one of the text of a tsquery, or of trigrams the text that
 * is looked for, and the columns that are asked, as bits; JOIN of two. */
struct fts_parts {
	void *data;
	struct expr *(*leaf)(void *data, struct slice text, uint64_t columns);
	struct expr *(*join)(void *data, enum expr_op op, struct expr *left, struct expr *right);
};
bool fts_build(const struct lowered_table *table, struct arena *arena, struct slice text,
	       int32_t column, const struct fts_parts *parts, struct fts_translation *out,
	       struct expr **made);

/* ---- fts_match.c: expressions over full-text tables */

/* TABLE MATCH x, COLUMN MATCH x, TABLE = x.  *OUT_DONE is false when it is none of these. */
bool fulltext_match(struct walk *w, const struct expr *expr, struct lowered *out, bool *out_done);
/* The hidden columns and the functions of full-text tables, likewise. */
bool fulltext_hidden(struct walk *w, const struct scope_source *source, struct slice name,
		     struct span span, struct lowered *out, bool *out_done);
bool fulltext_call(struct walk *w, const struct expr *expr, struct lowered *out, bool *out_done);
/* Whether a FROM item is TABLE(x); and the condition that it stands for. */
bool fulltext_is_call(struct walk *w, const struct from_item *item);
bool fulltext_argument(struct walk *w, const struct from_item *item,
		       const struct scope_source *source, struct expr **out);

/* ---- fts_sync.c: statements that keep the index of a full-text table */

/* Whether a trigger does nothing but keep the index of external content in step: the tsvector
 * does that. */
bool fulltext_trigger_is_sync(struct lowering *l, const struct sqlite_trigger *trigger);
/* The same of one statement of TRIGGER. */
bool fulltext_statement_is_sync(const struct lowering *l, const struct sqlite_trigger *trigger,
				const struct statement *statement);
/* INSERT INTO t(t) VALUES('optimize') and the like, and changes of external content's index:
 * *OUT_DONE when nothing, or OUT's statement, stands for it; false when it is refused. */
bool fulltext_command(struct walk *w, const struct insert *insert, bool *out_done);

#endif
