/* SPDX-License-Identifier: PostgreSQL
 *
 * SQLite's SQL, as version 3.40 takes it (sqlite.org/lang.html), and the
 * expressions of mapping files, which add PostgreSQL's operators.  Actions only
 * build nodes; whatever needs looking up is left to the passes behind.
 *
 * Which keyword is an identifier where depends on the automaton's states (see
 * sql_parser_choose() below), so the rules have the shape of SQLite's own
 * grammar; where the two differ, verdicts differ.
 */
%require "3.8"
%define api.pure full
%define api.push-pull push
%define api.prefix {sql_}
%define api.token.prefix {T_}
%define api.value.type union
%define api.location.type {struct span}
%define parse.error custom
%locations
%param {struct sql_parser *p}
%expect 0

%code requires {
#include "sql/internal.h"

/* Values that live only on the parser's stack. */
struct sql_limit {
	struct expr *limit, *offset;
};
struct sql_event {
	enum trigger_event event;
	struct name_list *columns;
};
struct sql_join {
	enum join_kind kind;
	bool natural;
};
struct sql_from_prefix {
	struct from_clause *from;
	struct sql_join join;
};
struct sql_join_condition {
	struct expr *on;
	struct name_list *using;
};
struct sql_index_hint {
	enum indexed_by indexed;
	struct name index;
};
struct sql_where_returning {
	struct expr *where;
	struct result_columns *returning;
};
struct sql_like {
	enum expr_op op;
	bool negated;
};
struct sql_constraints {
	VEC(struct constraint *) items;
};
struct sql_statements {
	VEC(struct statement *) items;
};
}

%code {
#include "sql/actions.h"

/* Room for the deepest expression; what nests deeper is refused, not followed. */
#define YYMAXDEPTH 10000

/* Empty parts have no place of their own and don't widen the whole. */
#define YYLLOC_DEFAULT(Current, Rhs, N)                                                \
	do {                                                                           \
		int first_ = 1;                                                        \
		if (N) {                                                               \
			while (first_ < (N) && YYRHSLOC(Rhs, first_).start ==          \
						       YYRHSLOC(Rhs, first_).end)      \
				first_++;                                              \
			(Current).start = YYRHSLOC(Rhs, first_).start;                 \
			(Current).end = YYRHSLOC(Rhs, N).end;                          \
		} else                                                                 \
			(Current).start = (Current).end = YYRHSLOC(Rhs, 0).end;        \
	} while (0)

static void yyerror(const struct span *span, struct sql_parser *p, const char *message);
}

/* Which start symbol: the first token pushed. */
%token START_SCRIPT "a statement"
%token START_EXPRESSION "an expression"
%token END_EXPRESSION "the expression's end"

%token
  ABORT "ABORT" ACTION "ACTION" ADD "ADD" AFTER "AFTER" ALL "ALL" ALTER "ALTER"
  ALWAYS "ALWAYS" ANALYZE "ANALYZE" AND "AND" AS "AS" ASC "ASC" ATTACH "ATTACH"
  AUTOINCREMENT "AUTOINCREMENT" BEFORE "BEFORE" BEGIN_KW "BEGIN" BETWEEN "BETWEEN"
  BY "BY" CASCADE "CASCADE" CASE "CASE" CAST "CAST" CHECK "CHECK" COLLATE "COLLATE"
  COLUMN "COLUMN" COMMIT "COMMIT" CONFLICT "CONFLICT" CONSTRAINT "CONSTRAINT"
  CREATE "CREATE" CTIME_KW "CURRENT_TIMESTAMP" CURRENT "CURRENT" DATABASE "DATABASE"
  DEFAULT "DEFAULT" DEFERRABLE "DEFERRABLE" DEFERRED "DEFERRED" DELETE "DELETE"
  DESC "DESC" DETACH "DETACH" DISTINCT "DISTINCT" DO "DO" DROP "DROP" EACH "EACH"
  ELSE "ELSE" END "END" ESCAPE "ESCAPE" EXCEPT "EXCEPT" EXCLUDE "EXCLUDE"
  EXCLUSIVE "EXCLUSIVE" EXISTS "EXISTS" EXPLAIN "EXPLAIN" FAIL "FAIL" FILTER "FILTER"
  FIRST "FIRST" FOLLOWING "FOLLOWING" FOR "FOR" FOREIGN "FOREIGN" FROM "FROM"
  GENERATED "GENERATED" GROUP "GROUP" GROUPS "GROUPS" HAVING "HAVING" IF "IF"
  IGNORE "IGNORE" IMMEDIATE "IMMEDIATE" IN "IN" INDEX "INDEX" INDEXED "INDEXED"
  INITIALLY "INITIALLY" INSERT "INSERT" INSTEAD "INSTEAD" INTERSECT "INTERSECT"
  INTO "INTO" IS "IS" ISNULL "ISNULL" JOIN "JOIN" JOIN_KW "LEFT" KEY "KEY" LAST "LAST"
  LIKE_KW "LIKE" LIMIT "LIMIT" MATCH "MATCH" MATERIALIZED_KW "MATERIALIZED" NO "NO"
  NOT "NOT" NOTHING "NOTHING" NOTNULL "NOTNULL" NULL_KW "NULL" NULLS "NULLS" OF "OF"
  OFFSET "OFFSET" ON "ON" OR "OR" ORDER "ORDER" OTHERS "OTHERS" OVER "OVER"
  PARTITION "PARTITION" PLAN "PLAN" PRAGMA "PRAGMA" PRECEDING "PRECEDING"
  PRIMARY "PRIMARY" QUERY "QUERY" RAISE "RAISE" RANGE "RANGE" RECURSIVE "RECURSIVE"
  REFERENCES "REFERENCES" REINDEX "REINDEX" RELEASE "RELEASE" RENAME "RENAME"
  REPLACE "REPLACE" RESTRICT "RESTRICT" RETURNING "RETURNING" ROLLBACK "ROLLBACK"
  ROW "ROW" ROWS "ROWS" SAVEPOINT "SAVEPOINT" SELECT "SELECT" SET "SET" TABLE "TABLE"
  TEMP "TEMP" THEN "THEN" TIES "TIES" TO "TO" TRANSACTION "TRANSACTION"
  TRIGGER "TRIGGER" UNBOUNDED "UNBOUNDED" UNION "UNION" UNIQUE "UNIQUE" UPDATE "UPDATE"
  USING "USING" VACUUM "VACUUM" VALUES "VALUES" VIEW "VIEW" VIRTUAL "VIRTUAL"
  WHEN "WHEN" WHERE "WHERE" WINDOW "WINDOW" WITH "WITH" WITHOUT "WITHOUT"

/* The driver's reading of AND in x BETWEEN y AND z, and of NOT behind IS, so that the
 * automaton need not tell them from the operators. */
%token BETWEEN_AND "BETWEEN's AND" IS_NOT "IS's NOT"

%token
  ID "a name" STRING "a string" INTEGER "a number" FLOAT "a decimal number" BLOB "a blob"
  VARIABLE "a parameter" ANY "an argument"
  SEMI "';'" LP "'('" RP "')'" COMMA "','" DOT "'.'" STAR "'*'" SLASH "'/'" REM "'%'"
  PLUS "'+'" MINUS "'-'" CONCAT "'||'" PTR "'->'" LONG_PTR "'->>'" BITAND "'&'"
  BITOR "'|'" LSHIFT "'<<'" RSHIFT "'>>'" BITNOT "'~'" LT "'<'" LE "'<='" GT "'>'"
  GE "'>='" EQ "'='" NE "'<>'"

/* Only from the scanner's template mode. */
%token
  HOLE "a hole" TYPECAST "'::'" TYPE_TEXT "a type" ILIKE "ILIKE" VARIADIC "VARIADIC"
  TRUE_KW "TRUE" FALSE_KW "FALSE" AT_TIME_ZONE "AT TIME ZONE" REGEX "a regex match"
  NOT_REGEX "'!~'" JSON_PATH "'#>>'" TS_MATCH "'@@'" EXTRACT_LP "EXTRACT("
  ARRAY_LB "ARRAY[" RBRACKET "']'" TYPED_LITERAL "a typed literal"
  QUALIFIED_CALL "a function"

