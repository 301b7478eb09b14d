/*-------------------------------------------------------------------------
 *
 * bound_query.c
 *	  A statement together with the values of its parameters.
 *
 * It can be executed here, or written out as SQL for another session, with the
 * values as literals.  For the latter, the text of the statement must not
 * depend on the search_path, and must have no dollar sign but those of its
 * parameters outside plain string literals.  The literals do not depend on the
 * settings of either session.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "server/bound_query.h"

static int	pin_output(void);

/*
 * A statement whose parameters are all null, until they are set.
 */
SvBoundQuery
sv_bound_query_make(SvQuery *query)
{
	SvBoundQuery bound = {.query = query};

	memset(bound.nulls, 'n', sizeof(bound.nulls));
	return bound;
}

/*
 * Set a parameter, counted from 1.
 */
void
sv_bound_query_set(SvBoundQuery *bound, int number, Datum value)
{
	Assert(number >= 1 && number <= SV_QUERY_MAX_ARGS);
	bound->values[number - 1] = value;
	bound->nulls[number - 1] = ' ';
}

/*
 * Set a parameter of type text; NULL is null.
 */
void
sv_bound_query_set_text(SvBoundQuery *bound, int number, const char *text)
{
	if (text != NULL)
		sv_bound_query_set(bound, number, CStringGetTextDatum(text));
}

/*
 * Execute the statement; returns the number of rows it processed.
 */
uint64
sv_bound_query_execute(SvBoundQuery *bound)
{
	return sv_query_execute(bound->query, bound->values, bound->nulls);
}

/*
 * Pass each row to the callback, see sv_query_fetch(); returns the number of
 * rows.
 */
uint64
sv_bound_query_fetch(SvBoundQuery *bound, SvRowCallback callback, void *arg)
{
	return sv_query_fetch(bound->query, bound->values, bound->nulls, callback,
						  arg);
}

/*
 * The statement as SQL, without a semicolon.
 */
char *
sv_bound_query_sql(const SvBoundQuery *bound)
{
	const SvQuery *query = bound->query;
	int			nest_level = pin_output();
	bool		in_literal = false;
	StringInfoData buf;

	initStringInfo(&buf);
	for (const char *c = query->text; *c != '\0'; c++)
	{
		if (*c == '$' && !in_literal)
		{
			char	   *end;
			int			i = strtol(c + 1, &end, 10) - 1;

			if (i < 0 || i >= query->nargs)
				elog(ERROR, "unexpected parameter in statement: %s",
					 query->text);
			appendStringInfoString(&buf, bound->nulls[i] == 'n' ? "NULL" :
								   sv_bound_query_literal(bound->values[i],
														  query->types[i]));
			c = end - 1;
			continue;
		}
		if (*c == '\'')
			in_literal = !in_literal;
		appendStringInfoChar(&buf, *c);
	}
	AtEOXact_GUC(true, nest_level);
	return buf.data;
}

/*
 * A value as a literal of its type, for which the name of the type is written
 * with its schema.
 */
char *
sv_bound_query_literal(Datum value, Oid type)
{
	Oid			output;
	bool		is_varlena;

	if (type == TEXTOID)
		return quote_literal_cstr(TextDatumGetCString(value));
	if (type == BOOLOID)
		return pstrdup(DatumGetBool(value) ? "true" : "false");
	getTypeOutputInfo(type, &output, &is_varlena);
	return psprintf("%s::%s",
					quote_literal_cstr(OidOutputFunctionCall(output, value)),
					format_type_extended(type, -1, FORMAT_TYPE_FORCE_QUALIFY));
}

/*
 * Set what the output functions of types depend on to what all sessions read
 * alike; returns the nest level of the settings, for AtEOXact_GUC().
 */
static int
pin_output(void)
{
	static const char *const settings[][2] = {
		{"DateStyle", "ISO"}, {"TimeZone", "GMT"}, {"bytea_output", "hex"}
	};
	int			nest_level = NewGUCNestLevel();

	for (int i = 0; i < lengthof(settings); i++)
		(void) set_config_option(settings[i][0], settings[i][1], PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
								 false);
	return nest_level;
}
