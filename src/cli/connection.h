/*-------------------------------------------------------------------------
 *
 * connection.h
 *	  The one connection, its transactions and its settings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_CONNECTION_H
#define CLI_CONNECTION_H

#include "libpq-fe.h"
#include "cli/options.h"

/* Connects as the command line says, or exits with CLI_NO_SERVER. */
extern void cli_connection_open(const CliArguments *arguments);

/*
 * Begins to connect, without waiting for that: what the program does now, it
 * does while the server starts a session for it.  The next transaction of
 * cli_connection_begin() is begun then, too, and the queries are sent with it:
 * to functions of the extension, "@." before their names; or NULL.
 */
extern void cli_connection_start(const CliArguments *arguments, const char *first, const char *second);

/* Goes on with that, as far as it need not wait. */
extern void cli_connection_advance(void);

/*
 * Begins a transaction with an empty search_path, and finds the extension: an
 * error if there is none, or one that is older than this program.
 */
extern void cli_connection_begin(void);

/*
 * The answer to the first (0) or the second (1) query, in the transaction that
 * was begun with it; NULL: it has to be asked again.
 */
extern PGresult *cli_connection_early_answer(int number);

/* The same for what only reads: also on a standby, also without rights. */
extern void cli_connection_begin_read_only(void);

/*
 * From here on, in this transaction, search_path and so on are those of the
 * caller: scripts are run, or written, or tables of other tools searched.
 * Operators may be those of any role then.
 */
#define CLI_AS_CALLER \
	"SET LOCAL search_path TO DEFAULT;" \
	"SET LOCAL standard_conforming_strings TO DEFAULT;" \
	"SET LOCAL schemaver.progress = on;"
extern void cli_connection_as_caller(void);

/* Back to the empty search_path */
extern void cli_connection_as_client(void);

extern void cli_connection_commit(void);
extern void cli_connection_rollback(void);

/*
 * Finds the extension without leaving a transaction open: for what commits by
 * itself, and runs with the settings of the caller.
 */
extern void cli_connection_find_extension(void);

/* The connection itself; NULL: there is none yet */
extern PGconn *cli_connection_pg(void);

/* The schema of the functions of the extension, quoted */
extern const char *cli_connection_schema(void);

/* The name of the database */
extern const char *cli_connection_database(void);

/*
 * These surround what waits for an answer of the server without query.c: a
 * signal cancels it.
 */
extern void cli_connection_busy(void);
extern void cli_connection_idle(void);

#endif							/* CLI_CONNECTION_H */
