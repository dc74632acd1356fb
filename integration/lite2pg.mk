# SPDX-License-Identifier: PostgreSQL
# Rules for GNU make that compile SQLite schemas to PostgreSQL.
#
#     LITE2PG_SCHEMAS = db/app
#     LITE2PG_MAPPINGS = db/app.map
#     include $(shell pkg-config --variable=makefile lite2pg)
#
# For each NAME of LITE2PG_SCHEMAS, `make schema` writes NAME.pg.sql and NAME.load.sh from NAME.sql, from the
# database NAME.db, NAME.sqlite or NAME.sqlite3, or from the folder of migrations NAME/: whenever one of the
# sources or of the mappings that were read is newer.  `make check-schema` writes nothing and fails when they are stale.
#
# Set before the include, or on make's command line:
#   LITE2PG           the program
#   LITE2PG_SCHEMAS   what `schema` and `check-schema` make and check
#   LITE2PG_MAPPINGS  files and presets, the later ones win
#   LITE2PG_FLAGS     further options of `lite2pg compile`

LITE2PG ?= lite2pg
LITE2PG_SCHEMAS ?=
LITE2PG_MAPPINGS ?=
LITE2PG_FLAGS ?=

lite2pg_compile = $(LITE2PG) compile $(addprefix -m ,$(LITE2PG_MAPPINGS)) $(LITE2PG_FLAGS)
lite2pg_products = $(addsuffix .pg.sql,$(LITE2PG_SCHEMAS)) $(addsuffix .load.sh,$(LITE2PG_SCHEMAS))

# One run makes both; what it read is in NAME.pg.d.
define lite2pg_rule
%.pg.sql %.load.sh: $(1)
	$$(lite2pg_compile) -MD -MF $$*.pg.d -o $$*.pg.sql --loader $$*.load.sh $$<
%.check-schema: $(1)
	$$(lite2pg_compile) --check -o $$*.pg.sql --loader $$*.load.sh $$<
endef
$(foreach source,%.sql %.db %.sqlite %.sqlite3 %,$(eval $(call lite2pg_rule,$(source))))

.PHONY: schema check-schema
schema: $(lite2pg_products)
check-schema: $(addsuffix .check-schema,$(LITE2PG_SCHEMAS))

-include $(addsuffix .pg.d,$(LITE2PG_SCHEMAS))
