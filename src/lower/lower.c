/* SPDX-License-Identifier: PostgreSQL
 *
 * The steps of lowering, in order.  Types need all foreign keys, expressions need all types,
 * and the names that nobody wrote come last, when all written ones are known.
 */
#include <config.h>

#include "lower/fulltext.h"
#include "lower/parts.h"

static void name_rest(struct lowering *l)
{
	for (uint32_t t = 0; t < l->table_count; t++)
		name_constraints(l, &l->tables[t]);
	vec_each(struct pg_index *, index, l->unnamed_indexes)
		name_index(l, *index);
}

static void each_table(struct lowering *l,
		       void (*step)(struct lowering *l, struct lowered_table *table))
{
	for (uint32_t t = 0; t < l->table_count; t++)
		step(l, &l->tables[t]);
}

struct lowering *lower_open(struct pg_schema *out, const struct sqlite_schema *schema,
			    struct rule_set *rules, const struct lower_options *options)
{
	struct lowering *l = arena_object(schema->ctx->arena, struct lowering);

	*l = (struct lowering){ .ctx = schema->ctx,
				.arena = schema->ctx->arena,
				.scratch = arena_new(),
				.source = schema,
				.rules = rules,
				.settings = &rules->settings,
				.options = options,
				.out = out,
				/* a table, its key, and some of each of the rest */
				.names = name_space_new(schema->tables.count * 8) };
	out->source = schema;
	out->target = options->target;
	out->schema_name = rules->settings.schema;
	l->rule_defaults = arena_alloc(l->arena, rules->rules.count * sizeof(*l->rule_defaults));
	lower_tables(l);
	lower_types(l);
	lower_families(l);
	each_table(l, virtual_types);
	each_table(l, lower_columns);
	each_table(l, lower_values);
	each_table(l, lower_indexes); /* their names come before those of keys */
	each_table(l, lower_constraints);
	each_table(l, lower_fulltext);
	each_table(l, lower_rtree);
	each_table(l, lower_foreign_keys);
	each_table(l, lower_placement);
	each_table(l, lower_placed_keys);
	lower_unsupported(l); /* views too: their names come before those nobody wrote */
	name_rest(l);
	lower_prelude(l);
	lower_summary(l);
	lower_enforced(l);
	return l;
}

void lower_close(struct lowering *l)
{
	dependents_free(l);
	key_families_free(l->families);
	name_space_free(l->names);
	arena_free(l->scratch);
}

bool lower_schema(struct pg_schema *out, const struct sqlite_schema *schema, struct rule_set *rules,
		  const struct lower_options *options)
{
	uint32_t errors = schema->ctx->diags.errors;

	lower_close(lower_open(out, schema, rules, options));
	return schema->ctx->diags.errors == errors;
}
