/*-------------------------------------------------------------------------
 *
 * preflight_repeatables.c
 *	  What a preflight finds out about repeatable scripts and checks.
 *
 * Those that a deploy would run after its steps: whether they can be parsed and
 * run in a transaction, and whether the caller may record that they were run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "command/repeat.h"
#include "deploy/finding.h"
#include "deploy/preflight_repeatables.h"
#include "error.h"
#include "file/statement.h"
#include "store/store.h"

static SvFinding *check_rights(void);
static SvFinding *check_script(const SvRepeatable *repeatable);
static SvFinding *make(int sqlstate, const char *subject, const char *name);

/*
 * Check what is run after the steps of some nodes; returns findings (SvFinding)
 * in the current memory context.
 */
List *
sv_preflight_repeatables_check(const SvState *state, List *nodes)
{
	SvFinding  *finding = check_rights();
	List	   *findings = NIL;
	ListCell   *lc;

	if (finding != NULL)
		return list_make1(finding);
	foreach(lc, sv_repeat_find(state, nodes, false))
	{
		CHECK_FOR_INTERRUPTS();
		finding = check_script(lfirst(lc));
		if (finding != NULL)
			findings = lappend(findings, finding);
	}
	return findings;
}

static SvFinding *
check_rights(void)
{
	SvFinding  *finding;
	Oid			table = sv_store_table("repeatable");

	if (!sv_repeats_exist() || !OidIsValid(table) ||
		pg_class_aclmask(table, GetUserId(), ACL_SELECT | ACL_UPDATE,
						 ACLMASK_ALL) == (ACL_SELECT | ACL_UPDATE))
		return NULL;
	finding = make(ERRCODE_INSUFFICIENT_PRIVILEGE, "privileges", NULL);
	finding->finding = _("permission denied for table repeatable");
	finding->hint = psprintf(_("GRANT SELECT, UPDATE ON schemaver.repeatable TO %s"),
							 quote_identifier(GetUserNameFromId(GetUserId(), false)));
	return finding;
}

/*
 * What is wrong with a script; NULL if nothing is.
 */
static SvFinding *
check_script(const SvRepeatable *repeatable)
{
	MemoryContext context = CurrentMemoryContext;
	SvScript   *volatile script = NULL;
	ErrorData  *volatile error = NULL;
	SvFinding  *finding;
	ListCell   *lc;

	PG_TRY();
	{
		script = sv_repeatable_parse(repeatable);
	}
	PG_CATCH();
	{
		error = sv_error_keep(context);
	}
	PG_END_TRY();
	if (error != NULL)
	{
		finding = make(error->sqlerrcode, "script", repeatable->name);
		finding->finding = error->message;
		finding->detail = error->context ? psprintf(_("See %s."), error->context) : NULL;
		finding->hint = error->hint;
		return finding;
	}
	foreach(lc, script->statements)
	{
		if (!sv_statement_is_nontransactional(lfirst_node(RawStmt, lc)->stmt))
			continue;
		finding = make(ERRCODE_ACTIVE_SQL_TRANSACTION, "script", repeatable->name);
		finding->finding = psprintf(_("statement %d of %s cannot run inside a transaction block"),
									foreach_current_index(lc) + 1,
									sv_repeatable_title(repeatable));
		finding->hint = _("Put the statement into a revision that is not transactional.");
		return finding;
	}
	return NULL;
}

static SvFinding *
make(int sqlstate, const char *subject, const char *name)
{
	SvFinding  *finding = palloc0(sizeof(SvFinding));

	finding->severity = SV_FINDING_ERROR;
	finding->subject = subject;
	finding->revision = name;
	finding->sqlstate = sqlstate;
	return finding;
}
