/* SPDX-License-Identifier: PostgreSQL
 *
 * The compiled schema as JSON, for code generators.  schemas/compile.schema.json describes it.
 */
#ifndef EMIT_JSON_H
#define EMIT_JSON_H

#include "base/output.h"
#include "postgres/schema.h"

void emit_json(struct output *out, const struct pg_schema *schema);

#endif
