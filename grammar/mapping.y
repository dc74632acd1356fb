/* SPDX-License-Identifier: PostgreSQL
 *
 * The mapping language, lite2pg-mapping(5).  Actions make rules and nothing else.  An SQL
 * expression is one token, EXPR: the driver (src/mapping/parse.c) asks the scanner for it where a
 * statement wants one, and has the SQL parser read it.
 */
%require "3.8"
%define api.pure full
%define api.push-pull push
%define api.prefix {mapping_}
%define api.token.prefix {MAP_}
%define api.value.type union
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%locations
%param { struct map_parser *parser }
%expect 0

%code requires {
#include "mapping/internal.h"
}

%code {
#include <string.h>

#define YYLLOC_DEFAULT(Current, Rhs, N)                                                   \
	((Current) = (N) ? (struct span){ YYRHSLOC(Rhs, 1).start, YYRHSLOC(Rhs, N).end } \
			 : (struct span){ YYRHSLOC(Rhs, 0).end, YYRHSLOC(Rhs, 0).end })

static void mapping_error(struct span *span, struct map_parser *parser, const char *message)
{
	map_error(parser, *span, message);
}
}

%token <struct slice> WORD "a word" GLOB "a pattern" STRING "a string" NUMBER "a number"
	REGEX "a regular expression" CAPTURE "a capture" TEXT "a column definition"
%token <struct map_expr> EXPR "an expression"
%token ARROW "->" TEST "test {" UNKNOWN "character"
%token <struct slice> AFFINITY "affinity" ALLOW "allow" AND "and" APPROXIMATE "approximate" AS "as"
	AUTOINCREMENT "autoincrement" BY "by" CHECK "check" COLLATE "collate" COLUMN "column"
	COMMENT "comment" CONSTRAINT "constraint" DEFAULT "default" DISTRIBUTE "distribute"
	ENUM "enum" EXCLUDE "exclude" EXTENSION "extension" FUNCTION "function"
	GENERATED "generated" IN "in" INCLUDE "include" INDEX "index" INDEXED "indexed" KEY "key" LINT "lint" NOT "not"
	NULL "null" OF "of" OR "or" PARENT "parent" PARTITION "partition" PRIMARY "primary"
	REFERENCE "reference" REFERENCES "references" RENAME "rename" REQUIRES "requires"
	RETURNS "returns" REWRITE "rewrite" ROWID "rowid" SERVER "server" SET "set"
	STRICT "strict" TABLE "table" TOKENIZER "tokenizer" TYPE "type" UNIQUE "unique" UNSUPPORTED "unsupported"
	USING "using" WAS "was" WHERE "where"

%type <struct slice> word name glob type_word type_words target_words context value parameter
%type <struct map_words *> parameters names labels
%type <struct map_type> type_name target_name
%type <struct type_pattern> type_pattern
%type <struct type_patterns *> type_patterns of_types
%type <struct column_patterns *> column_patterns object_globs allowed_objects
%type <unsigned> hazards
%type <struct condition *> where condition
%type <struct target> type_target collated_target typed_target column_target object_target
%type <struct target> index_on
%type <struct target> table_target index_target key_target configuration
%type <struct rewrite *> pattern contexts in_contexts moded typed_pattern rewrite

%left "or"
%left "and"
%precedence "not"

%%

map:
  %empty
| map statement
;

statement:
  ';'
| "include" STRING[name] ';'	{ map_include(parser, $name, @name); }
| "include" WORD[name] ';'	{ map_include(parser, $name, @name); }
| "set" word[option] '=' value ';'
	{ map_set(parser, $option, @option, $value, @value); }
| "type" type_patterns where "->" typed_target ';'
	{ map_type_rule(parser, $type_patterns, $where, $typed_target, @$); }
| "affinity" word[affinity] "->" typed_target ';'
	{ map_affinity_rule(parser, $affinity, @affinity, $typed_target, @$); }
