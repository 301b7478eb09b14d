/*-------------------------------------------------------------------------
 *
 * rename_list.c
 *	  Renames that are given as a list, not as comments in a model.
 *
 * An entry is "old=new".  The old name has one part for a schema, two for an
 * object in a schema, and three for a column, constraint, attribute or label.
 * The new name is the last part alone, or as many parts as the old one: another
 * schema in it moves the object.  What it is that has the name is looked up; a
 * word in front says so where several things have it: "constraint a.b.c=d".
 *
 * A label that gets the name of another one is mapped to that.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "model/definitions.h"
#include "model/rename_list.h"
#include "model/rename_objects.h"
#include "model/rename_parts.h"

/* What an entry may be about; more than one if no word says so. */
#define ABOUT_RELATION		0x01
#define ABOUT_TYPE			0x02
#define ABOUT_FUNCTION		0x04
#define ABOUT_COLUMN		0x08
#define ABOUT_CONSTRAINT	0x10
#define ABOUT_LABEL			0x20
#define ABOUT_ANYTHING		0x3F

/* An entry. */
typedef struct Entry
{
	char	   *text;
	List	   *old;			/* of char *: the parts of the names */
	List	   *new;
	int			about;
	bool		done;			/* it has had its turn */
	const char *reason;			/* why it has no effect; NULL: it has one */
} Entry;

/* A word in front of an entry. */
typedef struct Word
{
	const char *word;
	int			parts;			/* of the old name */
	int			about;
} Word;

static const Word words[] = {
	{"schema ", 1, ABOUT_ANYTHING},
	{"table ", 2, ABOUT_RELATION},
	{"view ", 2, ABOUT_RELATION},
	{"materialized view ", 2, ABOUT_RELATION},
	{"sequence ", 2, ABOUT_RELATION},
	{"index ", 2, ABOUT_RELATION},
	{"type ", 2, ABOUT_TYPE},
	{"domain ", 2, ABOUT_TYPE},
	{"function ", 2, ABOUT_FUNCTION},
	{"procedure ", 2, ABOUT_FUNCTION},
	{"column ", 3, ABOUT_COLUMN},
	{"attribute ", 3, ABOUT_COLUMN},
	{"constraint ", 3, ABOUT_CONSTRAINT},
	{"label ", 3, ABOUT_LABEL}
};

static Entry *parse_entry(const char *text);
static char *equals_sign(char *text);
static char *apply_object(const Entry *entry, List *entries,
						  SvRenames *renames, SvRenameStage stage, bool *done);
static char *apply_relation(const Entry *entry, SvRenames *renames, Oid oid,
							List *names);
static char *apply_part(const Entry *entry, List *entries,
						SvRenames *renames);
static char *apply_label(SvRenames *renames, List *type, const char *label,
						 const char *old_label);
static char *undeclared(const SvRenames *renames, const char *identity);
static List *new_names(const Entry *entry, List *entries,
					   const SvRenames *renames);
static char *new_schema(List *entries, const char *schema);
static RangeVar *new_whole(const Entry *entry, List *entries);
static int	objects_named(Oid namespace, const char *name, Oid *relation,
						  bool *procedure);

/*
 * The entries that texts are.  Errors: one that cannot be read.
 */
List *
sv_rename_list_parse(List *texts)
{
	List	   *entries = NIL;
	ListCell   *lc;

	foreach(lc, texts)
	{
		Entry	   *entry = parse_entry(lfirst(lc));

		if (entry == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("invalid rename: \"%s\"", (char *) lfirst(lc)),
					 errhint("Write \"schema.table.column=new_name\", \"schema.table=new_name\", \"schema=new_name\", or the new name with its schema.")));
		entries = lappend(entries, entry);
	}
	return entries;
}

/*
 * Adds the renames of one stage.  The search_path of the model must be in
 * effect.
 */
