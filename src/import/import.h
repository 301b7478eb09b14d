/*-------------------------------------------------------------------------
 *
 * import.h
 *	  Migrations of other tools as revisions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_IMPORT_IMPORT_H
#define SV_IMPORT_IMPORT_H

#include "file/encoding.h"
#include "file/read.h"

/* A migration of another tool, as a revision. */
typedef struct SvImported
{
	SvDocument	document;
	const char *key;			/* what the tool's own table calls it */
} SvImported;

/* The files of a tool, and what has become of them. */
typedef struct SvImport
{
	const char *format;
	List	   *files;			/* of SvFile, in their natural order */
	List	   *imported;		/* of SvImported, in the order of the tool */
	const SvFile *file;			/* the one that is being read, for messages */
} SvImport;

/* What is known of a migration when it is added. */
typedef struct SvMigration
{
	const char *name;			/* what its id is made from */
	const char *key;
	const char *message;
	const char *upgrade;
	const char *downgrade;		/* NULL: there is none */
	bool		no_transaction; /* the tool runs it outside of a transaction */
} SvMigration;

extern List *sv_import_read(const char *format, List *files);
extern List *sv_import_alembic(const char *upgrade, const char *downgrade,
							   const char *history);

/* for the readers of the formats */
extern SvImported *sv_import_add(SvImport *import,
								 const SvMigration *migration);
extern SvImported *sv_import_last(const SvImport *import);
extern void sv_import_warn(const SvImport *import, const char *message);
extern const SvFile *sv_import_find(const SvImport *import, const char *name);
extern int	sv_import_compare(const char *a, const char *b);
extern char *sv_import_message(const char *name);
extern char *sv_import_unwrap(const char *script);
extern bool sv_import_parses(const char *script);
extern bool sv_import_has_statements(const char *script);
extern const char *sv_import_base_name(const char *path);
extern bool sv_import_ends_with(const char *text, const char *ending);

extern void sv_import_pairs(SvImport *import);
extern void sv_import_diesel(SvImport *import);
extern void sv_import_flyway(SvImport *import);
extern void sv_import_dbmate(SvImport *import);
extern void sv_import_goose(SvImport *import);
extern void sv_import_node_pg_migrate(SvImport *import);
extern void sv_import_liquibase(SvImport *import);
extern void sv_import_sqitch(SvImport *import);

#endif							/* SV_IMPORT_IMPORT_H */
