/*-------------------------------------------------------------------------
 *
 * verb.h
 *	  The verbs, by subject: each array is the end of the file verb_*.c of its
 *	  subject.  options.h says how a verb is added.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_VERB_H
#define CLI_VERB_H

#include "cli/options.h"

/* All of them; ends with a title of NULL. */
extern const CliVerbGroup cli_verb_groups[];

extern const CliVerb cli_verb_backfill[];
extern const CliVerb cli_verb_baseline[];
extern const CliVerb cli_verb_drift[];
extern const CliVerb cli_verb_files[];
extern const CliVerb cli_verb_help[];
extern const CliVerb cli_verb_model[];
extern const CliVerb cli_verb_proof[];
extern const CliVerb cli_verb_revision[];
extern const CliVerb cli_verb_run[];
extern const CliVerb cli_verb_view[];
extern const CliVerb cli_verb_watch[];

#endif							/* CLI_VERB_H */
