/*-------------------------------------------------------------------------
 *
 * diagram.h
 *	  The tables of a database as an entity relationship diagram of Mermaid.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_DIAGRAM_H
#define CLI_DIAGRAM_H

#include "cli/options.h"

/* Prints it, of the schemas that are asked for; in a transaction. */
extern void cli_diagram_print(const CliArguments *arguments);

#endif							/* CLI_DIAGRAM_H */