%left "OR"
%left "AND"
%right "NOT"
%left "IS" "MATCH" "LIKE" "ILIKE" "BETWEEN" "IN" "ISNULL" "NOTNULL" "'<>'" "'='"
%left "'>'" "'<='" "'<'" "'>='"
%left "a regex match" "'!~'" "'#>>'" "'@@'"
%precedence "ESCAPE"
%left "'&'" "'|'" "'<<'" "'>>'"
%left "'+'" "'-'"
%left "'*'" "'/'" "'%'"
%left "'||'" "'->'" "'->>'"
%left "AT TIME ZONE"
%precedence "COLLATE"
%precedence "'~'"
%precedence "'::'"
%precedence "ON"

%nterm <struct name> id ids nm dbnm withnm as
%nterm <struct qualified_name *> fullname create_name trnm
%nterm <struct name_list *> idlist idlist_opt eidlist eidlist_opt
%nterm <struct type_name> typetoken
%nterm <struct expr *> expr term where_opt having_opt when_clause case_operand case_else
%nterm <struct expr *> vinto key_opt filter_clause
%nterm <struct expr_list *> exprlist nexprlist groupby_opt paren_exprlist
%nterm <struct ordering *> sortlist orderby_opt
%nterm <enum sort_order> sortorder
%nterm <enum nulls_order> nulls
%nterm <bool> temp ifnotexists ifexists uniqueflag distinct autoinc foreach_clause explain_plan
%nterm <enum conflict_action> onconf orconf resolvetype raisetype insert_cmd
%nterm <struct create_table *> create_table create_table_args columnlist table_option_set
%nterm <struct column_def *> columnname column
%nterm <struct sql_constraints *> conslist conslist_opt
%nterm <struct constraint *> ccons tcons generated
%nterm <bool> tconscomma
%nterm <struct foreign_key_clause *> refargs defer_subclause defer_subclause_opt
%nterm <enum fk_action> refact
%nterm <enum initially> init_deferred_pred_opt
%nterm <struct select *> select selectnowith oneselect
%nterm <struct select_core *> values
%nterm <enum compound_op> multiselect_op
%nterm <struct result_columns *> selcollist sclp returning
%nterm <struct from_clause *> seltablist from
%nterm <struct sql_from_prefix> stl_prefix
%nterm <struct sql_join> joinop
%nterm <struct sql_join_condition> on_using
%nterm <struct sql_index_hint> indexed_opt indexed_by tridxby
%nterm <struct sql_limit> limit_opt
%nterm <struct sql_where_returning> where_opt_ret
%nterm <struct assignments *> setlist
%nterm <struct target_table> xfullname
%nterm <struct insert *> upsert
%nterm <struct with_clause *> with wqlist
%nterm <struct common_table> wqitem
%nterm <enum materialized> wqas
%nterm <struct sql_like> likeop
%nterm <bool> between_op in_op
%nterm <struct case_clause *> case_exprlist
%nterm <struct window *> window frame_opt over_clause windowdefn
%nterm <struct select_core *> window_clause windowdefn_list
%nterm <struct call *> filter_over
%nterm <enum frame_unit> range_or_rows
%nterm <struct frame_bound> frame_bound frame_bound_s frame_bound_e
%nterm <enum frame_exclude> frame_exclude_opt frame_exclude
%nterm <struct statement *> cmd trigger_cmd
%nterm <struct create_trigger *> trigger_decl
%nterm <enum trigger_time> trigger_time
%nterm <struct sql_event> trigger_event
%nterm <struct sql_statements *> trigger_cmd_list
%nterm <struct create_virtual_table *> create_vtab vtab_arguments
%nterm <struct slice> transtype

%%

input:
  START_SCRIPT script
| START_EXPRESSION expr END_EXPRESSION    { p->expr = $expr; }
;

/* The driver takes p->statement as soon as it stands there. */
script:
  %empty
| script ecmd
;
ecmd:
  "';'"
| cmd "';'"                               { finish(p, $cmd, EXPLAIN_NONE, @cmd); }
| explain_plan cmd "';'"
    { finish(p, $cmd, $1 ? EXPLAIN_QUERY_PLAN : EXPLAIN, span_join(@1, @cmd)); }
;
explain_plan:
  "EXPLAIN"                               { $$ = false; }
| "EXPLAIN" "QUERY" "PLAN"                { $$ = true; }
;

/* ---------------------------------------------------------------- transactions */

cmd:
  "BEGIN" transtype trans_opt
    { $$ = transaction(p, TRANSACTION_BEGIN, $transtype, no_name); }
| "COMMIT" trans_opt                      { $$ = transaction(p, TRANSACTION_COMMIT, no_text, no_name); }
| "END" trans_opt                         { $$ = transaction(p, TRANSACTION_COMMIT, no_text, no_name); }
| "ROLLBACK" trans_opt                    { $$ = transaction(p, TRANSACTION_ROLLBACK, no_text, no_name); }
| "SAVEPOINT" nm                          { $$ = transaction(p, TRANSACTION_SAVEPOINT, no_text, $nm); }
| "RELEASE" savepoint_opt nm              { $$ = transaction(p, TRANSACTION_RELEASE, no_text, $nm); }
| "ROLLBACK" trans_opt "TO" savepoint_opt nm
    { $$ = transaction(p, TRANSACTION_ROLLBACK_TO, no_text, $nm); }
;
trans_opt:
  %empty
| "TRANSACTION"
| "TRANSACTION" nm
;
transtype:
  %empty                                  { $$ = no_text; }
| "DEFERRED"                              { $$ = text_at(p, @1); }
| "IMMEDIATE"                             { $$ = text_at(p, @1); }
| "EXCLUSIVE"                             { $$ = text_at(p, @1); }
;
savepoint_opt:
  %empty
| "SAVEPOINT"
;

/* ---------------------------------------------------------------- CREATE TABLE */

cmd:
  create_table create_table_args          { $$ = table_statement(p, $1, $2); }
;
create_table:
  createkw temp "TABLE" ifnotexists create_name
    { $$ = table_new(p, $temp, $ifnotexists, $create_name); }
;
createkw:
  "CREATE"
;
create_name:
  nm dbnm                                 { $$ = qualified(p, $nm, $dbnm); }
;
ifnotexists:
  %empty                                  { $$ = false; }
| "IF" "NOT" "EXISTS"                     { $$ = true; }
;
temp:
  "TEMP"                                  { $$ = true; }
| %empty                                  { $$ = false; }
;
create_table_args:
  "'('" columnlist conslist_opt "')'" table_option_set
    { $$ = table_parts(p, $columnlist, $conslist_opt, $table_option_set); }
| "AS" select                             { $$ = NEW(struct create_table); $$->select = $select; }
;
/* The options sit in a table of their own until table_parts() takes them over. */
table_option_set:
  %empty                                  { $$ = NULL; }
| table_option                            { $$ = table_option(p, NULL, @1); }
| table_option_set[set] "','" table_option
    { $$ = table_option(p, $set, @3); }
;
table_option:
  "WITHOUT" nm
| nm
;
columnlist:
  columnlist[list] "','" column           { $$ = $list; column_add(p, $$, $column, @column); }
| column
    { $$ = NEW(struct create_table); column_add(p, $$, $column, @column); }
;
column:
  columnname
| column[of] ccons                        { $$ = $of; column_constraint(p, $of, $ccons, @ccons); }
;
columnname:
  nm typetoken                            { $$ = column_new(p, $nm, $typetoken); }
;
id:
  ID                                      { $$ = name_at(p, @1); }
| "INDEXED"                               { $$ = name_at(p, @1); }
;
ids:
  ID                                      { $$ = name_at(p, @1); }
| STRING                                  { $$ = name_at(p, @1); }
;
nm:
  id
| STRING                                  { $$ = name_at(p, @1); }
| JOIN_KW                                 { $$ = name_at(p, @1); }
;
typetoken:
  %empty                                  { $$ = (struct type_name){ { 0 } }; }
| typename                                { $$ = type_at(p, @$); }
| typename "'('" signed "')'"             { $$ = type_at(p, @$); }
| typename "'('" signed "','" signed "')'" { $$ = type_at(p, @$); }
;
typename:
  type_word
| typename type_word
;
type_word:
  ID
| STRING
;
signed:
  plus_num
| minus_num
;
number:
  INTEGER
| FLOAT
;
plus_num:
  "'+'" number
| number
;
minus_num:
  "'-'" number
;

ccons:
  "CONSTRAINT" nm
    { $$ = constraint_new(p, CONSTRAINT_NAME_ONLY); $$->name = keep_name(p, $nm); }