void
sv_rename_list_apply(List *entries, SvRenames *renames, SvRenameStage stage)
{
	ListCell   *lc;

	foreach(lc, entries)
	{
		Entry	   *entry = lfirst(lc);
		int			parts = list_length(entry->old);

		if (entry->done)
			continue;
		if (parts == 1 && stage == SV_RENAME_SCHEMAS)
		{
			entry->reason = undeclared(renames, quote_identifier(linitial(entry->new)));
			if (entry->reason == NULL)
				entry->reason = sv_renames_add_schema(renames, linitial(entry->new),
													  entry->old);
		}
		else if (parts == 2 && stage != SV_RENAME_SCHEMAS)
			entry->reason = apply_object(entry, entries, renames, stage,
										 &entry->done);
		else if (parts == 3 && stage == SV_RENAME_PARTS)
			entry->reason = apply_part(entry, entries, renames);
	}
}

/*
 * Warns of entries that have no effect, and says why.
 */
void
sv_rename_list_warn(List *entries)
{
	ListCell   *lc;

	foreach(lc, entries)
	{
		const Entry *entry = lfirst(lc);

		if (entry->reason != NULL)
			ereport(WARNING,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("rename \"%s\" has no effect", entry->text),
					 errdetail_internal("%s", entry->reason)));
	}
}

/*
 * The old names of schemas.
 */
List *
sv_rename_list_schemas(List *entries)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, entries)
	{
		const Entry *entry = lfirst(lc);

		if (list_length(entry->old) == 1)
			names = lappend(names, linitial(entry->old));
	}
	return names;
}

/*
 * The entry that a text is; NULL if it is none.
 */
static Entry *
parse_entry(const char *text)
{
	Entry	   *entry = palloc0(sizeof(Entry));
	char	   *old = pstrdup(text);
	char	   *new;
	int			parts = 0;

	entry->text = pstrdup(text);
	entry->about = ABOUT_ANYTHING;
	for (int i = 0; i < lengthof(words); i++)
	{
		size_t		length = strlen(words[i].word);

		if (pg_strncasecmp(old, words[i].word, length) != 0)
			continue;
		old += length;
		entry->about = words[i].about;
		parts = words[i].parts;
		break;
	}
	new = equals_sign(old);
	if (new == NULL)
		return NULL;
	*new++ = '\0';
	if (!SplitIdentifierString(old, '.', &entry->old) ||
		!SplitIdentifierString(new, '.', &entry->new) ||
		entry->old == NIL || list_length(entry->old) > 3 ||
		(parts > 0 && list_length(entry->old) != parts) ||
		(list_length(entry->new) != 1 &&
		 list_length(entry->new) != list_length(entry->old)))
		return NULL;
	return entry;
}

/*
 * The equals sign between two names; NULL if there is none.
 */
static char *
equals_sign(char *text)
{
	bool		quoted = false;

	for (; *text != '\0'; text++)
	{
		if (*text == '"')
			quoted = !quoted;
		else if (*text == '=' && !quoted)
			return text;
	}
	return NULL;
}

/*
 * Adds the rename of an object in a schema, if this is its stage.  Returns NULL,
 * or why it cannot be.
 */
static char *
apply_object(const Entry *entry, List *entries, SvRenames *renames,
			 SvRenameStage stage, bool *done)
{
	Oid			namespace = get_namespace_oid(linitial(entry->old), true);
	List	   *names = new_names(entry, entries, renames);
	Oid			relation = InvalidOid;
	bool		procedure = false;
	int			about = entry->about & objects_named(namespace,
													 lsecond(entry->old),
													 &relation, &procedure);
	char	   *reason;
	bool		is_index = about == ABOUT_RELATION &&
	strchr("iI", get_rel_relkind(relation)) != NULL;

	if (stage != (about == ABOUT_FUNCTION ? SV_RENAME_FUNCTIONS :
				  is_index ? SV_RENAME_PARTS : SV_RENAME_OBJECTS))
		return NULL;
	*done = true;
	reason = undeclared(renames,
						quote_qualified_identifier(strVal(linitial(names)),
												   strVal(lsecond(names))));
	if (reason != NULL)
		return reason;
	if (about == ABOUT_RELATION)
		return apply_relation(entry, renames, relation, names);
	if (about == ABOUT_TYPE)
		return sv_rename_objects_add_type(renames, names, entry->old, "cderb");
	if (about == ABOUT_FUNCTION)
		return sv_rename_objects_add_function(renames, names, entry->old,
											  procedure);
	if (about != 0)
		return "Several objects have this name: put \"table\", \"type\" or \"function\" before it.";

	/* it may have been renamed already */
	namespace = get_namespace_oid(strVal(linitial(names)), true);
	if (objects_named(namespace, strVal(lsecond(names)), &relation,
					  &procedure) & entry->about)
		return NULL;
	return psprintf("There is no object \"%s.%s\".",
					(char *) linitial(entry->old), (char *) lsecond(entry->old));
}

