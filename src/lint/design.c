/*-------------------------------------------------------------------------
 *
 * design.c
 *	  Rules about types and names that are regretted later.
 *
 * They are notes.  Types are those that the catalogs have after the statement, so
 * an alias or a type of another schema is told apart; a domain is its own.
 * Whether a name was too long is known to the lexer alone, which cuts it off.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "file/script.h"
#include "file/tokens.h"
#include "lint/subject.h"
#include "lint/phrases.h"

enum
{
	TIMESTAMP_ZONE,
	CHAR_TYPE,
	MONEY_TYPE,
	JSON_TYPE,
	LONG_NAME
};

static const SvLintRule rules[] = {
	[TIMESTAMP_ZONE] = {
		"timestamp-zone", SV_RULE_NOTE, SV_SMALL_SAME,
		"A column of type timestamp without time zone.",
		"It does not say which moment is meant: that depends on the TimeZone of whoever writes and reads it.",
		"Make it timestamptz."
	},
	[CHAR_TYPE] = {
		"char-type", SV_RULE_NOTE, SV_SMALL_SAME,
		"A column of type character(n).",
		"Values are filled up with blanks, which comparisons ignore and other functions do not; it saves nothing.",
		"Make it text, with a CHECK for the length."
	},
	[MONEY_TYPE] = {
		"money-type", SV_RULE_NOTE, SV_SMALL_SAME,
		"A column of type money.",
		"It has no currency, and how many decimals it has depends on lc_monetary.",
		"Make it numeric, with a column for the currency."
	},
	[JSON_TYPE] = {
		"json-type", SV_RULE_NOTE, SV_SMALL_SAME,
		"A column of type json.",
		"It is kept as text: it has no equality, so that DISTINCT, UNION and GROUP BY fail, and no index.",
		"Make it jsonb."
	},
	[LONG_NAME] = {
		"long-name", SV_RULE_NOTE, SV_SMALL_SAME,
		"A name that is longer than 63 bytes.",
		"The server cuts it off, so two long names may be the same.",
		"Choose a shorter name."
	},
};

static const struct
{
	Oid			type;
	int			rule;
	const char *instead;
}			types[] = {
	{TIMESTAMPOID, TIMESTAMP_ZONE, "timestamptz"},
	{BPCHAROID, CHAR_TYPE, "text"},
	{CASHOID, MONEY_TYPE, "numeric"},
	{JSONOID, JSON_TYPE, "jsonb"},
};

static void check_before(SvLint *lint, SvLintStatement *statement);
static void check_after(SvLint *lint, SvLintStatement *statement);

const SvLintSubject sv_design_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.before = check_before,
	.after = check_after
};

/*
 * Names that the lexer has cut off.
 */
static void
check_before(SvLint *lint, SvLintStatement *statement)
{
	char	   *text = sv_script_statement_text(lint->script, statement->raw);
	SvTokens   *tokens = sv_tokens_begin(text);
	SvToken		token;

	while (sv_tokens_next(tokens, &token))
	{
		int			quotes = text[token.start] == '"' ? 2 : 0;

		if (token.is_string || token.value == NULL ||
			strlen(token.value) < NAMEDATALEN - 4 ||
			token.end - token.start - quotes <= NAMEDATALEN - 1)
			continue;
		sv_context_report(lint, statement, &rules[LONG_NAME], InvalidOid, NoLock,
						  psprintf("the name becomes \"%s\"", token.value), NULL);
	}
	sv_tokens_end(tokens);
	pfree(text);
}

/*
 * Columns that have a type since this statement.
 */
static void
check_after(SvLint *lint, SvLintStatement *statement)
{
	ListCell   *lc;

	if (statement->after == NULL ||
		!(IsA(statement->node, CreateStmt) || IsA(statement->node, AlterTableStmt)) ||
		(statement->after->kind != RELKIND_RELATION &&
		 statement->after->kind != RELKIND_PARTITIONED_TABLE) ||
		statement->after->is_partition)
		return;
	foreach(lc, statement->after->columns)
	{
		const SvLintColumn *column = lfirst(lc);
		const SvLintColumn *before = sv_relation_column_at(statement->before,
														   column->number);
		Oid			element = get_element_type(column->type);
		Oid			type = OidIsValid(element) ? element : column->type;

		if (before != NULL && before->type == column->type)
			continue;
		for (int i = 0; i < lengthof(types); i++)
			if (types[i].type == type)
				sv_context_report(lint, statement, &rules[types[i].rule],
								  statement->after->oid, NoLock,
								  psprintf("column \"%s\" is of type %s", column->name,
										   format_type_with_typemod(column->type, column->typmod)),
								  psprintf("%s %s", quote_identifier(column->name),
										   types[i].instead));
	}
}