| "DEFAULT" term                          { $$ = default_new(p, $term); }
| "DEFAULT" "'('" expr "')'"              { $$ = default_new(p, $expr); $$->parenthesized = true; }
| "DEFAULT" "'+'" term                    { $$ = default_new(p, unary(p, OP_PLUS, $term, @2, @3)); }
| "DEFAULT" "'-'" term                    { $$ = default_new(p, unary(p, OP_NEGATE, $term, @2, @3)); }
| "DEFAULT" id                            { $$ = default_new(p, column_ref(p, $id, @id)); }
| "NULL" onconf
    { $$ = constraint_new(p, CONSTRAINT_NULL); $$->conflict = $onconf; }
| "NOT" "NULL" onconf
    { $$ = constraint_new(p, CONSTRAINT_NOT_NULL); $$->conflict = $onconf; }
| "PRIMARY" "KEY" sortorder onconf autoinc
    {
      $$ = constraint_new(p, CONSTRAINT_PRIMARY_KEY);
      $$->order = $sortorder;
      $$->conflict = $onconf;
      $$->autoincrement = $autoinc;
    }
| "UNIQUE" onconf
    { $$ = constraint_new(p, CONSTRAINT_UNIQUE); $$->conflict = $onconf; }
| "CHECK" "'('" expr "')'"
    { $$ = constraint_new(p, CONSTRAINT_CHECK); $$->expr = $expr; }
| "REFERENCES" nm eidlist_opt refargs
    { $$ = foreign_key(p, NULL, $nm, $eidlist_opt, $refargs, @$); }
| defer_subclause
    { $$ = constraint_new(p, CONSTRAINT_DEFERRABLE); $$->foreign_key = $1; }
| "COLLATE" ids
    { $$ = constraint_new(p, CONSTRAINT_COLLATE); $$->collation = keep_name(p, $ids); }
| "GENERATED" "ALWAYS" "AS" generated     { $$ = $generated; $$->always = true; }
| "AS" generated                          { $$ = $generated; }
;
generated:
  "'('" expr "')'"
    { $$ = constraint_new(p, CONSTRAINT_GENERATED); $$->expr = $expr; }
| "'('" expr "')'" ID
    {
      $$ = constraint_new(p, CONSTRAINT_GENERATED);
      $$->expr = $expr;
      $$->storage = generated_storage(p, @ID);
    }
;
autoinc:
  %empty                                  { $$ = false; }
| "AUTOINCREMENT"                         { $$ = true; }
;
refargs:
  %empty                                  { $$ = NEW(struct foreign_key_clause); }
| refargs[args] "MATCH" nm                { $$ = $args; $$->match = $nm; }
| refargs[args] "ON" "INSERT" refact      { $$ = $args; }
| refargs[args] "ON" "DELETE" refact      { $$ = $args; $$->on_delete = $refact; }
| refargs[args] "ON" "UPDATE" refact      { $$ = $args; $$->on_update = $refact; }
;
refact:
  "SET" "NULL"                            { $$ = FK_SET_NULL; }
| "SET" "DEFAULT"                         { $$ = FK_SET_DEFAULT; }
| "CASCADE"                               { $$ = FK_CASCADE; }
| "RESTRICT"                              { $$ = FK_RESTRICT; }
| "NO" "ACTION"                           { $$ = FK_NO_ACTION; }
;
defer_subclause:
  "NOT" "DEFERRABLE" init_deferred_pred_opt[when]
    { $$ = deferral(p, NOT_DEFERRABLE, $when, @$); }
| "DEFERRABLE" init_deferred_pred_opt[when]
    { $$ = deferral(p, DEFERRABLE, $when, @$); }
;
init_deferred_pred_opt:
  %empty                                  { $$ = INITIALLY_DEFAULT; }
| "INITIALLY" "DEFERRED"                  { $$ = INITIALLY_DEFERRED; }
| "INITIALLY" "IMMEDIATE"                 { $$ = INITIALLY_IMMEDIATE; }
;
conslist_opt:
  %empty                                  { $$ = NULL; }
| "','" conslist                          { $$ = $conslist; }
;
conslist:
  conslist[list] tconscomma tcons
    { $$ = $list; table_constraint(p, $list, $tcons, @tcons, $tconscomma); }
| tcons
    { $$ = NEW(struct sql_constraints); table_constraint(p, $$, $tcons, @tcons, true); }
;
tconscomma:
  "','"                                   { $$ = true; }
| %empty                                  { $$ = false; }
;
tcons:
  "CONSTRAINT" nm
    { $$ = constraint_new(p, CONSTRAINT_NAME_ONLY); $$->name = keep_name(p, $nm); }
| "PRIMARY" "KEY" "'('" sortlist autoinc "')'" onconf
    {
      $$ = constraint_new(p, CONSTRAINT_PRIMARY_KEY);
      $$->columns = $sortlist;
      $$->autoincrement = $autoinc;
      $$->conflict = $onconf;
    }
| "UNIQUE" "'('" sortlist "')'" onconf
    {
      $$ = constraint_new(p, CONSTRAINT_UNIQUE);
      $$->columns = $sortlist;
      $$->conflict = $onconf;
    }
| "CHECK" "'('" expr "')'" onconf
    {
      $$ = constraint_new(p, CONSTRAINT_CHECK);
      $$->expr = $expr;
      $$->conflict = $onconf;
    }
| "FOREIGN" "KEY" "'('" eidlist "')'" "REFERENCES" nm eidlist_opt refargs defer_subclause_opt[defer]
    {
      $$ = foreign_key(p, $eidlist, $nm, $eidlist_opt, $refargs, span_join(@6, @defer));
      if ($defer) {
        $$->foreign_key->deferrable = $defer->deferrable;
        $$->foreign_key->initially = $defer->initially;
      }
    }
;
defer_subclause_opt:
  %empty                                  { $$ = NULL; }
| defer_subclause
;
onconf:
  %empty                                  { $$ = CONFLICT_DEFAULT; }
| "ON" "CONFLICT" resolvetype             { $$ = $3; }
;
orconf:
  %empty                                  { $$ = CONFLICT_DEFAULT; }
| "OR" resolvetype                        { $$ = $2; }
;
resolvetype:
  raisetype
| "IGNORE"                                { $$ = CONFLICT_IGNORE; }
| "REPLACE"                               { $$ = CONFLICT_REPLACE; }
;

/* ---------------------------------------------------------------- DROP, CREATE VIEW */

cmd:
  "DROP" "TABLE" ifexists fullname        { $$ = drop(p, OBJECT_TABLE, $ifexists, $fullname); }
| "DROP" "VIEW" ifexists fullname         { $$ = drop(p, OBJECT_VIEW, $ifexists, $fullname); }
| "DROP" "INDEX" ifexists fullname        { $$ = drop(p, OBJECT_INDEX, $ifexists, $fullname); }
| "DROP" "TRIGGER" ifexists fullname      { $$ = drop(p, OBJECT_TRIGGER, $ifexists, $fullname); }
| createkw temp "VIEW" ifnotexists create_name eidlist_opt "AS" select
    {
      struct create_view *view = NEW(struct create_view);

      view->temporary = $temp;
      view->if_not_exists = $ifnotexists;
      view->name = *$create_name;
      view->columns = $eidlist_opt;
      view->select = $select;
      $$ = statement(p, STATEMENT_CREATE_VIEW, view);
    }
;
ifexists:
  "IF" "EXISTS"                           { $$ = true; }
| %empty                                  { $$ = false; }
;

/* ---------------------------------------------------------------- SELECT */

cmd:
  select                                  { $$ = statement(p, STATEMENT_SELECT, $select); }
;
select:
  "WITH" wqlist selectnowith              { $$ = select_with(p, $wqlist, false, $selectnowith, @$); }
| "WITH" "RECURSIVE" wqlist selectnowith  { $$ = select_with(p, $wqlist, true, $selectnowith, @$); }
| selectnowith                            { $$ = $1; $$->span = @$; }
;
selectnowith:
  oneselect
| selectnowith[left] multiselect_op oneselect
    { $$ = compound(p, $left, $multiselect_op, $oneselect, @multiselect_op); }
;
multiselect_op:
  "UNION"                                 { $$ = COMPOUND_UNION; }
| "UNION" "ALL"                           { $$ = COMPOUND_UNION_ALL; }
| "EXCEPT"                                { $$ = COMPOUND_EXCEPT; }
| "INTERSECT"                             { $$ = COMPOUND_INTERSECT; }
;
oneselect:
  "SELECT" distinct selcollist from where_opt groupby_opt having_opt orderby_opt limit_opt
    {
      $$ = select_one(p, $distinct, $selcollist, $from, $where_opt, $groupby_opt, $having_opt, @$);
      $$->order_by = $orderby_opt;
      $$->limit = $limit_opt.limit;
      $$->offset = $limit_opt.offset;
    }
