/*-------------------------------------------------------------------------
 *
 * alembic.h
 *	  What Alembic prints about the migrations of a project.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_ALEMBIC_H
#define CLI_ALEMBIC_H

typedef struct CliAlembic
{
	char	   *upgrades;		/* of "upgrade base:heads --sql" */
	char	   *downgrades;		/* of "downgrade HEAD:base --sql", for all
								 * heads; NULL: there are none */
	char	   *history;		/* of "history" */
} CliAlembic;

/*
 * Asks it, in the directory where it is called; the program ends if it fails.
 */
extern CliAlembic *cli_alembic_ask(const char *directory);

#endif							/* CLI_ALEMBIC_H */
