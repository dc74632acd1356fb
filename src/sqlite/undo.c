/* SPDX-License-Identifier: PostgreSQL
 *
 * Transactions.  SQLite undoes DDL that is rolled back, so the model does too: inside a
 * transaction each change first writes what was there into a log, and ROLLBACK plays
 * the log back to the mark.  An entry is its payload followed by its trailer, because
 * the log is read from its end.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "sqlite/internal.h"

enum entry_kind {
	ENTRY_BYTES,   /* payload: the bytes that were at `where` */
	ENTRY_ADDED,   /* item `index` was added to the list at `where` */
	ENTRY_REMOVED, /* payload: the pointer that was item `index` of the list */
	ENTRY_NAME,    /* payload: the symbol and the value that the map at `where` had for it */
};

struct entry {
	enum entry_kind kind;
	uint32_t index;
	void *where;
	size_t payload;
};

/* A VEC() of pointers, whatever they point to. */
struct list_head {
	char *items;
	uint32_t count;
	uint32_t cap;
};

struct name_entry {
	const struct symbol *name;
	void *value;
};

static bool in_transaction(const struct sqlite_schema *schema)
{
	return schema->state->savepoint_count > 0;
}

static void log_entry(struct sqlite_schema *schema, struct entry entry, const void *payload)
{
	struct strbuf *log = &schema->state->undo;

	if (!in_transaction(schema))
		return;
	strbuf_add(log, payload, entry.payload);
	strbuf_add(log, (const char *)&entry, sizeof(entry));
}

void remember_bytes(struct sqlite_schema *schema, void *where, size_t size)
{
	log_entry(schema, (struct entry){ ENTRY_BYTES, 0, where, size }, where);
}

void list_added(struct sqlite_schema *schema, void *list, void *items, uint32_t count,
		uint32_t index)
{
	char *at = (char *)items + index * sizeof(void *);
	void *item;

	memcpy(&item, (char *)items + (count - 1) * sizeof(void *), sizeof(item));
	memmove(at + sizeof(void *), at, (count - 1 - index) * sizeof(void *));
	memcpy(at, &item, sizeof(item));
	log_entry(schema, (struct entry){ ENTRY_ADDED, index, list, 0 }, "");
}

void list_removed(struct sqlite_schema *schema, void *list, void *items, uint32_t count,
		  uint32_t index)
{
	char *at = (char *)items + index * sizeof(void *);

	log_entry(schema, (struct entry){ ENTRY_REMOVED, index, list, sizeof(void *) }, at);
	memmove(at, at + sizeof(void *), (count - 1 - index) * sizeof(void *));
}

void remember_entry(struct sqlite_schema *schema, struct strmap *map, const struct symbol *name)
{
	struct name_entry was = { name, strmap_find(map, (struct slice){ name->text, name->len }) };

	log_entry(schema, (struct entry){ ENTRY_NAME, 0, map, sizeof(was) }, &was);
}

/* ---------------------------------------------------------------- playing back */

static void undo_added(const struct entry *entry)
{
	struct list_head head;
	char *at;

	memcpy(&head, entry->where, sizeof(head));
	at = head.items + entry->index * sizeof(void *);
	head.count--;
	memmove(at, at + sizeof(void *), (head.count - entry->index) * sizeof(void *));
	memcpy(entry->where, &head, sizeof(head));
}

/* There is room: the list had this item before. */
static void undo_removed(const struct entry *entry, const char *item)
{
	struct list_head head;
	char *at;

	memcpy(&head, entry->where, sizeof(head));
	at = head.items + entry->index * sizeof(void *);
	memmove(at + sizeof(void *), at, (head.count - entry->index) * sizeof(void *));
	memcpy(at, item, sizeof(void *));
	head.count++;
	memcpy(entry->where, &head, sizeof(head));
}

static void undo_name(const struct entry *entry, const char *payload)
{
	struct name_entry was;
	struct slice key;

	memcpy(&was, payload, sizeof(was));
	key = (struct slice){ was.name->text, was.name->len };
	if (was.value)
		strmap_set(entry->where, key, was.value);
	else
		strmap_remove(entry->where, key);
}

