/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_index: the indexes that no constraint has made.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "transfer/internal.h"

static const char indexes_query[] =
	"SELECT i.indrelid, i.indexrelid, c.relname, i.indisunique, "
	"CASE WHEN m.amname <> 'btree' THEN m.amname END, pg_get_expr(i.indpred, i.indrelid) "
	"FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
	"JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam "
	"WHERE n.nspname = $1 AND NOT EXISTS (SELECT FROM pg_constraint o "
	"WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x')) ORDER BY i.indexrelid";

static bool read_heads(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, indexes_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_table *table = strmap_find(reader->tables, slice_of(rows_text(&rows, 0)));
		struct pg_index *index;

		if (!table)
			continue;
		index = arena_object(reader->arena, struct pg_index);
		index->table = table;
		index->name = rows_copy(&rows, 2, reader->arena);
		index->unique = rows_true(&rows, 3);
		index->method = rows_copy(&rows, 4, reader->arena);
		index->where = verbatim(reader->arena, rows_copy(&rows, 5, reader->arena));
		vec_push(reader->arena, &table->indexes, index);
		strmap_set(reader->relations, slice_of(rows_text(&rows, 1)), index);
	}
	rows_close(&rows);
	return true;
}

/* A key's collation is told where it is not its column's. */
static const char keys_query[] =
	"SELECT i.indexrelid, a.attname, pg_get_indexdef(i.indexrelid, k.place, false), "
	"CASE WHEN i.indcollation[k.place - 1] <> coalesce(a.attcollation, 100) "
	"THEN l.collname END, CASE WHEN NOT o.opcdefault THEN o.opcname END, "
	"i.indoption[k.place - 1] "
	"FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
	"JOIN pg_namespace n ON n.oid = c.relnamespace "
	"CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::int) k(place) "
	"LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.place - 1] "
	"AND a.attnum <> 0 "
	"LEFT JOIN pg_collation l ON l.oid = i.indcollation[k.place - 1] "
	"LEFT JOIN pg_opclass o ON o.oid = i.indclass[k.place - 1] "
	"WHERE n.nspname = $1 ORDER BY i.indexrelid, k.place";

enum { KEY_INDEX, KEY_COLUMN, KEY_EXPRESSION, KEY_COLLATION, KEY_CLASS, KEY_OPTIONS };

/* pg_index.h */
enum { OPTION_DESC = 1, OPTION_NULLS_FIRST = 2 };

static void read_order(struct pg_index_key *key, long options)
{
	bool desc = options & OPTION_DESC, first = options & OPTION_NULLS_FIRST;

	key->order = desc ? SORT_DESC : SORT_DEFAULT;
	if (desc != first)
		key->nulls = first ? NULLS_FIRST : NULLS_LAST;
}

static bool read_keys(struct reader *reader)
{
	struct rows rows;

	if (!rows_open(&rows, reader->client, keys_query, reader->schema, NULL))
		return false;
	while (rows_next(&rows)) {
		struct pg_index *index =
			strmap_find(reader->relations, slice_of(rows_text(&rows, KEY_INDEX)));
		struct pg_index_key key = { 0 };

		if (!index)
			continue;
		key.column = rows_copy(&rows, KEY_COLUMN, reader->arena);
		if (!key.column)
			key.expr = verbatim(reader->arena,
					    rows_copy(&rows, KEY_EXPRESSION, reader->arena));
		key.collation = rows_copy(&rows, KEY_COLLATION, reader->arena);
		key.operator_class = rows_copy(&rows, KEY_CLASS, reader->arena);
		read_order(&key, strtol(rows_text(&rows, KEY_OPTIONS), NULL, 10));
		vec_push(reader->arena, &index->keys, key);
	}
	rows_close(&rows);
	return true;
}

bool read_indexes(struct reader *reader)
{
	return read_heads(reader) && read_keys(reader);
}