| "column" column_patterns of_types where "->" column_target ';'
	{ map_column_rule(parser, $column_patterns, $of_types, $where, $column_target, @$); }
| "table" object_globs "->" table_target ';'
	{ map_object_rule(parser, RULE_TABLE, $object_globs, $table_target, @$); }
| "index" object_globs "->" index_target ';'
	{ map_object_rule(parser, RULE_INDEX, $object_globs, $index_target, @$); }
| "constraint" object_globs "->" object_target ';'
	{ map_object_rule(parser, RULE_CONSTRAINT, $object_globs, $object_target, @$); }
| "tokenizer" object_globs "->" configuration ';'
	{ map_object_rule(parser, RULE_TOKENIZER, $object_globs, $configuration, @$); }
| "rewrite" rewrite ';'		{ map_rewrite_rule(parser, RULE_REWRITE, $rewrite, @$); }
| "default" rewrite ';'		{ map_rewrite_rule(parser, RULE_DEFAULT, $rewrite, @$); }
| "lint" hazards "->" word[level] ';'
	{ map_lint(parser, $hazards, $level, @level); }
| "allow" hazards allowed_objects ';'
	{ map_allow(parser, $hazards, $allowed_objects, (struct slice){ 0 }, @$); }
| "allow" hazards allowed_objects STRING[reason] ';'
	{ map_allow(parser, $hazards, $allowed_objects, $reason, @$); }
| "test {" tests '}'
| error ';'			{ yyerrok; }
;

/* ---------------------------------------------------------------- words */

word:
  WORD
| "affinity" | "allow" | "and" | "approximate" | "as" | "autoincrement" | "by" | "check" | "collate"
| "column" | "comment" | "constraint" | "default" | "distribute" | "enum" | "exclude"
| "extension" | "function" | "generated" | "in" | "include" | "index" | "indexed" | "key" | "lint" | "not" | "null"
| "of" | "or" | "parent" | "partition" | "primary" | "reference" | "references" | "rename"
| "requires" | "returns" | "rewrite" | "rowid" | "server" | "set" | "strict" | "table" | "tokenizer"
| "type"
| "unique" | "unsupported" | "using" | "was" | "where"
;

name:		word | STRING ;
glob:		word | GLOB | NUMBER | STRING ;
value:		word | STRING | NUMBER ;

names:
  name			{ $$ = map_word(parser, NULL, $name); }
| names[list] ',' name	{ $$ = map_word(parser, $list, $name); }
;

/* ---------------------------------------------------------------- types */

type_word:
  WORD | GLOB | "allow" | "default" | "enum" | "key" | "lint" | "null" | "set" | "reference" | "rowid" | "type"
;
type_words:
  type_word
| type_words[some] type_word	{ $$ = map_join(parser, $some, $type_word); }
;

parameter:	word | NUMBER | CAPTURE ;
parameters:
  parameter				{ $$ = map_word(parser, NULL, $parameter); }
| parameters[list] ',' parameter	{ $$ = map_word(parser, $list, $parameter); }
;

type_name:
  type_words	{ $$ = (struct map_type){ .name = $1, .span = @$ }; }
| type_words '(' parameters ')'
	{ $$ = (struct map_type){ .name = $1, .parameters = $3, .span = @$ }; }
| type_words '(' parameters ')' type_words
	{ $$ = (struct map_type){ .name = $1, .parameters = $3, .rest = $5, .span = @$ }; }
;

type_pattern:
  type_name	{ $$ = map_type_pattern(parser, $type_name); }
| STRING
	{ $$ = map_type_pattern(parser, (struct map_type){ .name = $1, .quoted = true, .span = @$ }); }
| REGEX		{ $$ = map_regex(parser, $REGEX, @$); }
;
type_patterns:
  type_pattern				{ $$ = map_type_patterns(parser, NULL, $type_pattern); }