static void undo_until(struct sqlite_schema *schema, size_t mark)
{
	struct strbuf *log = &schema->state->undo;

	while (log->len > mark) {
		struct entry entry;
		const char *payload;

		memcpy(&entry, log->text + log->len - sizeof(entry), sizeof(entry));
		payload = log->text + log->len - sizeof(entry) - entry.payload;
		switch (entry.kind) {
		case ENTRY_BYTES:
			memcpy(entry.where, payload, entry.payload);
			break;
		case ENTRY_ADDED:
			undo_added(&entry);
			break;
		case ENTRY_REMOVED:
			undo_removed(&entry, payload);
			break;
		case ENTRY_NAME:
			undo_name(&entry, payload);
			break;
		}
		log->len -= sizeof(entry) + entry.payload;
	}
}

/* ---------------------------------------------------------------- the statements */

static void push_savepoint(struct sqlite_schema *schema, const struct symbol *name,
			   struct span span)
{
	struct sqlite_state *state = schema->state;

	if (state->savepoint_count == state->savepoint_cap) {
		state->savepoint_cap = state->savepoint_cap ? 2 * state->savepoint_cap : 8;
		state->savepoints = xrealloc(state->savepoints,
					     state->savepoint_cap * sizeof(*state->savepoints));
	}
	state->savepoints[state->savepoint_count++] =
		(struct savepoint){ name, state->undo.len, span };
}

static void end_transaction(struct sqlite_schema *schema)
{
	schema->state->savepoint_count = 0;
	strbuf_clear(&schema->state->undo);
}

/* The newest savepoint of this name, or -1. */
static int find_savepoint(const struct sqlite_state *state, const struct symbol *name)
{
	int i = (int)state->savepoint_count - 1;

	while (i >= 0 && state->savepoints[i].name != name)
		i--;
	return i;
}

static void report(struct sqlite_schema *schema, struct span span, const char *message)
{
	diag_add(&schema->ctx->diags, D_TRANSACTION, span, "%s", message);
}

static void to_savepoint(struct sqlite_schema *schema, const struct transaction *transaction,
			 struct span span)
{
	struct sqlite_state *state = schema->state;
	int found = find_savepoint(state, transaction->savepoint.symbol);

	if (found < 0) {
		diag_add(&schema->ctx->diags, D_TRANSACTION, span, "no such savepoint: '%.*s'",
			 SLICE_ARGS(transaction->savepoint.text));
		return;
	}
	if (transaction->kind == TRANSACTION_ROLLBACK_TO) {
		undo_until(schema, state->savepoints[found].log);
		state->savepoint_count = (uint32_t)found + 1;
		return;
	}
	state->savepoint_count = (uint32_t)found;
	if (found == 0)
		end_transaction(schema);
}

void apply_transaction(struct sqlite_schema *schema, const struct transaction *transaction,
		       struct span span)
{
	switch (transaction->kind) {
	case TRANSACTION_BEGIN:
		if (in_transaction(schema))
			report(schema, span, "a transaction is open already");
		else
			push_savepoint(schema, NULL, span);
		break;
	case TRANSACTION_COMMIT:
		if (!in_transaction(schema))
			report(schema, span, "no transaction is open");
		end_transaction(schema);
		break;
	case TRANSACTION_ROLLBACK:
		if (!in_transaction(schema))
			report(schema, span, "no transaction is open");
		undo_until(schema, 0);
		end_transaction(schema);
		break;
	case TRANSACTION_SAVEPOINT:
		push_savepoint(schema, transaction->savepoint.symbol, span);
		break;
	case TRANSACTION_RELEASE:
	case TRANSACTION_ROLLBACK_TO:
		to_savepoint(schema, transaction, span);
		break;
	}
}

void sqlite_schema_end_source(struct sqlite_schema *schema)
{
	if (in_transaction(schema))
		report(schema, schema->state->savepoints[0].span,
		       "this transaction is never committed; its statements are taken as if it "
		       "were");
	end_transaction(schema);
}