| "SELECT" distinct selcollist from where_opt groupby_opt having_opt window_clause
  orderby_opt limit_opt
    {
      $$ = select_one(p, $distinct, $selcollist, $from, $where_opt, $groupby_opt, $having_opt, @$);
      MOVE_VEC($$->cores.items[0]->windows, $window_clause->windows);
      $$->order_by = $orderby_opt;
      $$->limit = $limit_opt.limit;
      $$->offset = $limit_opt.offset;
    }
| values                                  { $$ = select_of(p, $values); $values->span = @$; }
;
values:
  "VALUES" "'('" nexprlist "')'"
    { $$ = NEW(struct select_core); vec_push(p->arena, &$$->values, $nexprlist); }
| values[list] "','" "'('" nexprlist "')'"
    { $$ = $list; vec_push(p->arena, &$$->values, $nexprlist); }
;
distinct:
  "DISTINCT"                              { $$ = true; }
| "ALL"                                   { $$ = false; }
| %empty                                  { $$ = false; }
;
sclp:
  selcollist "','"                        { $$ = $1; }
| %empty                                  { $$ = NEW(struct result_columns); }
;
selcollist:
  sclp expr as
    { $$ = result_add($sclp, p, (struct result_column){ .kind = RESULT_EXPR, .expr = $expr, .alias = $as, .span = @expr }); }
| sclp "'*'"
    { $$ = result_add($sclp, p, (struct result_column){ .kind = RESULT_STAR, .span = @2 }); }
| sclp nm "'.'" "'*'"
    { $$ = result_add($sclp, p, (struct result_column){ .kind = RESULT_TABLE_STAR, .table = $nm, .span = span_join(@2, @4) }); }
;
as:
  "AS" nm                                 { $$ = $nm; }
| ids
| %empty                                  { $$ = no_name; }
;
from:
  %empty                                  { $$ = NULL; }
| "FROM" seltablist                       { $$ = $2; }
;
stl_prefix:
  seltablist joinop                       { $$ = (struct sql_from_prefix){ $1, $2 }; }
| %empty                                  { $$ = (struct sql_from_prefix){ 0 }; }
;
seltablist:
  stl_prefix create_name as on_using
    { $$ = from_add(p, $1, (struct from_item){ .table = *$2, .alias = $as, .span = span_join(@2, @4) }, $on_using); }
| stl_prefix create_name as indexed_by on_using
    {
      $$ = from_add(p, $1, (struct from_item){ .table = *$2, .alias = $as, .indexed = $indexed_by.indexed,
                    .index = $indexed_by.index, .span = span_join(@2, @5) }, $on_using);
    }
| stl_prefix create_name "'('" exprlist "')'" as on_using
    {
      $$ = from_add(p, $1, (struct from_item){ .table = *$2, .arguments = $exprlist ? $exprlist : NEW(struct expr_list), .alias = $as,
                    .span = span_join(@2, @7) }, $on_using);
    }
| stl_prefix "'('" select "')'" as on_using
    { $$ = from_add(p, $1, (struct from_item){ .select = $select, .alias = $as, .span = span_join(@2, @6) }, $on_using); }
| stl_prefix "'('" seltablist[nested] "')'" as on_using
    { $$ = from_add(p, $1, (struct from_item){ .nested = $nested, .alias = $as, .span = span_join(@2, @6) }, $on_using); }
;
dbnm:
  %empty                                  { $$ = no_name; }
| "'.'" nm                                { $$ = $nm; }
;
fullname:
  nm                                      { $$ = qualified(p, $nm, no_name); }
| nm[schema] "'.'" nm[object]             { $$ = qualified(p, $schema, $object); }
;
xfullname:
  fullname                                { $$ = (struct target_table){ .name = *$1 }; }
| fullname "AS" nm                        { $$ = (struct target_table){ .name = *$1, .alias = $nm }; }
;
joinop:
  "','"                                   { $$ = (struct sql_join){ JOIN_COMMA, false }; }
| "JOIN"                                  { $$ = (struct sql_join){ JOIN_INNER, false }; }
| JOIN_KW "JOIN"                          { $$ = join_operator(p, @$, 1); }
| JOIN_KW nm "JOIN"                       { $$ = join_operator(p, @$, 2); }
| JOIN_KW nm nm "JOIN"                    { $$ = join_operator(p, @$, 3); }
;
/* "INSERT ... SELECT ... JOIN b ON CONFLICT": the ON belongs to the join, so an
 * empty condition binds weaker than ON. */
on_using:
  "ON" expr                               { $$ = (struct sql_join_condition){ .on = $expr }; }
| "USING" "'('" idlist "')'"              { $$ = (struct sql_join_condition){ .using = $idlist }; }
| %empty %prec "OR"                       { $$ = (struct sql_join_condition){ 0 }; }
;
indexed_opt:
  %empty                                  { $$ = (struct sql_index_hint){ 0 }; }
| indexed_by
;
indexed_by:
  "INDEXED" "BY" nm                       { $$ = (struct sql_index_hint){ INDEXED_BY, $nm }; }
| "NOT" "INDEXED"                         { $$ = (struct sql_index_hint){ NOT_INDEXED, no_name }; }
;
orderby_opt:
  %empty                                  { $$ = NULL; }
| "ORDER" "BY" sortlist                   { $$ = $3; }
;
sortlist:
  sortlist[list] "','" expr sortorder nulls
    { $$ = order_add(p, $list, $expr, $sortorder, $nulls); }
| expr sortorder nulls
    { $$ = order_add(p, NEW(struct ordering), $expr, $sortorder, $nulls); }
;
sortorder:
  "ASC"                                   { $$ = SORT_ASC; }
| "DESC"                                  { $$ = SORT_DESC; }
| %empty                                  { $$ = SORT_DEFAULT; }
;
nulls:
  "NULLS" "FIRST"                         { $$ = NULLS_FIRST; }
| "NULLS" "LAST"                          { $$ = NULLS_LAST; }
| %empty                                  { $$ = NULLS_DEFAULT; }
;
groupby_opt:
  %empty                                  { $$ = NULL; }
| "GROUP" "BY" nexprlist                  { $$ = $3; }
;
having_opt:
  %empty                                  { $$ = NULL; }
| "HAVING" expr                           { $$ = $2; }
;
limit_opt:
  %empty                                  { $$ = (struct sql_limit){ 0 }; }
| "LIMIT" expr                            { $$ = (struct sql_limit){ $expr, NULL }; }
| "LIMIT" expr[limit] "OFFSET" expr[offset] { $$ = (struct sql_limit){ $limit, $offset }; }
| "LIMIT" expr[offset] "','" expr[limit]  { $$ = (struct sql_limit){ $limit, $offset }; }
;

/* ---------------------------------------------------------------- DELETE, UPDATE, INSERT */

cmd:
  with "DELETE" "FROM" xfullname indexed_opt where_opt_ret orderby_opt limit_opt
    {
      struct delete *node = delete_new(p, $xfullname, $indexed_opt, $where_opt_ret.where);

      node->with = $with;
      node->returning = $where_opt_ret.returning;
      node->order_by = $orderby_opt;
      node->limit = $limit_opt.limit;
      node->offset = $limit_opt.offset;
      $$ = statement(p, STATEMENT_DELETE, node);
    }
| with "UPDATE" orconf xfullname indexed_opt "SET" setlist from where_opt_ret orderby_opt limit_opt
    {
      struct update *node = update_new(p, $orconf, $xfullname, $indexed_opt, $setlist, $from,
                                       $where_opt_ret.where);

      node->with = $with;
      node->returning = $where_opt_ret.returning;
      node->order_by = $orderby_opt;
      node->limit = $limit_opt.limit;
      node->offset = $limit_opt.offset;
      $$ = statement(p, STATEMENT_UPDATE, node);
    }
| with insert_cmd "INTO" xfullname idlist_opt select upsert
    {
      struct insert *node = insert_new(p, $insert_cmd, @insert_cmd, $xfullname, $idlist_opt, $select, $upsert);

      node->with = $with;
      $$ = statement(p, STATEMENT_INSERT, node);
    }
| with insert_cmd "INTO" xfullname idlist_opt "DEFAULT" "VALUES" returning
    {
      struct insert *node = insert_new(p, $insert_cmd, @insert_cmd, $xfullname, $idlist_opt, NULL, NULL);

      node->with = $with;
      node->returning = $returning;
      $$ = statement(p, STATEMENT_INSERT, node);
    }
