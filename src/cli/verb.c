/*-------------------------------------------------------------------------
 *
 * verb.c
 *	  The groups of verbs, in the order in which they are listed.
 *
 * The rows themselves are in verb_*.c, next to what they do; options.h says how
 * one is added.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/verb.h"

const CliVerbGroup cli_verb_groups[] = {
	{"Write revisions", cli_verb_revision},
	{"Run revisions", cli_verb_run},
	{"Change rows", cli_verb_backfill},
	{"Before a merge or a deploy", cli_verb_proof},
	{"Watch", cli_verb_watch},
	{"See", cli_verb_view},
	{"The schema that is wanted", cli_verb_model},
	{"Changes without a revision", cli_verb_drift},
	{"Adopt a database", cli_verb_baseline},
	{"Files", cli_verb_files},
	{"Help", cli_verb_help},
	{NULL}
};
