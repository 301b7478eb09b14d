/*-------------------------------------------------------------------------
 *
 * deparse_settings.c
 *	  Settings on which it depends what statements mean, and how the server
 *	  writes them.
 *
 * A date in a statement means what DateStyle says, and a timestamp what
 * TimeZone says; and the server writes constants as it is told to.  So a model
 * is always read as when it was declared, and texts that are compared, or
 * stored as scripts, are written in a form that every session reads alike.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "catalog/deparse_settings.h"
#include "compat.h"

typedef struct Setting
{
	const char *name;
	const char *value;
} Setting;

static void set(const char *name, const char *value);

/* What the meaning of a statement depends on, beside the search_path. */
static const char *const meanings[] = {
	"DateStyle", "IntervalStyle", "TimeZone", "timezone_abbreviations",
	"lc_monetary", "standard_conforming_strings", "array_nulls",
	"transform_null_equals", "xmloption"
};

/* How texts are written; most of it is what pg_dump sets. */
static const Setting texts[] = {
	{"DateStyle", "ISO"},
	{"IntervalStyle", "postgres"},
	{"TimeZone", "GMT"},
	{"lc_monetary", "C"},
	{"standard_conforming_strings", "on"},
	{"extra_float_digits", "3"},
	{"bytea_output", "hex"},
	{"quote_all_identifiers", "off"},
};

/*
 * The settings of the session by which statements are read, each as
 * "name=value"; palloc'd.
 */
List *
sv_deparse_settings_of_caller(void)
{
	List	   *settings = NIL;

	for (int i = 0; i < lengthof(meanings); i++)
		settings = lappend(settings,
						   psprintf("%s=%s", meanings[i],
									GetConfigOption(meanings[i], false, false)));
	return settings;
}

/*
 * Let statements be read with such settings and a search_path, until
 * sv_deparse_settings_end() is called with the result, or an error ends it.  Names are
 * written without needless quotes meanwhile.  Other settings, which a table
 * may have, are not touched.
 */
int
sv_deparse_settings_begin_as(const char *search_path, List *settings)
{
	int			nest_level = sv_deparse_settings_begin_names();
	ListCell   *lc;

	set("search_path", search_path);
	foreach(lc, settings)
	{
		const char *setting = lfirst(lc);

		for (int i = 0; i < lengthof(meanings); i++)
		{
			int			length = strlen(meanings[i]);

			if (strncmp(setting, meanings[i], length) == 0 &&
				setting[length] == '=')
				set(meanings[i], setting + length + 1);
		}
	}
	return nest_level;
}

/*
 * Let the server write texts that can be compared, and that mean the same in
 * any session; names without schema are those of the server.
 */
int
sv_deparse_settings_begin(void)
{
	int			nest_level = NewGUCNestLevel();

	RestrictSearchPath();
	for (int i = 0; i < lengthof(texts); i++)
		set(texts[i].name, texts[i].value);
	return nest_level;
}

/*
 * Let names be written without needless quotes, and leave the rest.
 */
int
sv_deparse_settings_begin_names(void)
{
	int			nest_level = NewGUCNestLevel();

	set("quote_all_identifiers", "off");
	return nest_level;
}

void
sv_deparse_settings_end(int nest_level)
{
	AtEOXact_GUC(true, nest_level);
}

/*
 * The schema in which the search_path has objects created, quoted; NULL if it
 * names none.
 */
const char *
sv_deparse_settings_creation_schema(void)
{
	List	   *path = fetch_search_path(false);

	return path == NIL ? NULL :
		quote_identifier(get_namespace_name(linitial_oid(path)));
}

static void
set(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}