;
where_opt:
  %empty                                  { $$ = NULL; }
| "WHERE" expr                            { $$ = $2; }
;
where_opt_ret:
  %empty                                  { $$ = (struct sql_where_returning){ 0 }; }
| "WHERE" expr                            { $$ = (struct sql_where_returning){ $expr, NULL }; }
| "RETURNING" selcollist                  { $$ = (struct sql_where_returning){ NULL, $selcollist }; }
| "WHERE" expr "RETURNING" selcollist     { $$ = (struct sql_where_returning){ $expr, $selcollist }; }
;
setlist:
  setlist[list] "','" nm "'='" expr       { $$ = assign(p, $list, one_name(p, $nm), $expr); }
| setlist[list] "','" "'('" idlist "')'" "'='" expr
    { $$ = assign(p, $list, $idlist, $expr); }
| nm "'='" expr                           { $$ = assign(p, NULL, one_name(p, $nm), $expr); }
| "'('" idlist "')'" "'='" expr           { $$ = assign(p, NULL, $idlist, $expr); }
;
upsert:
  %empty                                  { $$ = NEW(struct insert); }
| "RETURNING" selcollist                  { $$ = NEW(struct insert); $$->returning = $selcollist; }
| "ON" "CONFLICT" "'('" sortlist "')'" where_opt[target] "DO" "UPDATE" "SET" setlist where_opt[where] upsert[more]
    { $$ = upsert_add(p, $more, (struct upsert){ $sortlist, $target, $setlist, $where }); }
| "ON" "CONFLICT" "'('" sortlist "')'" where_opt[target] "DO" "NOTHING" upsert[more]
    { $$ = upsert_add(p, $more, (struct upsert){ $sortlist, $target, NULL, NULL }); }
| "ON" "CONFLICT" "DO" "NOTHING" returning
    {
      $$ = upsert_add(p, NEW(struct insert), (struct upsert){ 0 });
      $$->returning = $returning;
    }
| "ON" "CONFLICT" "DO" "UPDATE" "SET" setlist where_opt returning
    {
      $$ = upsert_add(p, NEW(struct insert), (struct upsert){ NULL, NULL, $setlist, $where_opt });
      $$->returning = $returning;
    }
;
returning:
  "RETURNING" selcollist                  { $$ = $2; }
| %empty                                  { $$ = NULL; }
;
insert_cmd:
  "INSERT" orconf                         { $$ = $2; }
| "REPLACE"                               { $$ = CONFLICT_REPLACE; }
;
idlist_opt:
  %empty                                  { $$ = NULL; }
| "'('" idlist "')'"                      { $$ = $2; }
;
idlist:
  idlist[list] "','" nm                   { $$ = $list; vec_push(p->arena, &$$->names, $nm); }
| nm                                      { $$ = one_name(p, $nm); }
;

/* ---------------------------------------------------------------- expressions */

expr:
  term
| "'('" expr[inner] "')'"                 { $$ = $inner; }
| id                                      { $$ = column_ref(p, $id, @$); }
| JOIN_KW                                 { $$ = column_ref(p, name_at(p, @1), @$); }
| nm[table] "'.'" nm[column]
    { $$ = expr_name(p->arena, no_name, $table, $column, @$); }
| nm[schema] "'.'" nm[table] "'.'" nm[column]
    { $$ = expr_name(p->arena, $schema, $table, $column, @$); }
| VARIABLE                                { $$ = parameter(p, @1); }
| expr[of] "COLLATE" ids                  { $$ = checked(p, expr_collate(p->arena, $of, $ids, @$)); }
| "CAST" "'('" expr[of] "AS" typetoken "')'"
    { $$ = checked(p, expr_cast(p->arena, $of, $typetoken, @$)); }
| id "'('" distinct exprlist "')'"        { $$ = call(p, $id, $distinct, $exprlist, NULL, NULL, @$); }
| id "'('" "'*'" "')'"                    { $$ = call_star(p, $id, NULL, @$); }
| id "'('" distinct exprlist "')'" filter_over
    { $$ = call(p, $id, $distinct, $exprlist, NULL, $filter_over, @$); }
| id "'('" "'*'" "')'" filter_over        { $$ = call_star(p, $id, $filter_over, @$); }
| id "'('" distinct exprlist "ORDER"[order] "BY" sortlist "')'"
    { $$ = call_ordered(p, $id, $distinct, $exprlist, $sortlist, NULL, @order, @$); }
| id "'('" distinct exprlist "ORDER"[order] "BY" sortlist "')'" filter_over
    { $$ = call_ordered(p, $id, $distinct, $exprlist, $sortlist, $filter_over, @order, @$); }
| "'('" nexprlist "','" expr[last] "')'"  { $$ = row(p, $nexprlist, $last, @$); }
| expr[a] "AND" expr[b]                   { $$ = binary(p, OP_AND, $a, $b, @$); }
| expr[a] "OR" expr[b]                    { $$ = binary(p, OP_OR, $a, $b, @$); }
| expr[a] "'<'" expr[b]                   { $$ = binary(p, OP_LT, $a, $b, @$); }
| expr[a] "'>'" expr[b]                   { $$ = binary(p, OP_GT, $a, $b, @$); }
| expr[a] "'>='" expr[b]                  { $$ = binary(p, OP_GE, $a, $b, @$); }
| expr[a] "'<='" expr[b]                  { $$ = binary(p, OP_LE, $a, $b, @$); }
| expr[a] "'='" expr[b]                   { $$ = binary(p, OP_EQ, $a, $b, @$); }
| expr[a] "'<>'" expr[b]                  { $$ = binary(p, OP_NE, $a, $b, @$); }
| expr[a] "'&'" expr[b]                   { $$ = binary(p, OP_BIT_AND, $a, $b, @$); }
| expr[a] "'|'" expr[b]                   { $$ = binary(p, OP_BIT_OR, $a, $b, @$); }
| expr[a] "'<<'" expr[b]                  { $$ = binary(p, OP_SHIFT_LEFT, $a, $b, @$); }
| expr[a] "'>>'" expr[b]                  { $$ = binary(p, OP_SHIFT_RIGHT, $a, $b, @$); }
| expr[a] "'+'" expr[b]                   { $$ = binary(p, OP_ADD, $a, $b, @$); }
| expr[a] "'-'" expr[b]                   { $$ = binary(p, OP_SUBTRACT, $a, $b, @$); }
| expr[a] "'*'" expr[b]                   { $$ = binary(p, OP_MULTIPLY, $a, $b, @$); }
| expr[a] "'/'" expr[b]                   { $$ = binary(p, OP_DIVIDE, $a, $b, @$); }
| expr[a] "'%'" expr[b]                   { $$ = binary(p, OP_MODULO, $a, $b, @$); }
| expr[a] "'||'" expr[b]                  { $$ = binary(p, OP_CONCAT, $a, $b, @$); }
| expr[a] "'->'" expr[b]                  { $$ = binary(p, OP_ARROW, $a, $b, @$); }
| expr[a] "'->>'" expr[b]                 { $$ = binary(p, OP_LONG_ARROW, $a, $b, @$); }
| expr[a] likeop expr[b] %prec "LIKE"     { $$ = like(p, $likeop, $a, $b, NULL, @$); }
| expr[a] likeop expr[b] "ESCAPE" expr[escape] %prec "LIKE"
    { $$ = like(p, $likeop, $a, $b, $escape, @$); }
| expr[a] "ISNULL"                        { $$ = checked(p, expr_unary(p->arena, OP_IS_NULL, $a, @$)); }
| expr[a] "NOTNULL"                       { $$ = checked(p, expr_unary(p->arena, OP_NOT_NULL, $a, @$)); }
| expr[a] "NOT" "NULL"                    { $$ = checked(p, expr_unary(p->arena, OP_NOT_NULL, $a, @$)); }
| expr[a] "IS" expr[b]                    { $$ = is(p, OP_IS, $a, $b, @$); }
| expr[a] "IS" "IS's NOT" expr[b] %prec "IS"   { $$ = is(p, OP_IS_NOT, $a, $b, @$); }
| expr[a] "IS" "IS's NOT" "DISTINCT" "FROM" expr[b] %prec "IS"
    { $$ = binary(p, OP_IS_NOT_DISTINCT, $a, $b, @$); }
| expr[a] "IS" "DISTINCT" "FROM" expr[b] %prec "IS"
    { $$ = binary(p, OP_IS_DISTINCT, $a, $b, @$); }
