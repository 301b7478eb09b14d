/*-------------------------------------------------------------------------
 *
 * import.h
 *	  Migrations of other tools as revisions.
 *
 * To add a format:
 * - write sv_import_read_<tool>(), in the file of the tools that keep their
 *   migrations in the same way, or in a new one.  It goes through the files,
 *   sets import->file to the one that it reads (for the context of errors),
 *   and calls sv_import_add() for each migration, in the order in which the
 *   tool runs them.  What a revision cannot express is reported with
 *   sv_import_warn().
 * - declare it at the end of this file, and enter it in the table of formats
 *   of import.c, and in the hint below it.
 * - if the tool records what is applied in a table, enter that in
 *   command/import_applied.c; the keys of the migrations are its rows.
 * - bin/schemaver has the names of the files that it passes on,
 *   doc/importing.md the formats; test/sql/import.sql what is odd in files, and
 *   test/data/import a project of each tool with what has become of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_IMPORT_IMPORT_H
#define SV_IMPORT_IMPORT_H

#include "file/document.h"
#include "file/encoding.h"
#include "nodes/parsenodes.h"

/* A migration of another tool, as a revision. */
typedef struct SvImported
{
	SvDocument	document;
	const char *key;			/* its name in the tool's own table */
} SvImported;

/* The files of a tool, and the revisions they become. */
typedef struct SvImport
{
	const char *format;
	List	   *files;			/* of SvFile, in their natural order */
	List	   *imported;		/* of SvImported, in the order of the tool */
	List	   *partitioned;	/* of char *: names of partitioned tables and
								 * indexes that the scripts create */
	const SvFile *file;			/* the one that is being read, for messages */
} SvImport;

/* A migration that is to be added. */
typedef struct SvMigration
{
	const char *name;			/* its id is made from it */
	const char *key;
	const char *message;
	const char *upgrade;
	const char *downgrade;		/* may be NULL */
	bool		no_transaction; /* the tool runs it outside a transaction */
} SvMigration;

extern List *sv_import_read(const char *format, List *files);
extern List *sv_import_read_alembic(const char *upgrade, const char *downgrade,
									const char *history);

/* for the readers of the formats */
extern SvImported *sv_import_add(SvImport *import,
								 const SvMigration *migration);
extern void sv_import_warn(const SvImport *import, const char *message);
extern const SvFile *sv_import_find_file(const SvImport *import,
										 const char *name);
extern bool sv_import_needs_no_block(SvImport *import, const Node *statement);
extern int	sv_import_compare_names(const char *a, const char *b);
extern char *sv_import_title(const char *name);
extern char *sv_import_unwrap(const char *script);
extern bool sv_import_parses(const char *script);
extern bool sv_import_has_statements(const char *script);
extern const char *sv_import_base_name(const char *path);
extern bool sv_import_ends_with(const char *text, const char *ending);

/* the readers of the formats */
extern void sv_import_read_dbmate(SvImport *import);
extern void sv_import_read_diesel(SvImport *import);
extern void sv_import_read_flyway(SvImport *import);
extern void sv_import_read_golang_migrate(SvImport *import);
extern void sv_import_read_goose(SvImport *import);
extern void sv_import_read_liquibase(SvImport *import);
extern void sv_import_read_node_pg_migrate(SvImport *import);
extern void sv_import_read_sqitch(SvImport *import);

#endif							/* SV_IMPORT_IMPORT_H */
