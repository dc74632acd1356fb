/* SPDX-License-Identifier: PostgreSQL
 *
 * DELETE.
 */
#include <config.h>

#include "lower/dml.h"

bool delete_lower(struct walk *w, const struct delete *delete, const struct scope *outer,
		  struct dml *out)
{
	struct delete *made = arena_object(w->arena, struct delete);
	struct row_limit limit = { &delete->table, delete->where, delete->order_by, delete->limit,
				   delete->offset };
	struct dml_target target;

	if (delete->with && !with_lower(w, delete->with, outer, &made->with))
		return false;
	if (!target_open(w, &delete->table, TRIGGER_DELETE, outer, &target))
		return false;
	made->table = target.table;
	if (!condition_lower(w, delete->where, &made->where) ||
	    !limit_rows(w, &target, &limit, &made->where) ||
	    !returning_lower(w, delete->returning, out, &made->returning))
		return false;
	dml_add(w, out, STATEMENT_DELETE, delete->table.name.object.span)->delete = made;
	return true;
}
