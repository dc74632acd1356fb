/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files of sqlite/ share: the state behind a schema, the undo log that
 * makes ROLLBACK work, and the steps of applying a statement.
 *
 * Whatever changes an object that is in the model already first calls remember() on the
 * bytes, so that a rollback finds them again.  New objects need no remembering: they
 * leave with the list entry that names them.
 */
#ifndef SQLITE_INTERNAL_H
#define SQLITE_INTERNAL_H

#include "base/strmap.h"
#include "sqlite/schema.h"

/* The two schemas that every connection has. */
enum database { DATABASE_MAIN, DATABASE_TEMP, DATABASE_COUNT };

/* What a name of the namespace of tables, views and indexes stands for. */
struct relation {
	enum object_kind kind;
	enum database database;
	union {
		struct sqlite_table *table;
		struct sqlite_view *view;
		struct sqlite_index *index;
	};
};

struct savepoint {
	const struct symbol *name; /* NULL: BEGIN */
	size_t log;		   /* the undo log's length when it was set */
	struct span span;
};

struct sqlite_state {
	/* Folded name -> struct relation *, struct sqlite_trigger *. */
	struct strmap *relations[DATABASE_COUNT];
	struct strmap *triggers[DATABASE_COUNT];
	const struct symbol *main, *temp;
	struct strbuf undo; /* entries of undo.c; used inside a transaction only */
	struct savepoint *savepoints;
	uint32_t savepoint_count, savepoint_cap;
	bool legacy_alter_table; /* as the pragmas of these names were set last */
	bool foreign_keys;
	bool writable_schema;
	bool loading; /* from a database file: SQLite accepted it once already */
};

/* ---- schema.c */

/* The relation or trigger that NAME means: with a schema name only there, else in temp,
 * then in main.  NULL when there is none; an unknown schema name is no reason to report. */
struct relation *find_relation(const struct sqlite_schema *schema,
			       const struct qualified_name *name);
struct relation *find_relation_in(const struct sqlite_schema *schema, enum database database,
				  const struct symbol *name);
struct sqlite_trigger *find_trigger(const struct sqlite_schema *schema,
				    const struct qualified_name *name);
struct sqlite_trigger *find_trigger_in(const struct sqlite_schema *schema, enum database database,
				       const struct symbol *name);

/* Enters an object under its name; leaves it out again. */
void add_relation(struct sqlite_schema *schema, enum object_kind kind, enum database database,
		  void *object);
void remove_relation(struct sqlite_schema *schema, enum database database,
		     const struct symbol *name);
void add_trigger(struct sqlite_schema *schema, struct sqlite_trigger *trigger);
void remove_trigger(struct sqlite_schema *schema, const struct sqlite_trigger *trigger);

static inline enum database database_of(bool temporary)
{
	return temporary ? DATABASE_TEMP : DATABASE_MAIN;
}

/* False, with an error, when NAME's schema is neither main nor temp. */
bool check_database(struct sqlite_schema *schema, const struct qualified_name *name);

/* False, with an error, for a name with the prefix "sqlite_". */
bool check_not_reserved(struct sqlite_schema *schema, const struct name *name);

void report_no_such_table(struct sqlite_schema *schema, const struct qualified_name *name);
void report_no_such_column(struct sqlite_schema *schema, const struct sqlite_table *table,
			   const struct name *name);

/* A new column, with nothing rare about it. */
void column_init(struct sqlite_column *column, struct name name, struct type_name type,
		 struct span span);
extern const struct sqlite_column_rare nothing_rare;
/* The column's rare members, its own, to be set. */
struct sqlite_column_rare *column_rare(struct arena *arena, struct sqlite_column *column);

/* Where an object was made, for "first created here". */
struct span relation_span(const struct relation *relation);

/* Whether the folded NAME is TEXT, which must be in lower case. */
bool name_is(const struct name *name, const char *text);
/* Whether the name has TEXT (lower case) in front. */
bool name_has_prefix(const struct name *name, const char *text);

/* ---- keep.c */

/* Copies what the object holds of its statement's tree.  True when it holds the tree on. */
bool keep_table(struct sqlite_schema *schema, struct sqlite_table *table);
bool keep_index(struct sqlite_schema *schema, struct sqlite_index *index);

/* ---- undo.c */

/* Keeps SIZE bytes at WHERE for a rollback. */
void remember_bytes(struct sqlite_schema *schema, void *where, size_t size);
#define remember(schema, where) remember_bytes((schema), (where), sizeof(*(where)))

