/*-------------------------------------------------------------------------
 *
 * context.c
 *	  What rules know while scripts are rehearsed, and how they report.
 *
 * Relations of the rehearsal are copies.  How large the real one is, is found
 * under the name that the copy has when a script first touches it: a rename by
 * a script changes nothing about that.
 *
 * What a script creates is told by OIDs.  All objects in a rehearsal have been
 * created by this session, those of the script after the mark that was taken
 * from the same counter; it may wrap around, so the comparison is circular.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "lint/context.h"
#include "proof/live.h"
#include "server/relation_name.h"

/* What is smaller is rewritten in no time: 1,000 pages. */
#define SMALL_BYTES (INT64CONST(1000) * BLCKSZ)

static int	compare_places(const ListCell *a, const ListCell *b);
static SvRuleSeverity severity_of(const SvLint *lint, const SvLintRule *rule,
								  const SvRelationSize *size);
static SvLintLive *find_live(SvLint *lint, Oid relation);

/*
 * Reports a finding, unless the rule is off.  Of a statement, a rule is told
 * once for a relation.  The texts must live as long as the context.
 */
void
sv_context_report(SvLint *lint, const SvLintStatement *statement,
				  const SvLintRule *rule, Oid relation, LOCKMODE lock,
				  const char *message, const char *instead)
{
	SvLintFinding *finding = palloc0(sizeof(SvLintFinding));
	ListCell   *lc;

	if (OidIsValid(relation))
	{
		finding->relation = sv_relation_name_find(relation);
		finding->size = sv_context_size(lint, relation);
		if (finding->relation == NULL && statement != NULL &&
			statement->before != NULL && statement->before->oid == relation)
			finding->relation = quote_qualified_identifier(statement->before->schema,
														   statement->before->name);
	}
	finding->place = ++lint->reported;
	finding->revision = lint->step->revision;
	finding->statement = statement == NULL ? 0 : statement->number;
	finding->line = statement == NULL ? 0 : statement->line;
	finding->rule = rule;
	finding->severity = severity_of(lint, rule, finding->size);
	finding->lock = lock;
	finding->message = message;
	finding->instead = instead;
	if (finding->severity == SV_RULE_OFF)
		return;
	foreach(lc, lint->findings)
	{
		const SvLintFinding *other = lfirst(lc);

		if (other->revision == finding->revision && other->rule == rule &&
			other->statement == finding->statement &&
			strcmp(other->message, message) == 0)
			return;
	}
	lint->findings = lappend(lint->findings, finding);
}

/*
 * Puts the findings from the one at place "first" on in the order of their
 * statements; those about the script come last.
 */
void
sv_context_sort(SvLint *lint, int first)
{
	List	   *sorted = list_copy_tail(lint->findings, first);

	list_sort(sorted, compare_places);
	lint->findings = list_concat(list_truncate(lint->findings, first), sorted);
}

static int
compare_places(const ListCell *a, const ListCell *b)
{
	const SvLintFinding *finding_a = lfirst(a);
	const SvLintFinding *finding_b = lfirst(b);
	int			order = (finding_a->statement == 0) - (finding_b->statement == 0);

	if (order == 0)
		order = finding_a->statement - finding_b->statement;
	return order != 0 ? order : finding_a->place - finding_b->place;
}

/*
 * True if the script has created the object.
 */
bool
sv_context_is_new(const SvLint *lint, Oid object)
{
	return (int32) (object - lint->mark) > 0;
}

/*
 * True if it is a relation that was there before the script.
 */
bool
sv_context_is_old(const SvLint *lint, const SvLintRelation *relation)
{
	return relation != NULL && !sv_context_is_new(lint, relation->oid);
}

/*
 * How large the relation of this name is in the database; NULL: it is not there.
 */
const SvRelationSize *
sv_context_size(SvLint *lint, Oid relation)
{
	return find_live(lint, relation)->size;
}

/*
 * The relation of this name in the database; InvalidOid: it is not there.
 */
Oid
sv_context_live(SvLint *lint, Oid relation)
{
	return find_live(lint, relation)->real;
}

/*
 * How much the real relation is used, as a clause of a message; an empty string
 * if nothing is known.
 */
char *
sv_context_use(SvLint *lint, Oid relation)
{
	const SvRelationSize *size = sv_context_size(lint, relation);

	if (size == NULL)
		return "";
	return psprintf(" (since the statistics were reset it was scanned %lld times, and %lld rows were written)",
					(long long) size->scans, (long long) size->writes);
}

/*
 * True if the rule was reported for the statement; NULL: for any of the script.
 */
bool
sv_context_has_found(const SvLint *lint, const SvLintStatement *statement,
					 const SvLintRule *rule)
{
	ListCell   *lc;

	foreach(lc, lint->findings)
	{
		const SvLintFinding *finding = lfirst(lc);

		if (finding->revision == lint->step->revision &&
			finding->rule == rule &&
			(statement == NULL || finding->statement == statement->number))
			return true;
	}
	return false;
}

/*
 * The severity of a rule for a relation of a size.
 */
static SvRuleSeverity
severity_of(const SvLint *lint, const SvLintRule *rule, const SvRelationSize *size)
{
	for (int i = 0; i < lint->state_count; i++)
	{
		const SvRuleState *state = &lint->states[i];

		if (state->rule != rule)
			continue;
		return size == NULL || size->bytes < SMALL_BYTES ?
			sv_rule_small(state) : state->severity;
	}
	elog(ERROR, "rule %s is in no list", rule->code);
}

/*
 * What is known of the real relation that one in the rehearsal is a copy of.
 */
static SvLintLive *
find_live(SvLint *lint, Oid relation)
{
	SvLintLive *live;
	ListCell   *lc;

	foreach(lc, lint->lives)
	{
		live = lfirst(lc);
		if (live->relation == relation)
			return live;
	}
	live = palloc0(sizeof(SvLintLive));
	live->relation = relation;
	if (!sv_context_is_new(lint, relation))
		live->real = sv_live_relation(lint->rehearsal, relation);
	if (OidIsValid(live->real))
		live->size = sv_relation_size_find(live->real);
	lint->lives = lappend(lint->lives, live);
	return live;
}
