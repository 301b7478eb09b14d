/*-------------------------------------------------------------------------
 *
 * model.c
 *	  The commands that declare a schema, dump one, and draw one.
 *
 * schemaver_model() stores a model only after it was evaluated, so that a
 * model that is stored was valid when it was stored.  schemaver_dump() is the
 * opposite direction: from the schemas of a database to a script that could be
 * such a model.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"

#include "catalog/deparse_settings.h"
#include "catalog/diagram.h"
#include "command/check.h"
#include "command/model.h"
#include "fact/acl.h"
#include "model/model.h"
#include "model/model_files.h"
#include "server/query.h"
#include "store/guard.h"

/* What is drawn, and the drawing. */
typedef struct Drawing
{
	List	   *schemas;
	MemoryContext context;
	char	   *diagram;
} Drawing;

static List *evaluate_and_store(SvModel *model);
static void draw(void *arg);

/*
 * Store a model, after evaluating it; returns the names of the schemas that
 * it declares.
 *
 * Errors: those of its statements.
 */
List *
sv_model_command_set(const char *ddl, List *schemas, bool privileges,
					 List *renames)
{
	sv_guard_command("schemaver_model()");
	return evaluate_and_store(sv_model_make(ddl, NIL, schemas, privileges,
											renames));
}

/*
 * The same for a model in files, a list of SvFile.
 */
List *
sv_model_command_set_files(List *contents, List *schemas, bool privileges,
						   List *renames)
{
	List	   *files;
	char	   *ddl;

	sv_guard_command("schemaver_model()");
	ddl = sv_model_files_join(contents, &files);
	return evaluate_and_store(sv_model_make(ddl, files, schemas, privileges,
											renames));
}

static List *
evaluate_and_store(SvModel *model)
{
	int			nest_level = sv_deparse_settings_begin_names();

	sv_model_facts(model);
	sv_deparse_settings_end(nest_level);
	sv_model_store(model);
	return model->schemas;
}

/*
 * The statements that create schemas in a new database, as one script.
 * Without schemas, all of the user's.
 */
char *
sv_model_command_dump(List *schemas, bool privileges)
{
	SvModel		model = {.schemas = schemas,.privileges = privileges};
	int			nest_level = sv_deparse_settings_begin_names();
	char	   *script;
	SvFacts    *nothing;
	SvFacts    *database;
	ListCell   *lc;

	if (schemas == NIL)
		model.schemas = sv_model_user_schemas();
	sv_model_check_schemas(schemas);
	foreach(lc, schemas)
		(void) get_namespace_oid(lfirst(lc), false);
	database = sv_model_database_facts(&model, NULL);
	nothing = sv_model_new_database(database);
	sv_check_report_unsupported(database, false);
	if (!privileges)
		sv_acl_keep(database, nothing);
	script = sv_diff_script(nothing, database, privileges);
	sv_deparse_settings_end(nest_level);
	return script;
}

/*
 * A diagram of the tables of schemas, as they are, or as the model declares them.
 * Without schemas, all of the user's, or all of the model.
 *
 * Errors: no model is defined; those of its statements.
 */
char *
sv_model_command_draw(List *schemas, bool declared)
{
	Drawing		drawing = {schemas, CurrentMemoryContext};
	SvModel    *model;
	int			nest_level;

	if (!declared)
		return sv_diagram_draw(schemas);
	model = sv_check_require_model();
	if (schemas == NIL)
		drawing.schemas = model->schemas;
	nest_level = sv_deparse_settings_begin_names();
	sv_model_visit(model, draw, &drawing);
	sv_deparse_settings_end(nest_level);
	return drawing.diagram;
}

/* sv_model_visit callback */
static void
draw(void *arg)
{
	Drawing    *drawing = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(drawing->context);

	sv_query_begin_latest();
	drawing->diagram = sv_diagram_draw(drawing->schemas);
	sv_query_end_fresh();
	MemoryContextSwitchTo(oldcontext);
}
