/*-------------------------------------------------------------------------
 *
 * deparse_settings.c
 *	  The settings by which the server reads statements and writes them.
 *
 * What a statement means depends on settings of the session: DateStyle for a
 * date in it, TimeZone for a timestamp.  So a model is always evaluated with the
 * settings with which it was declared.  How the server writes definitions and
 * constants depends on settings too.  So texts that are compared, or stored as
 * scripts, are written with fixed settings, in a form that every session reads
 * alike; most of these are those that pg_dump sets.
 *
 * The functions that begin a nest level of settings return it; it lasts until
 * sv_deparse_settings_end() is called with it, or until an error aborts the
 * (sub)transaction.
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

/* What the meaning of a statement depends on, besides search_path. */
static const char *const meanings[] = {
	"DateStyle", "IntervalStyle", "TimeZone", "timezone_abbreviations",
	"lc_monetary", "standard_conforming_strings", "array_nulls",
	"transform_null_equals", "xmloption"
};

/* How texts are written. */
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
 * The settings of the session on which the meaning of statements depends, each
 * as "name=value"; palloc'd.
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
 * Read statements with such settings and a search_path, and quote names only
 * where they need it.  Settings of other names in the list are ignored, as it
 * may come from a table that others can write.  Returns the nest level.
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
 * Write texts that can be compared and mean the same in any session; all names
 * but those of pg_catalog are qualified.  Returns the nest level.
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
 * Quote names only where they need it, and leave all other settings as they are.
 * Returns the nest level.
 */
int
sv_deparse_settings_begin_names(void)
{
	int			nest_level = NewGUCNestLevel();

	set("quote_all_identifiers", "off");
	return nest_level;
}

/*
 * Restore the settings to what they were before the nest level.
 */
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

/*
 * Set a value in the current nest level.
 */
static void
set(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}
