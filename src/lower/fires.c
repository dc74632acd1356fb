/* SPDX-License-Identifier: PostgreSQL
 *
 * Which triggers fire which.  SQLite does not enter a trigger that is running already
 * (recursive_triggers is off); in PostgreSQL a trigger that can reach itself, by the triggers that
 * its statements fire and by the actions of foreign keys, needs a guard.  The strongly connected
 * parts of the graph are found by Tarjan's algorithm, with a stack of its own.
 */
#include <config.h>

#include "base/strmap.h"
#include "lower/trigger.h"

/* What happens to a relation: one of its triggers' events.  Numbers: relation * 3 + event. */
enum { EVENTS = 3 };

struct edges {
	VEC(uint32_t) to;
};

/* Nodes are the triggers, then the events of each relation.  An event leads to the triggers that it
 * fires and to the events that foreign keys make of it; a trigger to the events of its body. */
struct trigger_graph {
	struct arena *arena;
	struct lowering *l;
	struct strmap *relations; /* name -> number + 1 */
	uint32_t trigger_count, relation_count, node_count;
	struct edges *edges;
	enum trigger_guard *guards;
	/* Tarjan */
	uint32_t *order, *low, *next, *stack, *path;
	bool *on_stack;
	uint32_t counter, stacked, depth;
};

/* One for each node, zero. */
static void *numbers(struct trigger_graph *g)
{
	return arena_alloc(g->arena, (g->node_count + 1) * sizeof(uint32_t));
}

/* ---------------------------------------------------------------- nodes */

static uint32_t relation_number(struct trigger_graph *g, const struct symbol *name)
{
	struct slice text = { name->text, name->len };
	void *known = strmap_find(g->relations, text);

	if (known)
		return (uint32_t)((uintptr_t)known - 1);
	strmap_set(g->relations, text, (void *)((uintptr_t)g->relation_count + 1));
	return g->relation_count++;
}

static uint32_t event_node(struct trigger_graph *g, const struct symbol *relation,
			   enum trigger_event event)
{
	return g->trigger_count + relation_number(g, relation) * EVENTS + (uint32_t)event;
}

static void add_edge(struct trigger_graph *g, uint32_t from, uint32_t to)
{
	vec_push(g->arena, &g->edges[from].to, to);
}

/* ---------------------------------------------------------------- what a body does */

static bool sets_column(const struct assignments *set, const struct symbol *name)
{
	vec_each(const struct assignment, assignment, set->items) {
		vec_each(const struct name, column, assignment->columns.names) {
			if (column->symbol == name)
				return true;
		}
	}
	return false;
}

/* An UPDATE fires the triggers that are OF one of its columns. */
static bool concerns(const struct create_trigger *trigger, const struct assignments *set)
{
	if (!trigger->update_of)
		return true;
	vec_each(const struct name, name, trigger->update_of->names) {
		if (sets_column(set, name->symbol))
			return true;
	}
	return false;
}

static void add_update(struct trigger_graph *g, uint32_t from, const struct symbol *relation,
		       const struct assignments *set)
{
	uint32_t node = event_node(g, relation, TRIGGER_UPDATE);

	/* straight to the triggers, past the event: its columns are known here */
	vec_each(uint32_t, to, g->edges[node].to) {
		const struct sqlite_trigger *trigger;

		if (*to >= g->trigger_count) {
			add_edge(g, from, *to);
			continue;
		}
		trigger = g->l->source->triggers.items[*to];
		if (concerns(trigger->definition, set))
			add_edge(g, from, *to);
	}
}

static void add_insert(struct trigger_graph *g, uint32_t from, const struct insert *insert)
{
	const struct symbol *relation = insert->table.name.object.symbol;

	add_edge(g, from, event_node(g, relation, TRIGGER_INSERT));
	vec_each(const struct upsert, upsert, insert->upserts) {
		if (upsert->set)
			add_update(g, from, relation, upsert->set);
	}
	/* REPLACE is a DELETE, an UPDATE or an INSERT in PostgreSQL */
	if (insert->replace || insert->conflict == CONFLICT_REPLACE) {
		add_edge(g, from, event_node(g, relation, TRIGGER_UPDATE));
		add_edge(g, from, event_node(g, relation, TRIGGER_DELETE));
	}
}

static void add_body(struct trigger_graph *g, uint32_t number)
{
	const struct create_trigger *definition = g->l->source->triggers.items[number]->definition;

	vec_each(struct statement *const, statement, definition->body) {
		const struct statement *s = *statement;

		if (s->kind == STATEMENT_INSERT)
			add_insert(g, number, s->insert);
		else if (s->kind == STATEMENT_UPDATE)
			add_update(g, number, s->update->table.name.object.symbol, &s->update->set);
		else if (s->kind == STATEMENT_DELETE)
			add_edge(
				g, number,
				event_node(g, s->delete->table.name.object.symbol, TRIGGER_DELETE));
	}
}

static void add_action(struct trigger_graph *g, const struct sqlite_table *child,
		       const struct sqlite_foreign_key *key, enum trigger_event event,
		       enum fk_action action)
{
	uint32_t parent = event_node(g, key->parent.symbol, event);

	if (action == FK_CASCADE)
		add_edge(g, parent, event_node(g, child->name.symbol, event));
	else if (action == FK_SET_NULL || action == FK_SET_DEFAULT)
		add_edge(g, parent, event_node(g, child->name.symbol, TRIGGER_UPDATE));
}

