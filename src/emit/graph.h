/* SPDX-License-Identifier: PostgreSQL
 *
 * The tables and their foreign keys as an entity-relation diagram, in the languages of Graphviz
 * and Mermaid.
 */
#ifndef GRAPH_H
#define GRAPH_H

#include "base/output.h"
#include "postgres/schema.h"

void emit_dot(struct output *out, const struct pg_schema *schema);
void emit_mermaid(struct output *out, const struct pg_schema *schema);

#endif