| type_patterns[list] ',' type_pattern	{ $$ = map_type_patterns(parser, $list, $type_pattern); }
;
of_types:
  %empty		{ $$ = NULL; }
| "of" type_patterns	{ $$ = $type_patterns; }
;

/* ---------------------------------------------------------------- conditions */

where:
  %empty		{ $$ = NULL; }
| "where" condition	{ $$ = $condition; }
;

condition:
  condition[left] "and" condition[right]
	{ $$ = map_condition(parser, CONDITION_AND, $left, $right); }
| condition[left] "or" condition[right]
	{ $$ = map_condition(parser, CONDITION_OR, $left, $right); }
| "not" condition[of]	{ $$ = map_condition(parser, CONDITION_NOT, $of, NULL); }
| '(' condition[of] ')'	{ $$ = $of; }
| "autoincrement"	{ $$ = map_condition(parser, CONDITION_AUTOINCREMENT, NULL, NULL); }
| "primary" "key"	{ $$ = map_condition(parser, CONDITION_PRIMARY_KEY, NULL, NULL); }
| "rowid"		{ $$ = map_condition(parser, CONDITION_ROWID, NULL, NULL); }
| "references"		{ $$ = map_condition(parser, CONDITION_REFERENCES, NULL, NULL); }
| "references" WORD	{ $$ = map_condition_text(parser, CONDITION_REFERENCES, $2); }
| "references" GLOB	{ $$ = map_condition_text(parser, CONDITION_REFERENCES, $2); }
| "references" STRING	{ $$ = map_condition_text(parser, CONDITION_REFERENCES, $2); }
| "strict"		{ $$ = map_condition(parser, CONDITION_STRICT, NULL, NULL); }
| "not" "null"		{ $$ = map_condition(parser, CONDITION_NOT_NULL, NULL, NULL); }
| "unique"		{ $$ = map_condition(parser, CONDITION_UNIQUE, NULL, NULL); }
| "generated"		{ $$ = map_condition(parser, CONDITION_GENERATED, NULL, NULL); }
| "indexed"		{ $$ = map_condition(parser, CONDITION_INDEXED, NULL, NULL); }
| "indexed" GLOB	{ $$ = map_condition_text(parser, CONDITION_INDEXED, $2); }
| "indexed" REGEX
	{ $$ = map_condition_regex(parser, CONDITION_INDEXED, $REGEX, @REGEX); }
| "default" REGEX
	{ $$ = map_condition_regex(parser, CONDITION_DEFAULT, $REGEX, @REGEX); }
| "default" EXPR	{ $$ = map_condition_expr(parser, CONDITION_DEFAULT, $EXPR); }
| "check" EXPR		{ $$ = map_condition_expr(parser, CONDITION_CHECK, $EXPR); }
| "collate" name	{ $$ = map_condition_text(parser, CONDITION_COLLATE, $name); }
| "comment" glob	{ $$ = map_condition_text(parser, CONDITION_COMMENT, $glob); }
;

/* ---------------------------------------------------------------- targets */

target_words:
  WORD
| target_words[some] WORD	{ $$ = map_join(parser, $some, $WORD); }
;
target_name:
  target_words	{ $$ = (struct map_type){ .name = $1, .span = @$ }; }
| STRING	{ $$ = (struct map_type){ .name = $1, .quoted = true, .span = @$ }; }
| target_words '(' parameters ')'
	{ $$ = (struct map_type){ .name = $1, .parameters = $3, .span = @$ }; }
| target_words '(' parameters ')' target_words
	{ $$ = (struct map_type){ .name = $1, .parameters = $3, .rest = $5, .span = @$ }; }
;

type_target:
  target_name		{ $$ = map_target_type(parser, $target_name); }
| target_name '[' ']'	{ $1.array = true; $$ = map_target_type(parser, $1); }
| target_name "by" "references"
	{ $$ = map_target_by_references(parser, map_target_type(parser, $target_name), @$); }