/* All names that may be a node's, so that the nodes can be counted. */
static void number_relations(struct trigger_graph *g)
{
	vec_each(struct sqlite_table *const, table, g->l->source->tables) {
		relation_number(g, (*table)->name.symbol);
		vec_each(struct sqlite_foreign_key *const, key, (*table)->foreign_keys)
			relation_number(g, (*key)->parent.symbol);
	}
	vec_each(struct sqlite_trigger *const, trigger, g->l->source->triggers) {
		relation_number(g, (*trigger)->table.symbol);
		vec_each(struct statement *const, statement, (*trigger)->definition->body) {
			const struct statement *s = *statement;

			if (s->kind == STATEMENT_INSERT)
				relation_number(g, s->insert->table.name.object.symbol);
			else if (s->kind == STATEMENT_UPDATE)
				relation_number(g, s->update->table.name.object.symbol);
			else if (s->kind == STATEMENT_DELETE)
				relation_number(g, s->delete->table.name.object.symbol);
		}
	}
}

static void add_edges(struct trigger_graph *g)
{
	const struct sqlite_schema *source = g->l->source;

	for (uint32_t i = 0; i < g->trigger_count; i++)
		add_edge(g,
			 event_node(g, source->triggers.items[i]->table.symbol,
				    source->triggers.items[i]->definition->event),
			 i);
	vec_each(struct sqlite_table *const, table, source->tables) {
		vec_each(struct sqlite_foreign_key *const, key, (*table)->foreign_keys) {
			add_action(g, *table, *key, TRIGGER_DELETE, (*key)->on_delete);
			add_action(g, *table, *key, TRIGGER_UPDATE, (*key)->on_update);
		}
	}
	for (uint32_t i = 0; i < g->trigger_count; i++)
		add_body(g, i);
}

/* ---------------------------------------------------------------- cycles */

static void enter(struct trigger_graph *g, uint32_t node)
{
	g->order[node] = g->low[node] = ++g->counter;
	g->next[node] = 0;
	g->stack[g->stacked++] = node;
	g->on_stack[node] = true;
	g->path[g->depth++] = node;
}

static uint32_t count_edges(const struct trigger_graph *g, uint32_t from, uint32_t to)
{
	uint32_t count = 0;

	vec_each(const uint32_t, other, g->edges[from].to)
		count += *other == to;
	return count;
}

/* NODE is the first of its part, which lies on the stack from it on. */
static void close_part(struct trigger_graph *g, uint32_t node)
{
	uint32_t first = g->stacked;
	bool cycle;

	while (g->stack[--first] != node)
		;
	cycle = g->stacked - first > 1 || count_edges(g, node, node) > 0;
	while (g->stacked > first) {
		uint32_t member = g->stack[--g->stacked];

		g->on_stack[member] = false;
		if (cycle && member < g->trigger_count)
			g->guards[member] = GUARD_FLAG;
	}
}

static void leave(struct trigger_graph *g, uint32_t node)
{
	g->depth--;
	if (g->depth && g->low[node] < g->low[g->path[g->depth - 1]])
		g->low[g->path[g->depth - 1]] = g->low[node];
	if (g->low[node] == g->order[node])
		close_part(g, node);
}

static void search_from(struct trigger_graph *g, uint32_t start)
{
	enter(g, start);
	while (g->depth) {
		uint32_t node = g->path[g->depth - 1], to;

		if (g->next[node] == g->edges[node].to.count) {
			leave(g, node);
			continue;
		}
		to = g->edges[node].to.items[g->next[node]++];
		if (!g->order[to])
			enter(g, to);
		else if (g->on_stack[to] && g->order[to] < g->low[node])
			g->low[node] = g->order[to];
	}
}

/* ---------------------------------------------------------------- the simple guard */

/* Fired by the application and by itself alone. */
static bool is_lonely(struct trigger_graph *g, uint32_t number, const uint32_t *fired_by)
{
	const struct sqlite_trigger *trigger = g->l->source->triggers.items[number];
	uint32_t event = event_node(g, trigger->table.symbol, trigger->definition->event);

	return trigger->definition->time != TRIGGER_INSTEAD_OF &&
	       fired_by[number] - count_edges(g, number, number) == 1 &&
	       fired_by[event] == count_edges(g, number, event);
}

static void find_lonely(struct trigger_graph *g)
{
	uint32_t *fired_by = numbers(g);

	for (uint32_t node = 0; node < g->node_count; node++)
		vec_each(const uint32_t, to, g->edges[node].to)
			fired_by[*to]++;
	for (uint32_t i = 0; i < g->trigger_count; i++)
		if (g->guards[i] == GUARD_FLAG && is_lonely(g, i, fired_by))
			g->guards[i] = GUARD_DEPTH;
}

/* ---------------------------------------------------------------- the whole */

struct trigger_graph *trigger_graph_new(struct lowering *l)
{
	struct arena *arena = arena_new();
	struct trigger_graph *g = arena_object(arena, struct trigger_graph);

	g->arena = arena;
	g->l = l;
	g->relations = strmap_new();
	g->trigger_count = l->source->triggers.count;
	g->guards = arena_alloc(arena, (g->trigger_count + 1) * sizeof(*g->guards));
	if (!g->trigger_count || l->source->recursive_triggers)
		return g;
	number_relations(g);
	g->node_count = g->trigger_count + g->relation_count * EVENTS;
	g->edges = arena_alloc(arena, (g->node_count + 1) * sizeof(*g->edges));
	add_edges(g);
	g->order = numbers(g);
	g->low = numbers(g);
	g->next = numbers(g);
	g->stack = numbers(g);
	g->path = numbers(g);
	g->on_stack = numbers(g);
	for (uint32_t node = 0; node < g->node_count; node++)
		if (!g->order[node])
			search_from(g, node);
	find_lonely(g);
	return g;
}

enum trigger_guard trigger_guard_of(const struct trigger_graph *graph, uint32_t number)
{
	return graph->guards[number];
}

void trigger_graph_free(struct trigger_graph *graph)
{
	strmap_free(graph->relations);
	arena_free(graph->arena);
}