static char *
apply_relation(const Entry *entry, SvRenames *renames, Oid oid, List *names)
{
	RangeVar   *name = makeRangeVar(strVal(linitial(names)),
									strVal(lsecond(names)), -1);

	switch (get_rel_relkind(oid))
	{
		case RELKIND_VIEW:
			return sv_rename_objects_add_relation(renames, name, entry->old, "v",
												  "VIEW");
		case RELKIND_MATVIEW:
			return sv_rename_objects_add_relation(renames, name, entry->old, "m",
												  "MATERIALIZED VIEW");
		case RELKIND_SEQUENCE:
			return sv_rename_objects_add_relation(renames, name, entry->old, "S",
												  "SEQUENCE");
		case RELKIND_INDEX:
		case RELKIND_PARTITIONED_INDEX:
			return sv_rename_objects_add_index(renames,
											   sv_renames_new_name(renames, RelationRelationId,
																   IndexGetRelation(oid, false)),
											   name->relname, entry->old);
		default:
			return sv_rename_objects_add_relation(renames, name, entry->old, "rpf",
												  "TABLE");
	}
}

/*
 * Adds the rename of a part of an object, which has been added before if it is
 * renamed itself.  Returns NULL, or why it cannot be.
 */
static char *
apply_part(const Entry *entry, List *entries, SvRenames *renames)
{
	const char *schema = linitial(entry->old);
	const char *old_name = lthird(entry->old);
	const char *name = llast(entry->new);
	Oid			namespace = get_namespace_oid(schema, true);
	RangeVar   *whole = new_whole(entry, entries);
	Oid			relation = InvalidOid;
	Oid			type = InvalidOid;
	int			about = 0;
	char	   *reason = NULL;

	if (OidIsValid(namespace))
	{
		relation = get_relname_relid(lsecond(entry->old), namespace);
		type = sv_renames_type(namespace, lsecond(entry->old));
	}
	if (!OidIsValid(relation))
		relation = sv_renames_find_relation(renames, whole);
	if (!OidIsValid(type))
		type = sv_renames_find_type(renames, sv_definitions_names(whole));
	if (!OidIsValid(relation) && !OidIsValid(type))
		return psprintf("There is no table or type \"%s.%s\".", schema,
						(char *) lsecond(entry->old));
	if (OidIsValid(type) && get_typtype(type) == TYPTYPE_ENUM)
		return apply_label(renames,
						   sv_definitions_names(sv_renames_new_name(renames, TypeRelationId, type)),
						   name, old_name);
	if (!OidIsValid(relation))
		return psprintf("Type \"%s.%s\" has no parts.", schema,
						(char *) lsecond(entry->old));
	if (get_attnum(relation, old_name) > 0)
		about |= ABOUT_COLUMN;
	if (OidIsValid(get_relation_constraint_oid(relation, old_name, true)))
		about |= ABOUT_CONSTRAINT;
	about &= entry->about;
	if (about == (ABOUT_COLUMN | ABOUT_CONSTRAINT))
		return "Both a column and a constraint have this name: put \"column\" or \"constraint\" before it.";
	if (about == 0)
		about = entry->about == ABOUT_CONSTRAINT ||
			OidIsValid(get_relation_constraint_oid(relation, name, true)) ?
			ABOUT_CONSTRAINT : ABOUT_COLUMN;
	whole = sv_renames_new_name(renames, RelationRelationId, relation);
	if (about == ABOUT_COLUMN &&
		get_rel_relkind(relation) != RELKIND_COMPOSITE_TYPE)
		reason = undeclared(renames, psprintf("%s.%s", sv_renames_qualify(renames, whole),
											  quote_identifier(name)));
	if (reason != NULL)
		return reason;
	return about == ABOUT_COLUMN ?
		sv_rename_parts_add_column(renames, whole, name, old_name) :
		sv_rename_parts_add_constraint(renames, whole, name, old_name);
}