| "enum" name		{ $$ = map_target_enum(parser, $name, @$); }
| "enum" name '(' labels ')'
	{ $$ = map_target_labels(parser, map_target_enum(parser, $name, @$), $labels); }
| "parent"		{ $$ = map_target_kind(TARGET_PARENT, @$); }
;
labels:
  STRING			{ $$ = map_word(parser, NULL, $STRING); }
| labels[list] ',' STRING	{ $$ = map_word(parser, $list, $STRING); }
;
collated_target:
  type_target
| type_target "collate" name	{ $$ = map_target_collate(parser, $type_target, $name); }
;
typed_target:
  collated_target
| collated_target "using" name	{ $$ = map_target_using(parser, $collated_target, $name, @name); }
;

index_on:
  "index" name		{ $$ = map_target_index(parser, $name, @$); }
| index_on[some] "using" name[method]
	{ $$ = $some; $$.method = map_text(parser, $method); }
| index_on[some] "using" name[method] '(' name[class] ')'
	{ $$ = $some; $$.method = map_text(parser, $method); $$.operator_class = map_text(parser, $class); }
;

column_target:
  typed_target
| index_on
| "rename" name
	{ $$ = map_target_rename(parser, map_target_kind(TARGET_RENAME_ONLY, @$), $name); }
| "rename" name ',' typed_target	{ $$ = map_target_rename(parser, $typed_target, $name); }
| "exclude"	{ $$ = map_target_kind(TARGET_EXCLUDE, @$); }
| "was" name	{ $$ = map_target_rename(parser, map_target_kind(TARGET_WAS, @$), $name); }
;

object_target:
  "rename" name
	{ $$ = map_target_rename(parser, map_target_kind(TARGET_RENAME_ONLY, @$), $name); }
| "exclude"	{ $$ = map_target_kind(TARGET_EXCLUDE, @$); }
;

key_target:
  "constraint"		{ $$ = map_target_kind(TARGET_UNIQUE, @$); }
| "primary" "key"	{ $$ = map_target_kind(TARGET_PRIMARY_KEY, @$); }
;
index_target:
  object_target
| key_target
| "rename" name ',' key_target	{ $$ = map_target_rename(parser, $key_target, $name); }
;

table_target:
  object_target
| "distribute" "by" name	{ $$ = map_target_distribute(parser, $name, @$); }
| "reference"			{ $$ = map_target_kind(TARGET_REFERENCE, @$); }
| "was" name
	{ $$ = map_target_rename(parser, map_target_kind(TARGET_WAS, @$), $name); }
| "partition" "by" word[how] '(' names ')'
	{ $$ = map_target_partition(parser, $how, $names, @how); }
;

/* ---------------------------------------------------------------- tokenizers */

configuration:
  name
	{ $$ = map_target_configuration(parser, (struct slice){ 0 }, $name, @$); }
| name[schema] '.' name[own]
	{ $$ = map_target_configuration(parser, $schema, $own, @$); }
| configuration[some] "requires" "extension" name
	{ $$ = $some; vec_push(parser->arena, &$$.columns, $name); }
;

/* ---------------------------------------------------------------- tables and columns */

column_patterns:
  glob[table] '.' glob[column]
	{ $$ = map_column_patterns(parser, NULL, $table, $column, @$); }
| column_patterns[list] ',' glob[table] '.' glob[column]
	{ $$ = map_column_patterns(parser, $list, $table, $column, span_join(@table, @column)); }
;
object_globs:
  glob
	{ $$ = map_column_patterns(parser, NULL, $glob, (struct slice){ 0 }, @$); }
| REGEX
	{ $$ = map_object_regex(parser, NULL, $REGEX, @$); }
| object_globs[list] ',' glob
	{ $$ = map_column_patterns(parser, $list, $glob, (struct slice){ 0 }, @glob); }
| object_globs[list] ',' REGEX
	{ $$ = map_object_regex(parser, $list, $REGEX, @REGEX); }
