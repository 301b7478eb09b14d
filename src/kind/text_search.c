/*-------------------------------------------------------------------------
 *
 * text_search.c
 *	  Text search: parsers, templates, dictionaries and configurations.
 *
 * Dictionaries and the mappings of configurations are altered in place, option
 * by option and token by token; parsers and templates are recreated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_ts_config.h"
#include "catalog/pg_ts_dict.h"
#include "catalog/pg_ts_parser.h"
#include "catalog/pg_ts_template.h"

#include "fact/operation.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "kind/words.h"
#include "strings.h"

/* The dictionaries of a configuration for a type of token. */
typedef struct Mapping
{
	char	   *token;
	char	   *dictionaries;
} Mapping;

static void alter_dictionary(SvOperation *operation, int property);
static void alter_configuration(SvOperation *operation, int property);
static List *mappings_of(const SvFact *fact, int property);
static Mapping *find(List *mappings, const Mapping *mapping);
static void emit_mappings(SvOperation *operation, const char *verb,
						  List *mappings);
static char *name_of(const char *option);

static const SvProperty parser_properties[] = {
	{
		.name = "definition",
		.item = "concat_ws(E',\\n    ',"
		SV_SQL_OPTION_UNLESS_0("START", "o.prsstart") ","
		SV_SQL_OPTION_UNLESS_0("GETTOKEN", "o.prstoken") ","
		SV_SQL_OPTION_UNLESS_0("END", "o.prsend") ","
		SV_SQL_OPTION_UNLESS_0("HEADLINE", "o.prsheadline") ","
		SV_SQL_OPTION_UNLESS_0("LEXTYPES", "o.prslextype") ")",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_text_search_parser = {
	.name = "text search parser",
	.classid = TSParserRelationId,
	.select_oid = "o.oid",
	.select_identity = "format('%I.%I', n.nspname, o.prsname)",
	.select_name = "quote_ident(o.prsname)",
	.from =
	" FROM pg_catalog.pg_ts_parser o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.prsnamespace"
	" WHERE o.prsnamespace = ANY ($1)",
	SV_PROPERTIES(parser_properties),
	.phrase = "TEXT SEARCH PARSER %i",
	.create = "CREATE TEXT SEARCH PARSER %i (\n    %{definition}\n)",
	.rename = "ALTER TEXT SEARCH PARSER %i RENAME TO %v",
};

static const SvProperty template_properties[] = {
	{
		.name = "definition",
		.item = "concat_ws(', ',"
		SV_SQL_OPTION_UNLESS_0("INIT", "o.tmplinit") ","
		SV_SQL_OPTION_UNLESS_0("LEXIZE", "o.tmpllexize") ")",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_text_search_template = {
	.name = "text search template",
	.classid = TSTemplateRelationId,
	.select_oid = "o.oid",
	.select_identity = "format('%I.%I', n.nspname, o.tmplname)",
	.select_name = "quote_ident(o.tmplname)",
	.from =
	" FROM pg_catalog.pg_ts_template o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.tmplnamespace"
	" WHERE o.tmplnamespace = ANY ($1)",
	SV_PROPERTIES(template_properties),
	.phrase = "TEXT SEARCH TEMPLATE %i",
	.create = "CREATE TEXT SEARCH TEMPLATE %i (%{definition})",
	.rename = "ALTER TEXT SEARCH TEMPLATE %i RENAME TO %v",
};

static const SvProperty dictionary_properties[] = {
	{
		.name = "template",
		.item = "format('%I.%I', tn.nspname, t.tmplname)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "options",
		.item = "nullif(o.dictinitoption, '')",
		.flags = SV_PROPERTY_INLINE
	}
};

const SvKind sv_kind_text_search_dictionary = {
	.name = "text search dictionary",
	.classid = TSDictionaryRelationId,
	.select_oid = "o.oid",
	.select_identity = "format('%I.%I', n.nspname, o.dictname)",
	.select_name = "quote_ident(o.dictname)",
	.select_owner = "quote_ident(pg_get_userbyid(o.dictowner))",
	.from =
	" FROM pg_catalog.pg_ts_dict o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.dictnamespace"
	" JOIN pg_catalog.pg_ts_template t ON t.oid = o.dicttemplate"
	" JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace"
	" WHERE o.dictnamespace = ANY ($1)",
	SV_PROPERTIES(dictionary_properties),
	.phrase = "TEXT SEARCH DICTIONARY %i",
	.create = "CREATE TEXT SEARCH DICTIONARY %i (TEMPLATE = %{template}[, %{options}])",
	.rename = "ALTER TEXT SEARCH DICTIONARY %i RENAME TO %v",
	.alter = alter_dictionary,
};

/* The mappings are a list with a line for each type of token. */
static const SvProperty configuration_properties[] = {
	{
		.name = "parser",
		.item = "format('%I.%I', pn.nspname, p.prsname)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "mappings",
		.item = "(SELECT string_agg(format(E'%I\\t%s', k.alias, m.dictionaries), E'\\n'"
		"   ORDER BY m.maptokentype)"
		"  FROM (SELECT maptokentype,"
		"    string_agg(mapdict::regdictionary::text, ', ' ORDER BY mapseqno)"
		"     AS dictionaries"
		"   FROM pg_catalog.pg_ts_config_map WHERE mapcfg = o.oid"
		"   GROUP BY maptokentype) m"
		"  JOIN ts_token_type(o.cfgparser) k ON k.tokid = m.maptokentype)"
	}
};

const SvKind sv_kind_text_search_configuration = {
	.name = "text search configuration",
	.classid = TSConfigRelationId,
	.select_oid = "o.oid",
	.select_identity = "format('%I.%I', n.nspname, o.cfgname)",
	.select_name = "quote_ident(o.cfgname)",
	.select_owner = "quote_ident(pg_get_userbyid(o.cfgowner))",
	.from =
	" FROM pg_catalog.pg_ts_config o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.cfgnamespace"
	" JOIN pg_catalog.pg_ts_parser p ON p.oid = o.cfgparser"
	" JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace"
	" WHERE o.cfgnamespace = ANY ($1)",
	SV_PROPERTIES(configuration_properties),
	.phrase = "TEXT SEARCH CONFIGURATION %i",
	.create = "CREATE TEXT SEARCH CONFIGURATION %i (PARSER = %{parser})",
	.rename = "ALTER TEXT SEARCH CONFIGURATION %i RENAME TO %v",
	.alter = alter_configuration,
};

/*
 * An option that is named without a value is reset to its default.
 */
static void
alter_dictionary(SvOperation *operation, int property)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	List	   *new = sv_options_split(operation->to->values[property]);
	List	   *names = NIL;
	List	   *changes = NIL;
	ListCell   *lc;

	foreach(lc, new)
	{
		names = lappend(names, name_of(lfirst(lc)));
		if (!sv_strings_member(old, lfirst(lc)))
			changes = lappend(changes, lfirst(lc));
	}
	foreach(lc, old)
	{
		char	   *name = name_of(lfirst(lc));

		if (!sv_strings_member(names, name))
			changes = lappend(changes, name);
	}
	if (changes != NIL)
		sv_operation_emit_text(operation,
							   psprintf("ALTER TEXT SEARCH DICTIONARY %s (%s)",
										operation->to->identity,
										sv_strings_join(changes, ", ")));
}

/*
 * The name in "name = value", as pg_ts_dict.dictinitoption has it, palloc'd.
 */
static char *
name_of(const char *option)
{
	return pnstrdup(option, strstr(option, " = ") - option);
}

static void
alter_configuration(SvOperation *operation, int property)
{
	List	   *old = mappings_of(operation->from, property);
	List	   *new = mappings_of(operation->to, property);
	List	   *added = NIL;
	List	   *changed = NIL;
	List	   *dropped = NIL;
	ListCell   *lc;

	foreach(lc, old)
	{
		if (find(new, lfirst(lc)) == NULL)
		{
			Mapping    *mapping = lfirst(lc);

			mapping->dictionaries = NULL;
			dropped = lappend(dropped, mapping);
		}
	}
	foreach(lc, new)
	{
		Mapping    *mapping = lfirst(lc);
		Mapping    *before = find(old, mapping);

		if (before == NULL)
			added = lappend(added, mapping);
		else if (strcmp(before->dictionaries, mapping->dictionaries) != 0)
			changed = lappend(changed, mapping);
	}
	emit_mappings(operation, "DROP", dropped);
	emit_mappings(operation, "ALTER", changed);
	emit_mappings(operation, "ADD", added);
}

static List *
mappings_of(const SvFact *fact, int property)
{
	List	   *mappings = NIL;
	char	   *line;

	if (fact == NULL || fact->values[property] == NULL)
		return NIL;
	line = pstrdup(fact->values[property]);
	while (line != NULL)
	{
		Mapping    *mapping = palloc(sizeof(Mapping));

		mapping->token = strsep(&line, "\t");
		mapping->dictionaries = strsep(&line, "\n");
		mappings = lappend(mappings, mapping);
	}
	return mappings;
}

static Mapping *
find(List *mappings, const Mapping *mapping)
{
	ListCell   *lc;

	foreach(lc, mappings)
	{
		if (strcmp(((Mapping *) lfirst(lc))->token, mapping->token) == 0)
			return lfirst(lc);
	}
	return NULL;
}

/*
 * Emit a statement for all types of tokens that have the same dictionaries.
 * The list is freed.
 */
static void
emit_mappings(SvOperation *operation, const char *verb, List *mappings)
{
	while (mappings != NIL)
	{
		const char *dictionaries = ((Mapping *) linitial(mappings))->dictionaries;
		List	   *tokens = NIL;
		ListCell   *lc;

		foreach(lc, mappings)
		{
			Mapping    *mapping = lfirst(lc);

			if (dictionaries != NULL &&
				strcmp(mapping->dictionaries, dictionaries) != 0)
				continue;
			tokens = lappend(tokens, mapping->token);
			mappings = foreach_delete_current(mappings, lc);
		}
		sv_operation_emit_text(operation,
							   psprintf("ALTER TEXT SEARCH CONFIGURATION %s %s MAPPING FOR %s%s%s",
										operation->to->identity, verb,
										sv_strings_join(tokens, ", "),
										dictionaries ? " WITH " : "",
										dictionaries ? dictionaries : ""));
	}
}