| "NOT" expr[a]                           { $$ = unary(p, OP_NOT, $a, @1, @a); }
| "'~'" expr[a]                           { $$ = unary(p, OP_BIT_NOT, $a, @1, @a); }
| "'+'" expr[a] %prec "'~'"               { $$ = unary(p, OP_PLUS, $a, @1, @a); }
| "'-'" expr[a] %prec "'~'"               { $$ = unary(p, OP_NEGATE, $a, @1, @a); }
| expr[a] between_op expr[low] "BETWEEN's AND" expr[high] %prec "BETWEEN"
    { $$ = between(p, $between_op, $a, $low, $high, @$); }
| expr[a] in_op "'('" exprlist "')'" %prec "IN"
    { $$ = in_new(p, $in_op, $a, @$); in_list(p, $$, $exprlist); }
| "'('" select "')'"                      { $$ = subquery(p, EXPR_SUBQUERY, $select, @$); }
| expr[a] in_op "'('" select "')'" %prec "IN"
    { $$ = in_new(p, $in_op, $a, @$); in_select(p, $$, $select); }
| expr[a] in_op create_name paren_exprlist %prec "IN"
    { $$ = in_new(p, $in_op, $a, @$); $$->in->table = $create_name; $$->in->arguments = $paren_exprlist; }
| "EXISTS" "'('" select "')'"             { $$ = subquery(p, EXPR_EXISTS, $select, @$); }
| "CASE" case_operand case_exprlist case_else "END"
    { $$ = case_new(p, $case_operand, $case_exprlist, $case_else, @$); }
| "RAISE" "'('" "IGNORE" "')'"
    { $$ = expr_new(p->arena, EXPR_RAISE, @$); $$->raise.action = CONFLICT_IGNORE; }
| "RAISE" "'('" raisetype "','" nm "')'"
    {
      $$ = expr_new(p->arena, EXPR_RAISE, @$);
      $$->raise.action = $raisetype;
      $$->raise.message = expr_literal(p->arena, EXPR_STRING, $nm.text, @nm);
    }
;
term:
  "NULL"                                  { $$ = expr_new(p->arena, EXPR_NULL, @1); }
| FLOAT                                   { $$ = expr_literal(p->arena, EXPR_REAL, text_at(p, @1), @1); }
| BLOB                                    { $$ = blob(p, @1); }
| STRING                                  { $$ = string(p, @1); }
| INTEGER                                 { $$ = expr_literal(p->arena, EXPR_INTEGER, text_at(p, @1), @1); }
| CTIME_KW                                { $$ = current(p, @1); }
;
likeop:
  "LIKE"                                  { $$ = (struct sql_like){ like_op(p, @1), false }; }
| "MATCH"                                 { $$ = (struct sql_like){ OP_MATCH, false }; }
| "ILIKE"                                 { $$ = (struct sql_like){ OP_ILIKE, false }; }
| "NOT" "LIKE"                            { $$ = (struct sql_like){ like_op(p, @2), true }; }
| "NOT" "MATCH"                           { $$ = (struct sql_like){ OP_MATCH, true }; }
| "NOT" "ILIKE"                           { $$ = (struct sql_like){ OP_ILIKE, true }; }
;
between_op:
  "BETWEEN"                               { $$ = false; }
| "NOT" "BETWEEN"                         { $$ = true; }
;
in_op:
  "IN"                                    { $$ = false; }
| "NOT" "IN"                              { $$ = true; }
;
case_exprlist:
  case_exprlist[list] "WHEN" expr[when] "THEN" expr[then]
    { $$ = $list; case_add(p, $$, $when, $then); }
| "WHEN" expr[when] "THEN" expr[then]
    { $$ = NEW(struct case_clause); case_add(p, $$, $when, $then); }
;
case_else:
  "ELSE" expr                             { $$ = $2; }
| %empty                                  { $$ = NULL; }
;
case_operand:
  expr
| %empty                                  { $$ = NULL; }
;
exprlist:
  nexprlist
| %empty                                  { $$ = NULL; }
;
nexprlist:
  nexprlist[list] "','" expr              { $$ = $list; vec_push(p->arena, &$$->exprs, $expr); }
| expr                                    { $$ = NEW(struct expr_list); vec_push(p->arena, &$$->exprs, $expr); }
;
paren_exprlist:
  %empty                                  { $$ = NULL; }
| "'('" exprlist "')'"                    { $$ = $2 ? $2 : NEW(struct expr_list); }
;

/* What only templates say. */
expr:
  HOLE                                    { $$ = hole(p, @1); }
| TRUE_KW                                 { $$ = boolean(p, true, @1); }
| FALSE_KW                                { $$ = boolean(p, false, @1); }
| TYPED_LITERAL                           { $$ = typed_literal(p, @1); }
| expr[of] "'::'" TYPE_TEXT
    { $$ = checked(p, expr_cast(p->arena, $of, (struct type_name){ text_at(p, @3), @3 }, @$)); }
| expr[a] "AT TIME ZONE" expr[b]          { $$ = binary(p, OP_AT_TIME_ZONE, $a, $b, @$); }
| expr[a] REGEX expr[b]                   { $$ = binary(p, OP_REGEX, $a, $b, @$); }
| expr[a] "'!~'" expr[b]                  { $$ = binary(p, OP_NOT_REGEX, $a, $b, @$); }
| expr[a] "'#>>'" expr[b]                 { $$ = binary(p, OP_JSON_PATH, $a, $b, @$); }
| expr[a] "'@@'" expr[b]                  { $$ = binary(p, OP_TS_MATCH, $a, $b, @$); }
| EXTRACT_LP id "FROM" expr[of] "')'"     { $$ = extract(p, $id, $of, @$); }
| ARRAY_LB exprlist RBRACKET              { $$ = array(p, $exprlist, @$); }
| QUALIFIED_CALL "'('" distinct exprlist "')'"
    { $$ = call_qualified(p, @1, $distinct, $exprlist, @$); }
| id "'('" distinct VARIADIC expr[last] "')'"
    { $$ = call_variadic(p, $id, NULL, $last, @$); }
| id "'('" distinct nexprlist "','" VARIADIC expr[last] "')'"
    { $$ = call_variadic(p, $id, $nexprlist, $last, @$); }
;

/* ---------------------------------------------------------------- CREATE INDEX */

cmd:
  createkw uniqueflag "INDEX" ifnotexists create_name "ON" nm "'('" sortlist "')'" where_opt
    {
      struct create_index *index = NEW(struct create_index);

      index->unique = $uniqueflag;
      index->if_not_exists = $ifnotexists;
      index->name = *$create_name;
      index->table = $nm;
      index->columns = *$sortlist;
      index->where = $where_opt;
      $$ = statement(p, STATEMENT_CREATE_INDEX, index);
    }
;
uniqueflag:
  "UNIQUE"                                { $$ = true; }
| %empty                                  { $$ = false; }
;
eidlist_opt:
  %empty                                  { $$ = NULL; }
| "'('" eidlist "')'"                     { $$ = $2; }
;
eidlist:
  eidlist[list] "','" nm collate sortorder
    { $$ = $list; vec_push(p->arena, &$$->names, $nm); plain_name(p, $nm, @collate, @sortorder); }
| nm collate sortorder
    { $$ = one_name(p, $nm); plain_name(p, $nm, @collate, @sortorder); }
;
collate:
  %empty
| "COLLATE" ids
;

/* ---------------------------------------------------------------- VACUUM, PRAGMA */

cmd:
  "VACUUM" vinto                          { $$ = utility(p, STATEMENT_VACUUM, no_name, no_name, $vinto); }
| "VACUUM" nm vinto                       { $$ = utility(p, STATEMENT_VACUUM, $nm, no_name, $vinto); }
| "PRAGMA" create_name                    { $$ = pragma(p, $2, no_text, false); }
| "PRAGMA" create_name "'='" nmnum        { $$ = pragma(p, $2, text_at(p, @nmnum), false); }
| "PRAGMA" create_name "'('" nmnum "')'"  { $$ = pragma(p, $2, text_at(p, @nmnum), true); }
| "PRAGMA" create_name "'='" minus_num    { $$ = pragma(p, $2, text_at(p, @4), false); }
| "PRAGMA" create_name "'('" minus_num "')'" { $$ = pragma(p, $2, text_at(p, @4), true); }
;
vinto:
  "INTO" expr                             { $$ = $2; }
| %empty                                  { $$ = NULL; }
;
nmnum:
  plus_num
| nm
| "ON"
| "DELETE"
| "DEFAULT"
;

/* ---------------------------------------------------------------- CREATE TRIGGER */