static char *
apply_label(SvRenames *renames, List *type, const char *label,
			const char *old_label)
{
	if (sv_rename_parts_has_label(renames, type, label))
		return sv_rename_parts_map_label(renames, type, label, old_label);
	return sv_rename_parts_add_label(renames, type, label, old_label);
}

/*
 * What is wrong with a new name that the model does not declare: what is renamed
 * to it would be dropped.  NULL if it does.
 */
static char *
undeclared(const SvRenames *renames, const char *identity)
{
	return sv_renames_is_declared(renames, identity) ? NULL :
		psprintf("The model does not declare \"%s\".", identity);
}

/*
 * The new name of an object in a schema, as a list of two strings.
 */
static List *
new_names(const Entry *entry, List *entries, const SvRenames *renames)
{
	Oid			namespace;
	char	   *schema = linitial(entry->new);

	if (list_length(entry->new) == 1)
	{
		namespace = get_namespace_oid(linitial(entry->old), true);
		schema = OidIsValid(namespace) ?
			sv_renames_schema_name(renames, namespace) :
			new_schema(entries, linitial(entry->old));
	}
	return list_make2(makeString(schema), makeString(llast(entry->new)));
}

/*
 * The name that a schema has afterwards, by the entries.
 */
static char *
new_schema(List *entries, const char *schema)
{
	ListCell   *lc;

	foreach(lc, entries)
	{
		const Entry *other = lfirst(lc);

		if (list_length(other->old) == 1 &&
			strcmp(linitial(other->old), schema) == 0)
			return linitial(other->new);
	}
	return pstrdup(schema);
}

/*
 * The name that what a part belongs to has afterwards, by the entries.
 */
static RangeVar *
new_whole(const Entry *entry, List *entries)
{
	char	   *schema = new_schema(entries, linitial(entry->old));
	char	   *name = lsecond(entry->old);
	ListCell   *lc;

	foreach(lc, entries)
	{
		const Entry *other = lfirst(lc);

		if (list_length(other->old) != 2 ||
			strcmp(linitial(other->old), linitial(entry->old)) != 0 ||
			strcmp(lsecond(other->old), name) != 0)
			continue;
		if (list_length(other->new) == 2)
			schema = linitial(other->new);
		name = llast(other->new);
		break;
	}
	return makeRangeVar(schema, name, -1);
}

/*
 * What has a name in a schema.
 */
static int
objects_named(Oid namespace, const char *name, Oid *relation, bool *procedure)
{
	Oid			function;
	int			count;
	int			about = 0;

	if (!OidIsValid(namespace))
		return 0;
	*relation = get_relname_relid(name, namespace);
	if (OidIsValid(*relation) &&
		get_rel_relkind(*relation) != RELKIND_COMPOSITE_TYPE)
		about |= ABOUT_RELATION;
	else if (OidIsValid(sv_renames_type(namespace, name)))
		about |= ABOUT_TYPE;
	function = sv_renames_function(namespace, name, &count);
	if (count > 0)
		about |= ABOUT_FUNCTION;
	*procedure = count > 0 && get_func_prokind(function) == PROKIND_PROCEDURE;
	return about;
}
