/*-------------------------------------------------------------------------
 *
 * fn_lint.c
 *	  SQL functions about the rules that scripts are looked at with.
 *
 * With them is the trigger on schemaver.rule that knows which rules there are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/lint.h"
#include "compat.h"
#include "lint/context.h"
#include "lint/rules.h"

PG_FUNCTION_INFO_V1(schemaver_lint);
PG_FUNCTION_INFO_V1(schemaver_rules);
PG_FUNCTION_INFO_V1(schemaver_check_rule);

static void put_finding(SvRows *rows, const SvLintFinding *finding);
static const char *lock_name(LOCKMODE mode);

Datum
schemaver_lint(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	List	   *findings = sv_lint_command_find(target);
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, findings)
	{
		put_finding(&rows, lfirst(lc));
	}
	return sv_rows_end(&rows);
}

static void
put_finding(SvRows *rows, const SvLintFinding *finding)
{
	sv_rows_add_text(rows, finding->revision);
	if (finding->statement == 0)
		sv_rows_add_null(rows);
	else
		sv_rows_add(rows, Int32GetDatum(finding->statement));
	if (finding->line == 0)
		sv_rows_add_null(rows);
	else
		sv_rows_add(rows, Int32GetDatum(finding->line));
	sv_rows_add_text(rows, finding->rule->code);
	sv_rows_add_text(rows, sv_rule_severity_name(finding->severity));
	sv_rows_add_text(rows, finding->relation);
	if (finding->size == NULL)
	{
		sv_rows_add_null(rows);
		sv_rows_add_null(rows);
	}
	else
	{
		sv_rows_add(rows, Int64GetDatum((int64) finding->size->rows));
		sv_rows_add(rows, Int64GetDatum(finding->size->bytes));
	}
	sv_rows_add_text(rows, lock_name(finding->lock));
	sv_rows_add_text(rows, finding->message);
	sv_rows_add_text(rows, finding->instead);
	sv_rows_put(rows);
}

/*
 * The name of a lock in LOCK TABLE; NULL: it is not strong.
 */
static const char *
lock_name(LOCKMODE mode)
{
	switch (mode)
	{
		case RowExclusiveLock:
			return "ROW EXCLUSIVE";
		case ShareLock:
			return "SHARE";
		case ShareRowExclusiveLock:
			return "SHARE ROW EXCLUSIVE";
		case ExclusiveLock:
			return "EXCLUSIVE";
		case AccessExclusiveLock:
			return "ACCESS EXCLUSIVE";
		default:
			return NULL;
	}
}

Datum
schemaver_rules(PG_FUNCTION_ARGS)
{
	SvRows		rows;
	int			count;
	SvRuleState *states = sv_rules_read(&count);

	sv_rows_begin(&rows, fcinfo);
	for (int i = 0; i < count; i++)
	{
		const SvLintRule *rule = states[i].rule;

		sv_rows_add_text(&rows, rule->code);
		sv_rows_add_text(&rows, sv_rule_severity_name(rule->severity));
		sv_rows_add_text(&rows, sv_rule_severity_name(states[i].severity));
		sv_rows_add_text(&rows, sv_rule_severity_name(sv_rule_small(&states[i])));
		sv_rows_add_text(&rows, rule->title);
		sv_rows_add_text(&rows, rule->description);
		sv_rows_add_text(&rows, rule->cure);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

/*
 * A row trigger: the column "code" is that of a rule.
 */
Datum
schemaver_check_rule(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	HeapTuple	tuple;
	TupleDesc	desc;
	Datum		value = (Datum) 0;
	bool		isnull = true;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(data->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		TRIGGER_FIRED_BY_DELETE(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("schemaver_check_rule() must be called as a BEFORE ROW trigger")));
	tuple = TRIGGER_FIRED_BY_UPDATE(data->tg_event) ? data->tg_newtuple :
		data->tg_trigtuple;
	desc = RelationGetDescr(data->tg_relation);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (!column->attisdropped && column->atttypid == TEXTOID &&
			namestrcmp(&column->attname, "code") == 0)
			value = heap_getattr(tuple, i + 1, desc, &isnull);
	}
	/* NULL is for the table's NOT NULL to refuse */
	if (!isnull)
		sv_rules_require(TextDatumGetCString(value));
	return PointerGetDatum(tuple);
}