cmd:
  createkw trigger_decl "BEGIN" trigger_cmd_list "END"
    {
      MOVE_VEC($trigger_decl->body, $trigger_cmd_list->items);
      $$ = statement(p, STATEMENT_CREATE_TRIGGER, $trigger_decl);
    }
;
trigger_decl:
  temp "TRIGGER" ifnotexists create_name trigger_time trigger_event "ON" fullname foreach_clause when_clause
    {
      $$ = NEW(struct create_trigger);
      $$->temporary = $temp;
      $$->if_not_exists = $ifnotexists;
      $$->name = *$create_name;
      $$->time = $trigger_time;
      $$->event = $trigger_event.event;
      $$->update_of = $trigger_event.columns;
      $$->table = *$fullname;
      $$->for_each_row = $foreach_clause;
      $$->when = $when_clause;
    }
;
trigger_time:
  "BEFORE"                                { $$ = TRIGGER_BEFORE; }
| "AFTER"                                 { $$ = TRIGGER_AFTER; }
| "INSTEAD" "OF"                          { $$ = TRIGGER_INSTEAD_OF; }
| %empty                                  { $$ = TRIGGER_TIME_DEFAULT; }
;
trigger_event:
  "DELETE"                                { $$ = (struct sql_event){ TRIGGER_DELETE, NULL }; }
| "INSERT"                                { $$ = (struct sql_event){ TRIGGER_INSERT, NULL }; }
| "UPDATE"                                { $$ = (struct sql_event){ TRIGGER_UPDATE, NULL }; }
| "UPDATE" "OF" idlist                    { $$ = (struct sql_event){ TRIGGER_UPDATE, $idlist }; }
;
foreach_clause:
  %empty                                  { $$ = false; }
| "FOR" "EACH" "ROW"                      { $$ = true; }
;
when_clause:
  %empty                                  { $$ = NULL; }
| "WHEN" expr                             { $$ = $2; }
;
trigger_cmd_list:
  trigger_cmd_list[list] trigger_cmd "';'" { $$ = $list; trigger_step(p, $$, $trigger_cmd, @trigger_cmd); }
| trigger_cmd "';'"
    { $$ = NEW(struct sql_statements); trigger_step(p, $$, $trigger_cmd, @trigger_cmd); }
;
trnm:
  nm                                      { $$ = qualified(p, $nm, no_name); }
| nm[schema] "'.'" nm[object]
    {
      $$ = qualified(p, $schema, $object);
      flaw(p, @$, "qualified table names are not allowed on INSERT, UPDATE, and DELETE statements within triggers");
    }
;
tridxby:
  %empty                                  { $$ = (struct sql_index_hint){ 0 }; }
| "INDEXED" "BY" nm
    {
      $$ = (struct sql_index_hint){ INDEXED_BY, $nm };
      flaw(p, @$, "the INDEXED BY clause is not allowed on UPDATE or DELETE statements within triggers");
    }
| "NOT" "INDEXED"
    {
      $$ = (struct sql_index_hint){ NOT_INDEXED, no_name };
      flaw(p, @$, "the NOT INDEXED clause is not allowed on UPDATE or DELETE statements within triggers");
    }
;
trigger_cmd:
  "UPDATE" orconf trnm tridxby "SET" setlist from where_opt
    {
      $$ = statement(p, STATEMENT_UPDATE,
                     update_new(p, $orconf, target($trnm), $tridxby, $setlist, $from, $where_opt));
    }
| insert_cmd "INTO" trnm idlist_opt select upsert
    {
      $$ = statement(p, STATEMENT_INSERT,
                     insert_new(p, $insert_cmd, @insert_cmd, target($trnm), $idlist_opt, $select, $upsert));
    }
| "DELETE" "FROM" trnm tridxby where_opt
    { $$ = statement(p, STATEMENT_DELETE, delete_new(p, target($trnm), $tridxby, $where_opt)); }
| select                                  { $$ = statement(p, STATEMENT_SELECT, $select); }
;
raisetype:
  "ROLLBACK"                              { $$ = CONFLICT_ROLLBACK; }
| "ABORT"                                 { $$ = CONFLICT_ABORT; }
| "FAIL"                                  { $$ = CONFLICT_FAIL; }
;

/* ---------------------------------------------------------------- the rest */

cmd:
  "ATTACH" database_kw_opt expr[file] "AS" expr[schema] key_opt
    { $$ = attach(p, STATEMENT_ATTACH, $file, $schema, $key_opt); }
| "DETACH" database_kw_opt expr[schema]   { $$ = attach(p, STATEMENT_DETACH, NULL, $schema, NULL); }
| "REINDEX"                               { $$ = utility(p, STATEMENT_REINDEX, no_name, no_name, NULL); }
| "REINDEX" nm dbnm                       { $$ = utility(p, STATEMENT_REINDEX, $nm, $dbnm, NULL); }
| "ANALYZE"                               { $$ = utility(p, STATEMENT_ANALYZE, no_name, no_name, NULL); }
| "ANALYZE" nm dbnm                       { $$ = utility(p, STATEMENT_ANALYZE, $nm, $dbnm, NULL); }
| "ALTER" "TABLE" fullname "RENAME" "TO" nm
    { struct alter_table *alter; $$ = alter_new(p, ALTER_RENAME_TABLE, $fullname, &alter); alter->new_name = $nm; }
| "ALTER" "TABLE" fullname "ADD" kwcolumn_opt column
    {
      struct alter_table *alter;

      $$ = alter_new(p, ALTER_ADD_COLUMN, $fullname, &alter);
      alter->definition = $column;
      column_done(p, $column, @column);
    }
| "ALTER" "TABLE" fullname "DROP" kwcolumn_opt nm
    { struct alter_table *alter; $$ = alter_new(p, ALTER_DROP_COLUMN, $fullname, &alter); alter->column = $nm; }
| "ALTER" "TABLE" fullname "RENAME" kwcolumn_opt nm[column] "TO" nm[new]
    {
      struct alter_table *alter;

      $$ = alter_new(p, ALTER_RENAME_COLUMN, $fullname, &alter);
      alter->column = $column;
      alter->new_name = $new;
    }
| create_vtab                             { $$ = statement(p, STATEMENT_CREATE_VIRTUAL_TABLE, $1); }
| create_vtab "'('" vtab_arguments "')'"
    {
      MOVE_VEC($create_vtab->arguments, $vtab_arguments->arguments);
      $$ = statement(p, STATEMENT_CREATE_VIRTUAL_TABLE, $create_vtab);
    }
;
database_kw_opt:
  "DATABASE"
| %empty
;
key_opt:
  %empty                                  { $$ = NULL; }
| "KEY" expr                              { $$ = $2; }
;
kwcolumn_opt:
  %empty
| "COLUMN"
;
/* The driver turns what stands between the parentheses into ANY tokens. */
create_vtab:
  createkw "VIRTUAL" "TABLE" ifnotexists create_name "USING" nm
    {
      $$ = NEW(struct create_virtual_table);
      $$->if_not_exists = $ifnotexists;
      $$->name = *$create_name;
      $$->module = $nm;
      p->module_arguments = true;
    }
;
vtab_arguments:
  vtab_argument
    { $$ = NEW(struct create_virtual_table); vec_push(p->arena, &$$->arguments, text_at(p, @1)); }
| vtab_arguments[list] "','" vtab_argument
    { $$ = $list; vec_push(p->arena, &$$->arguments, text_at(p, @3)); }
;
vtab_argument:
  %empty
| vtab_argument ANY
;

/* ---------------------------------------------------------------- WITH, windows */

with:
  %empty                                  { $$ = NULL; }
| "WITH" wqlist                           { $$ = $2; }
| "WITH" "RECURSIVE" wqlist               { $$ = $3; $$->recursive = true; }
;
wqas:
  "AS"                                    { $$ = MATERIALIZED_DEFAULT; }
| "AS" "MATERIALIZED"                     { $$ = MATERIALIZED; }
| "AS" "NOT" "MATERIALIZED"               { $$ = NOT_MATERIALIZED; }
;
wqitem:
  withnm eidlist_opt wqas "'('" select "')'"
    { $$ = (struct common_table){ $withnm, $eidlist_opt, $wqas, $select, @$ }; }
;
withnm:
  nm
;
wqlist:
  wqitem                                  { $$ = NEW(struct with_clause); vec_push(p->arena, &$$->tables, $1); }
| wqlist[list] "','" wqitem               { $$ = $list; vec_push(p->arena, &$$->tables, $3); }
;
windowdefn_list:
  windowdefn                              { $$ = NEW(struct select_core); vec_push(p->arena, &$$->windows, $1); }