/* The lists of the model are VEC()s of pointers, changed through these two. */
#define list_add(schema, list, index, item)                                                 \
	do {                                                                                \
		uint32_t list_index = (index); /* may be the count before the item is in */ \
		vec_push((schema)->ctx->arena, (list), (item));                             \
		list_added((schema), (list), (list)->items, (list)->count, list_index);     \
	} while (0)
#define list_remove(schema, list, index)                                               \
	do {                                                                           \
		list_removed((schema), (list), (list)->items, (list)->count, (index)); \
		(list)->count--;                                                       \
	} while (0)

/* Moves the last of COUNT items to INDEX; moves the item at INDEX out. */
void list_added(struct sqlite_schema *schema, void *list, void *items, uint32_t count,
		uint32_t index);
void list_removed(struct sqlite_schema *schema, void *list, void *items, uint32_t count,
		  uint32_t index);

/* A name's entry in MAP is about to change from what it is now. */
void remember_entry(struct sqlite_schema *schema, struct strmap *map, const struct symbol *name);

/* BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE. */
void apply_transaction(struct sqlite_schema *schema, const struct transaction *transaction,
		       struct span span);

/* ---- table.c, apply.c, alter.c, drop.c, virtual.c: one statement each; true when the tree is kept
 */

bool apply_create_table(struct sqlite_schema *schema, struct create_table *create,
			struct span span);
bool apply_create_index(struct sqlite_schema *schema, struct create_index *create,
			struct span span);
bool apply_create_virtual_table(struct sqlite_schema *schema, struct create_virtual_table *create,
				struct span span);
void apply_alter(struct sqlite_schema *schema, struct alter_table *alter);
void apply_drop(struct sqlite_schema *schema, struct drop *drop);

/* writable.c: INSERT, UPDATE and DELETE on sqlite_schema itself. */
bool is_schema_table(const struct name *name);
bool apply_schema_insert(struct sqlite_schema *schema, const struct insert *insert);
bool apply_schema_update(struct sqlite_schema *schema, const struct update *update);
bool apply_schema_delete(struct sqlite_schema *schema, const struct delete *delete);

/* False, with an error, when the name is taken, or quietly when it is and IF_NOT_EXISTS. */
bool check_new_relation(struct sqlite_schema *schema, const struct name *name,
			enum database database, bool if_not_exists);

/* The database that a CREATE's name and TEMP ask for; false after an error. */
bool new_object_database(struct sqlite_schema *schema, const struct qualified_name *name,
			 bool temporary, enum database *out);

/* table.c: one column definition into a table that has room in its list. */
struct sqlite_column *table_add_column(struct sqlite_schema *schema, struct sqlite_table *table,
				       struct column_def *definition);
/* The rules that hold for the finished table: expressions that name no column ... */
void table_check(struct sqlite_schema *schema, struct sqlite_table *table);
void table_check_column(struct sqlite_schema *schema, struct sqlite_table *table, int32_t column);

/* Appends KEYS as index keys.  False after an error. */
bool index_add_keys(struct sqlite_schema *schema, struct sqlite_table *table,
		    struct sqlite_index *index, const struct ordering *keys);

/* Takes a table, its indexes and triggers out of the model. */
void drop_table(struct sqlite_schema *schema, struct sqlite_table *table);

/* Whether TRIGGER stands on the table or view of this name in DATABASE. */
bool trigger_is_on(const struct sqlite_schema *schema, const struct sqlite_trigger *trigger,
		   const struct symbol *name, enum database database);

/* ---- check.c: expressions over one table's columns, where SQLite looks when the object is made */

enum expr_place { PLACE_CHECK, PLACE_GENERATED, PLACE_INDEX, PLACE_PARTIAL, PLACE_DEFAULT };

/* Reports what SQLite would refuse in EXPR: names that are no columns, subqueries, parameters. */
void check_expr(struct sqlite_schema *schema, const struct sqlite_table *table,
		const struct expr *expr, enum expr_place place);

/* ---- virtual.c */

/* Sets the columns of TABLE from its module's arguments, as the module would declare them.
 * False when the module is unknown: the table has no columns then. */
bool virtual_declare(struct sqlite_schema *schema, struct sqlite_table *table);

/* The virtual table that has a shadow table of this name, or NULL. */
struct sqlite_table *virtual_owner(const struct sqlite_schema *schema, enum database database,
				   const struct symbol *name);

#endif