;

/* ---------------------------------------------------------------- hazards */

hazards:
  name			{ $$ = map_hazard(parser, 0, $name, @name); }
| hazards[some] ',' name	{ $$ = map_hazard(parser, $some, $name, @name); }
;
allowed_objects:
  column_patterns
| object_globs
;

/* ---------------------------------------------------------------- rewrites */

pattern:
  EXPR				{ $$ = map_rewrite(parser, $EXPR); }
;
context:	WORD | "default" | "check" | "generated" | "index" ;
in_contexts:
  pattern "in" context		{ map_rewrite_context(parser, $1, $context, @context); $$ = $1; }
| in_contexts ',' context	{ map_rewrite_context(parser, $1, $context, @context); $$ = $1; }
;
contexts:	pattern | in_contexts ;
moded:
  contexts
| contexts "as" WORD[mode]	{ map_rewrite_mode(parser, $1, $mode, @mode); $$ = $1; }
;
typed_pattern:
  moded
| moded "of" target_name	{ map_rewrite_of(parser, $1, $target_name); $$ = $1; }
;
rewrite:
  typed_pattern "->" EXPR
	{ $$ = $1; $$->template = $EXPR.expr; $$->template_text = $EXPR.text; }
| typed_pattern "->" "unsupported" STRING[why]
	{ $$ = $1; $$->unsupported = map_text(parser, $why); }
| rewrite[r] "returns" target_name	{ map_rewrite_returns(parser, $r, $target_name); $$ = $r; }
| rewrite[r] "requires" "extension" name
	{ $$ = $r; vec_push(parser->arena, &$$->extensions, map_text(parser, $name)); }
| rewrite[r] "requires" "function" name
	{ $$ = $r; vec_push(parser->arena, &$$->functions, map_text(parser, $name)); }
| rewrite[r] "requires" "server" NUMBER
	{ map_rewrite_server(parser, $r, $NUMBER, @NUMBER); $$ = $r; }
| rewrite[r] "approximate" STRING[what]
	{ $$ = $r; $$->approximate = map_text(parser, $what); }
;

/* ---------------------------------------------------------------- tests */

tests:
  %empty
| tests TEXT[definition] "->" TEXT[expected] ';'
	{ map_test(parser, $definition, $expected, @definition); }
| tests "default" TEXT[definition] "->" TEXT[expected] ';'
	{ map_test_default(parser, $definition, $expected, @definition); }
| tests "rewrite" TEXT[expression] "->" TEXT[expected] ';'
	{ map_test_rewrite(parser, $expression, $expected, @expression); }
;

%%

static void add_symbol(struct strbuf *text, const char *name)
{
	bool bare = name[0] == '\'' || strncmp(name, "a ", 2) == 0 || strncmp(name, "an ", 3) == 0 ||
		    strncmp(name, "end ", 4) == 0 || strcmp(name, "character") == 0;

	strbuf_addf(text, bare ? "%s" : "'%s'", name);
}

/* "expected ..." names at most four tokens. */
static int yyreport_syntax_error(const yypcontext_t *context, struct map_parser *parser)
{
	enum { MOST = 5 };
	yysymbol_kind_t expected[MOST];
	yysymbol_kind_t found = yypcontext_token(context);
	int count = yypcontext_expected_tokens(context, expected, MOST);
	struct strbuf text = { 0 };

	strbuf_add_text(&text, "unexpected ");
	add_symbol(&text, found == YYSYMBOL_YYEOF ? "end of the file" : yysymbol_name(found));
	for (int i = 0; i < count && count < MOST; i++) {
		strbuf_add_text(&text, i == 0 ? ", expected " : i == count - 1 ? " or " : ", ");
		add_symbol(&text, yysymbol_name(expected[i]));
	}
	map_error(parser, *yypcontext_location(context), text.text);
	strbuf_free(&text);
	return 0;
}
