/* SPDX-License-Identifier: PostgreSQL
 *
 * mappings/prelude.sql as text, made by the build.
 */
#ifndef LOWER_PRELUDE_H
#define LOWER_PRELUDE_H

extern const char prelude_text[];

#endif
