/*-------------------------------------------------------------------------
 *
 * hazard.c
 *	  Hazards: what they are called, and what they mean.
 *
 * A hazard is known by its code.  Codes come with the statements, where the
 * hooks of a kind know more than the operation says (sv_operation_warn()); with
 * the properties that change (SvProperty.hazard); and from what the operation is
 * (danger.c).  Who waits while a statement works follows from the locks
 * (blocking.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/hazard.h"
#include "strings.h"

/*
 * A code, and what it means as a sentence about an operation.
 */
typedef struct Hazard
{
	const char *code;
	const char *sentence;
} Hazard;

/*
 * In the order in which they are told.  The locks come last, the strongest first,
 * and only the strongest of an operation is told.
 */
static const Hazard hazards[] = {
	{"data_loss", "It loses data."},
	{"may_fail", "It fails if there are rows that do not conform."},
	{"security", "It takes protection away from rows, or rights from roles."},
	{"secret", "It leaves out what is secret: set it by hand."},
	{"slot", "It leaves a replication slot at the publisher, which keeps its WAL: drop it there."},
	{"restart", "It restarts a sequence, which may return values that it has returned before."},
	{"stays", "It leaves the extension at the version that it has, as the server has no update path."},
	{"rewrite", "It rewrites a table."},
	{"rebuild", "It builds an index of a table with rows."},
	{"scan", "It reads all rows of a table."},
	{"block_reads", "No other session can read or write the table meanwhile."},
	{"block_writes", "No other session can write to the table meanwhile."},
	{"lock:AccessExclusive", "It locks a relation against all use until the transaction ends."},
	{"lock:Exclusive", "It locks a relation against all use but reading until the transaction ends."},
	{"lock:ShareRowExclusive", "It locks a relation against writes until the transaction ends."},
	{"lock:Share", "It locks a relation against writes until the transaction ends."},
};

static char *list_hazards(const List *codes, const char *separator,
						  bool as_sentences);
static void check_codes(const List *codes);

/*
 * The strongest lock among the hazards of an operation: 0, if there is none, to
 * SV_HAZARD_STRONGEST.
 */
int
sv_hazard_lock(const SvOperation *operation)
{
	int			first = lengthof(hazards) - SV_HAZARD_STRONGEST;

	for (int i = first; i < lengthof(hazards); i++)
		if (sv_strings_member(operation->hazards, hazards[i].code))
			return lengthof(hazards) - i;
	return 0;
}

/*
 * True if what is done lasts the longer the more rows there are.
 */
bool
sv_hazard_works(const List *codes)
{
	return sv_strings_member(codes, "rewrite") ||
		sv_strings_member(codes, "rebuild") || sv_strings_member(codes, "scan");
}

/*
 * Codes, with spaces in between; NULL if there are none.
 */
char *
sv_hazard_codes(const List *codes)
{
	return list_hazards(codes, " ", false);
}

/*
 * The same as sentences.
 */
char *
sv_hazard_sentences(const List *codes)
{
	return list_hazards(codes, "  ", true);
}

/*
 * The same as a comment in a script; there must be some.
 */
char *
sv_hazard_comment(const List *codes)
{
	return psprintf("-- hazards: %s", sv_hazard_codes(codes));
}

static char *
list_hazards(const List *codes, const char *separator, bool as_sentences)
{
	List	   *words = NIL;
	bool		locked = false;

	check_codes(codes);
	for (int i = 0; i < lengthof(hazards); i++)
	{
		bool		is_lock = i >= lengthof(hazards) - SV_HAZARD_STRONGEST;

		if (!sv_strings_member(codes, hazards[i].code) || (is_lock && locked))
			continue;
		locked = is_lock;
		words = lappend(words, unconstify(char *, as_sentences ?
										  hazards[i].sentence : hazards[i].code));
	}
	return words == NIL ? NULL : sv_strings_join(words, separator);
}

/*
 * Codes are written in many places: each must be one of those above.
 */
static void
check_codes(const List *codes)
{
	ListCell   *lc;

	foreach(lc, codes)
	{
		int			i = 0;

		while (i < lengthof(hazards) && strcmp(hazards[i].code, lfirst(lc)) != 0)
			i++;
		if (i == lengthof(hazards))
			elog(ERROR, "unrecognized hazard: \"%s\"", (char *) lfirst(lc));
	}
}