| windowdefn_list[list] "','" windowdefn  { $$ = $list; vec_push(p->arena, &$$->windows, $3); }
;
windowdefn:
  nm "AS" "'('" window "')'"              { $$ = $window; $$->name = $nm; $$->span = @$; }
;
window:
  "PARTITION" "BY" nexprlist orderby_opt frame_opt
    { $$ = window_parts($frame_opt, no_name, $nexprlist, $orderby_opt); }
| nm "PARTITION" "BY" nexprlist orderby_opt frame_opt
    { $$ = window_parts($frame_opt, $nm, $nexprlist, $orderby_opt); }
| "ORDER" "BY" sortlist frame_opt         { $$ = window_parts($frame_opt, no_name, NULL, $sortlist); }
| nm "ORDER" "BY" sortlist frame_opt      { $$ = window_parts($frame_opt, $nm, NULL, $sortlist); }
| frame_opt
| nm frame_opt                            { $$ = window_parts($frame_opt, $nm, NULL, NULL); }
;
frame_opt:
  %empty                                  { $$ = NEW(struct window); }
| range_or_rows frame_bound_s frame_exclude_opt
    { $$ = frame(p, $range_or_rows, $frame_bound_s, (struct frame_bound){ 0 }, $frame_exclude_opt); }
| range_or_rows "BETWEEN" frame_bound_s "AND" frame_bound_e frame_exclude_opt
    { $$ = frame(p, $range_or_rows, $frame_bound_s, $frame_bound_e, $frame_exclude_opt); }
;
range_or_rows:
  "RANGE"                                 { $$ = FRAME_RANGE; }
| "ROWS"                                  { $$ = FRAME_ROWS; }
| "GROUPS"                                { $$ = FRAME_GROUPS; }
;
frame_bound_s:
  frame_bound
| "UNBOUNDED" "PRECEDING"                 { $$ = (struct frame_bound){ BOUND_UNBOUNDED_PRECEDING, NULL }; }
;
frame_bound_e:
  frame_bound
| "UNBOUNDED" "FOLLOWING"                 { $$ = (struct frame_bound){ BOUND_UNBOUNDED_FOLLOWING, NULL }; }
;
frame_bound:
  expr "PRECEDING"                        { $$ = (struct frame_bound){ BOUND_PRECEDING, $expr }; }
| expr "FOLLOWING"                        { $$ = (struct frame_bound){ BOUND_FOLLOWING, $expr }; }
| "CURRENT" "ROW"                         { $$ = (struct frame_bound){ BOUND_CURRENT_ROW, NULL }; }
;
frame_exclude_opt:
  %empty                                  { $$ = EXCLUDE_NONE; }
| "EXCLUDE" frame_exclude                 { $$ = $2; }
;
frame_exclude:
  "NO" "OTHERS"                           { $$ = EXCLUDE_NO_OTHERS; }
| "CURRENT" "ROW"                         { $$ = EXCLUDE_CURRENT_ROW; }
| "GROUP"                                 { $$ = EXCLUDE_GROUP; }
| "TIES"                                  { $$ = EXCLUDE_TIES; }
;
window_clause:
  "WINDOW" windowdefn_list                { $$ = $2; }
;
filter_over:
  filter_clause over_clause               { $$ = NEW(struct call); $$->filter = $1; $$->over = $2; }
| over_clause                             { $$ = NEW(struct call); $$->over = $1; }
| filter_clause                           { $$ = NEW(struct call); $$->filter = $1; }
;
over_clause:
  "OVER" "'('" window "')'"               { $$ = $window; $$->span = @$; }
| "OVER" nm
    { $$ = NEW(struct window); $$->base = $nm; $$->is_reference = true; $$->span = @$; }
;
filter_clause:
  "FILTER" "'('" "WHERE" expr "')'"       { $$ = $expr; }
;

%%

/* ---------------------------------------------------------------- the automaton
 *
 * Everything below knows how Bison lays out its tables and its push parser.
 */

/* Where the automaton would stand: the real stack up to TOP, and states above it. */
struct walk {
	const yy_state_t *top;
	int count;
	yy_state_t above[64];
};

static int walk_state(const struct walk *walk)
{
	return walk->count ? walk->above[walk->count - 1] : *walk->top;
}

/* False when the rule would need more room than any real rule does. */
static bool walk_reduce(struct walk *walk, int rule)
{
	int length = yyr2[rule], left = yyr1[rule] - YYNTOKENS;
	int own = length < walk->count ? length : walk->count;
	int at;

	walk->count -= own;
	walk->top -= length - own;
	if (walk->count == sizeof(walk->above) / sizeof(walk->above[0]))
		return false;
	at = yypgoto[left] + walk_state(walk);
	if (at >= 0 && at <= YYLAST && yycheck[at] == walk_state(walk))
		walk->above[walk->count++] = (yy_state_t)yytable[at];
	else
		walk->above[walk->count++] = (yy_state_t)yydefgoto[left];
	return true;
}

enum { NO_ACTION = 0, ERROR_ACTION = -100000 };

/* What STATE does on SYMBOL where the table says so itself: a positive state to shift
 * to, a negative rule to reduce. */
static int explicit_action(int state, int symbol)
{
	int at = yypact[state];

	if (yypact_value_is_default(at))
		return NO_ACTION;
	at += symbol;
	if (at < 0 || at > YYLAST || yycheck[at] != symbol)
		return NO_ACTION;
	return yytable[at] == 0 || yytable_value_is_error(yytable[at]) ? ERROR_ACTION : yytable[at];
}

int sql_parser_choose(const struct sql_parser *p, int kind, int fallback)
{
	struct walk walk = { .top = ((yypstate *)p->automaton)->yyssp };
	int symbol = YYTRANSLATE(kind), other = YYTRANSLATE(fallback);

	for (;;) {
		int state = walk_state(&walk);

		if (explicit_action(state, symbol) != NO_ACTION)
			return kind;
		if (explicit_action(state, other) != NO_ACTION)
			return fallback;
		if (yydefact[state] == 0 || !walk_reduce(&walk, yydefact[state]))
			return kind;
	}
}

bool sql_parser_accepts(const struct sql_parser *p, int kind)
{
	struct walk walk = { .top = ((yypstate *)p->automaton)->yyssp };
	int symbol = YYTRANSLATE(kind);

	for (;;) {
		int state = walk_state(&walk);
		int action = explicit_action(state, symbol);

		if (action > 0)
			return true;
		if (action == ERROR_ACTION)
			return false;
		action = action < 0 ? -action : yydefact[state];
		if (action == 0 || !walk_reduce(&walk, action))
			return false;
	}
}

const char *sql_token_name(int kind)
{
	return yysymbol_name(YYTRANSLATE(kind));
}

void sql_parser_reset(struct sql_parser *p)
{
	static const SQL_STYPE none;
	struct span nowhere = NOWHERE;
	yypstate *automaton;

	sql_parser_close(p);
	p->automaton = automaton = yypstate_new();
	if (!automaton)
		xmalloc(SIZE_MAX / 2); /* says that memory is out and exits */
	p->failed = false;
	p->flaw = NULL;
	p->parameters = (struct expr_list){ 0 };
	p->statement = NULL;
	p->module_arguments = false;
	yypush_parse(automaton, p->mode == SQL_SCRIPT ? T_START_SCRIPT : T_START_EXPRESSION, &none,
		     &nowhere, p);
}

void sql_parser_close(struct sql_parser *p)
{
	if (p->automaton)
		yypstate_delete(p->automaton);
	p->automaton = NULL;
}

enum sql_push sql_parser_push(struct sql_parser *p, struct sql_token token)
{
	static const SQL_STYPE none;

	switch (yypush_parse(p->automaton, token.kind, &none, &token.span, p)) {
	case YYPUSH_MORE:
		return p->failed ? SQL_PUSH_ERROR : SQL_PUSH_MORE;
	case 0:
		return p->failed ? SQL_PUSH_ERROR : SQL_PUSH_ACCEPTED;
	default:
		return SQL_PUSH_ERROR;
	}
}

/* The driver makes the message; it knows the tokens before and behind. */
static int yyreport_syntax_error(const yypcontext_t *context, struct sql_parser *p)
{
	(void)context;
	(void)p;
	return 0;
}

/* Only called when the stack is full. */
static void yyerror(const struct span *span, struct sql_parser *p, const char *message)
{
	(void)message;
	refuse(p, *span, "the statement is nested too deeply");
}
