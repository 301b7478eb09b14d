/*-------------------------------------------------------------------------
 *
 * import.h
 *	  Migrations of other tools as revisions.
 *
 * What a client sends: the names of all regular files below the folder that
 * its user names, relative to it, but none of which a component begins with
 * "." and none below "node_modules"; and the content of those of them that
 * sv_import_wants() wants.  It knows nothing else of formats.
 *
 * To add a format:
 * - write sv_import_read_<tool>(), in the file of the tools that keep their
 *   migrations in the same way, or in a new one.  It takes the files that the
 *   tool itself would read, no others, sets import->file to the one that it
 *   reads (for the context of errors, and for warnings), and calls
 *   sv_import_add() for each migration, in the order in which the tool runs
 *   them.  What a revision cannot express is reported with sv_import_warn();
 *   a migration that is not SQL is added with a reason in place of its upgrade
 *   script: its revision refuses to run.  What the tool runs again when it has
 *   changed is added with sv_import_add_repeatable().  Nothing is left out silently: files
 *   that are not marked with sv_import_use() are told when all is read.
 * - declare it at the end of this file, and enter it in the tables of import.c:
 *   with the parts of file names that it wants, and with the tables in which
 *   the tool records what is applied.
 * - the query for that is in command/import_applied.c; the keys of the
 *   migrations are its rows.
 * - doc/importing.md has the formats, test/sql/import.sql what is odd in files,
 *   and test/data/import a project of each tool with what has become of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_IMPORT_IMPORT_H
#define SV_IMPORT_IMPORT_H

#include "file/document.h"
#include "file/encoding.h"
#include "file/repeatable.h"
#include "nodes/parsenodes.h"

/* A migration of another tool, as a revision. */
typedef struct SvImported
{
	SvDocument	document;
	const char *key;			/* its name in the tool's own table */
} SvImported;

/* A migration of another tool, as a repeatable script or a check. */
typedef struct SvImportedRepeatable
{
	SvRepeatable repeatable;
	const char *key;			/* NULL: the tool's table has nothing of it */
	bool		applied;		/* the tool has run it as it is */
} SvImportedRepeatable;

#define SV_IMPORT_MAX_TABLES 7

/* The tables of a tool.  What is applied is in the first one. */
typedef struct SvImportTool
{
	const char *format;
	const char *schema;			/* NULL: where the search_path finds it */
	const char *tables[SV_IMPORT_MAX_TABLES];	/* up to NULL */
} SvImportTool;

/* The files of a tool, and the revisions they become. */
typedef struct SvImport
{
	const char *format;
	const SvImportTool *tool;	/* NULL: it has no table */
	List	   *files;			/* of SvFile, by name, byte by byte */
	List	   *imported;		/* of SvImported, in the order of the tool */
	List	   *repeatables;	/* of SvImportedRepeatable */
	List	   *partitioned;	/* of char *: names of partitioned tables and
								 * indexes that the scripts create */
	const SvFile *file;			/* the one that is being read, for messages */
} SvImport;

/* How the scripts of a migration are run. */
typedef struct SvScriptUse
{
	bool		alone;			/* they cannot run inside a transaction block */
	bool		together;		/* they are one transaction, as they say */
} SvScriptUse;

/* A migration that is to be added. */
typedef struct SvMigration
{
	const char *name;			/* its id is made from it */
	const char *key;
	const char *message;
	const char *upgrade;		/* NULL: it cannot be had as SQL */
	const char *refusal;		/* then: why not, translated */
	const char *rendered;		/* and what there is of it; may be NULL */
	const char *downgrade;		/* may be NULL */
	const SvFile *down_file;	/* where that comes from; NULL: import->file */
	bool		no_transaction; /* the tool runs it outside a transaction */
	bool		is_taken;		/* sv_import_take_script() has seen the
								 * upgrade script */
} SvMigration;

extern List *sv_import_read(const char *format, List *files,
							List **repeatables);
extern List *sv_import_wanted(const char *format, List *names);
extern bool sv_import_wants(const char *format, const char *name);
extern List *sv_import_read_alembic(const char *upgrade, const char *downgrade,
									const char *history, SvImportTool *tool);
extern const SvImportTool *sv_import_tool(const char *format);

/* for the readers of the formats */
extern SvImported *sv_import_add(SvImport *import,
								 const SvMigration *migration);
extern void sv_import_add_repeatable(SvImport *import, const char *filename,
									 const char *script, const char *key);
extern void sv_import_warn(const SvImport *import, const char *message);
extern void sv_import_warn_of(const SvFile *file, const char *message);
extern char *sv_import_refusal(const char *name, const char *reason,
							   const char *rendered);

/* files.c: names of files, and their order */
extern const SvFile *sv_import_find_file(const SvImport *import,
										 const char *name);
extern void sv_import_use(const SvFile *file);
extern bool sv_import_is_used(const SvFile *file);
extern List *sv_import_copy_files(List *files);
extern List *sv_import_top_files(const SvImport *import, const char *ending);
extern void sv_import_sort_by_name(List *files);
extern void sv_import_check_versions(List *files,
									 char *(*version_of) (const char *name));
extern int	sv_import_compare_names(const char *a, const char *b);
extern char *sv_import_title(const char *name);
extern char *sv_import_number(const char *name);
extern const char *sv_import_base_name(const char *path);
extern bool sv_import_ends_with(const char *text, const char *ending);
extern bool sv_import_is_code(const char *name);
extern char *sv_import_without_dashes(const char *text);
extern bool sv_import_has_setting(const SvFile *file, const char *name,
								  const char *value);

/* scripts.c: what is in scripts */
extern char *sv_import_take_script(SvImport *import, const SvFile *file,
								   const char *script, SvScriptUse *use);
extern char *sv_import_unwrap_verify(const char *script);
extern bool sv_import_needs_no_block(SvImport *import, const Node *statement);
extern const char *sv_import_named_table(const SvImportTool *tool,
										 const char *script);
extern bool sv_import_parses(const char *script);
extern bool sv_import_has_statements(const char *script);
extern char *sv_import_rendered(SvImport *import, const char *tool,
								const char *text, int line,
								const List *tables, bool begun,
								bool *transactional);
extern char *sv_import_end_statement(const char *text, int length);
extern char *sv_import_free_tag(const char *text, const char *word);

/* liquibase_output.c: for the reader of Liquibase's files */
extern char *sv_import_liquibase_key(const char *author, const char *id,
									 const char *path);
extern bool sv_import_read_liquibase_output(SvImport *import);
extern void sv_import_finish_liquibase_output(SvImport *import);

/* the readers of the formats */
extern void sv_import_read_dbmate(SvImport *import);
extern void sv_import_read_diesel(SvImport *import);
extern void sv_import_read_django(SvImport *import);
extern void sv_import_read_drizzle(SvImport *import);
extern void sv_import_read_flyway(SvImport *import);
extern void sv_import_read_golang_migrate(SvImport *import);
extern void sv_import_read_goose(SvImport *import);
extern void sv_import_read_liquibase(SvImport *import);
extern void sv_import_read_node_pg_migrate(SvImport *import);
extern void sv_import_read_plain(SvImport *import);
extern void sv_import_read_pop(SvImport *import);
extern void sv_import_read_prisma(SvImport *import);
extern void sv_import_read_rails(SvImport *import);
extern void sv_import_read_sql_migrate(SvImport *import);
extern void sv_import_read_sqitch(SvImport *import);

#endif							/* SV_IMPORT_IMPORT_H */
