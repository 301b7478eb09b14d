/*-------------------------------------------------------------------------
 *
 * rename_markers.c
 *	  Comments in a model that give the old names of objects.
 *
 * A comment "-- @renamed from=old_name" stands on a line above a definition, or
 * at the end of a line of it.  Definitions are those of schemas, relations,
 * types and functions, and within these of columns, constraints, attributes and
 * labels.  At the end of a line, a comment is about the last definition that
 * begins before it: a part, or the whole statement where it is outside all
 * parentheses.  A comment "-- @removed label to=other" stands anywhere in the
 * definition of an enumerated type, or above it.
 *
 * The comments are found with the server's lexer, and the definitions in its
 * parse trees (definitions.c); the two meet at the positions of tokens.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/varlena.h"

#include "file/tokens.h"
#include "model/definitions.h"
#include "model/rename_markers.h"
#include "model/rename_objects.h"
#include "model/rename_parts.h"

/* A comment. */
typedef struct Marker
{
	char	   *text;			/* without the dashes */
	char	   *value;			/* what follows the verb */
	bool		removes;		/* the verb is @removed */
	int			location;		/* in bytes; of the semicolon, if it follows
								 * one on the same line */
	int			next;			/* of the token that follows */
	bool		trails;			/* there is a token before it on its line */
	bool		inside;			/* it is inside parentheses */
	const SvDefinition *about;	/* NULL: it is about nothing */
	const char *reason;			/* why it has no effect; NULL: it has one */
} Marker;

/* The texts by which all comments begin. */
#define RENAMED "@renamed"
#define REMOVED "@removed"

static List *find_markers(const char *text);
static Marker *make_marker(const char *comment);
static const SvDefinition *find_definition(const Marker *marker,
										   List *definitions);
static const SvDefinition *find_trailed(const Marker *marker,
										List *definitions);
static const SvDefinition *find_enum(const Marker *marker, List *definitions);
static char *apply_renamed(SvRenames *renames, const Marker *marker);
static char *apply_object(SvRenames *renames, Node *statement, List *old);
static char *apply_removed(SvRenames *renames, const Marker *marker);
static SvRenameStage stage_of(const Marker *marker);
static List *old_names(const char *value);
static const char *after_word(const char *text, const char *word);
static const char *take_label(const char *text, char **label);
static const char *skip_blanks(const char *text);

/*
 * True if there may be a marker in a text.  This is much faster than to parse
 * it.
 */
bool
sv_rename_markers_is_in(const char *text)
{
	return strstr(text, RENAMED) != NULL || strstr(text, REMOVED) != NULL;
}

/*
 * The comments of a model, each with what it is about.
 */
List *
sv_rename_markers_read(const SvScript *script)
{
	List	   *markers = find_markers(script->text);
	List	   *definitions;
	ListCell   *lc;

	if (markers == NIL)
		return NIL;
	definitions = sv_definitions_of(script);
	foreach(lc, markers)
	{
		Marker	   *marker = lfirst(lc);

		marker->about = find_definition(marker, definitions);
	}
	return markers;
}

/*
 * Adds the renames that comments ask for, at one stage.  Objects are looked up
 * in the database by the names of the model, so its search_path must be in
 * effect.
 */
void
sv_rename_markers_apply(List *markers, SvRenames *renames,
						SvRenameStage stage)
{
	ListCell   *lc;

	foreach(lc, markers)
	{
		Marker	   *marker = lfirst(lc);

		if (marker->about != NULL && stage_of(marker) == stage)
			marker->reason = marker->removes ? apply_removed(renames, marker) :
				apply_renamed(renames, marker);
	}
}

/*
 * Warns of comments that have no effect, and says why.  One whose work is done
 * is none of them.
 */
void
sv_rename_markers_warn(List *markers)
{
	ListCell   *lc;

	foreach(lc, markers)
	{
		const Marker *marker = lfirst(lc);

		if (marker->about != NULL && marker->reason != NULL)
			ereport(WARNING,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("comment \"%s\" has no effect", marker->text),
					 errdetail_internal("%s", marker->reason)));
		else if (marker->about == NULL && marker->removes)
			ereport(WARNING,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("comment \"%s\" is not in the definition of an enumerated type",
							marker->text),
					 errhint("Put it on a line of its own, among the labels in CREATE TYPE ... AS ENUM.")));
		else if (marker->about == NULL)
			ereport(WARNING,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("comment \"%s\" is not above anything that can be renamed",
							marker->text),
					 errhint("Put it on a line of its own, above the definition of a table, a column, a type, a label or another named object.")));
	}
}

/*
 * The old names of schemas.
 */
List *
sv_rename_markers_schemas(List *markers)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, markers)
	{
		const Marker *marker = lfirst(lc);

		if (marker->about != NULL && stage_of(marker) == SV_RENAME_SCHEMAS)
			names = list_concat(names, old_names(marker->value));
	}
	return names;
}

static List *
find_markers(const char *text)
{
	List	   *markers = NIL;
	SvTokens   *tokens;
	SvToken		token;
	int			depth = 0;
	int			semicolon = -1;
	bool		more;

	tokens = sv_tokens_begin(text);
	do
	{
		int			at;
		bool		same_line;

		more = sv_tokens_next(tokens, &token);
		at = token.gap;
		same_line = at > 0;
		while (at < token.start)
		{
			SvGapKind	kind;
			int			end = sv_tokens_gap_piece(text, at, token.start, &kind);
			char	   *piece = pnstrdup(text + at, end - at);
			Marker	   *marker = kind != SV_GAP_LINE_COMMENT ? NULL :
			make_marker(piece);

			if (marker != NULL)
			{
				marker->location = same_line && semicolon >= 0 ? semicolon : at;
				marker->next = token.start;
				marker->trails = same_line;
				marker->inside = depth > 0;
				markers = lappend(markers, marker);
			}
			if (strchr(piece, '\n') != NULL)
				same_line = false;
			at = end;
		}
		if (token.kind == '(')
			depth++;
		else if (token.kind == ')' && depth > 0)
			depth--;
		else if (token.kind == ';')
			depth = 0;
		semicolon = token.kind == ';' ? token.start : -1;
	} while (more);
	sv_tokens_end(tokens);
	return markers;
}

/*
 * The marker that a comment is; NULL if it is another comment.
 */
static Marker *
make_marker(const char *comment)
{
	const char *text = skip_blanks(comment + strlen("--"));
	const char *value = after_word(text, RENAMED);
	Marker	   *marker;

	if (value == NULL)
		value = after_word(text, REMOVED);
	if (value == NULL)
		return NULL;
	marker = palloc0(sizeof(Marker));
	marker->text = pnstrdup(text, strcspn(text, "\r\n"));
	marker->value = pnstrdup(value, strcspn(value, "\r\n"));
	marker->removes = strncmp(text, REMOVED, strlen(REMOVED)) == 0;
	return marker;
}

/*
 * What a comment is about; NULL if nothing.
 */
static const SvDefinition *
find_definition(const Marker *marker, List *definitions)
{
	ListCell   *lc;

	if (marker->removes)
		return find_enum(marker, definitions);
	if (marker->trails)
		return find_trailed(marker, definitions);
	foreach(lc, definitions)
	{
		const SvDefinition *definition = lfirst(lc);

		if (definition->location == marker->next)
			return definition;
	}
	return NULL;
}

/*
 * The last definition that begins before a comment.
 */
static const SvDefinition *
find_trailed(const Marker *marker, List *definitions)
{
	const SvDefinition *last = NULL;
	ListCell   *lc;

	foreach(lc, definitions)
	{
		const SvDefinition *definition = lfirst(lc);

		if (definition->location < marker->location &&
			marker->location <= definition->end &&
			(definition->part == SV_PART_NONE || marker->inside) &&
			(last == NULL || definition->location > last->location))
			last = definition;
	}
	return last;
}

/*
 * The enumerated type in whose definition a comment stands, or which it
 * precedes.
 */
static const SvDefinition *
find_enum(const Marker *marker, List *definitions)
{
	ListCell   *lc;

	foreach(lc, definitions)
	{
		const SvDefinition *definition = lfirst(lc);

		if (definition->part == SV_PART_NONE &&
			IsA(definition->statement, CreateEnumStmt) &&
			(definition->location == marker->next ||
			 (definition->location < marker->location &&
			  marker->location <= definition->end)))
			return definition;
	}
	return NULL;
}

/*
 * The stage at which a comment takes effect.
 */
static SvRenameStage
stage_of(const Marker *marker)
{
	if (marker->about->part != SV_PART_NONE || marker->removes)
		return SV_RENAME_PARTS;
	switch (nodeTag(marker->about->statement))
	{
		case T_CreateSchemaStmt:
			return SV_RENAME_SCHEMAS;
		case T_CreateFunctionStmt:
			return SV_RENAME_FUNCTIONS;
		case T_IndexStmt:
		case T_AlterTableStmt:
			return SV_RENAME_PARTS;
		default:
			return SV_RENAME_OBJECTS;
	}
}

/*
 * Adds the rename that a comment asks for.  Returns NULL, or why it cannot be.
 */
static char *
apply_renamed(SvRenames *renames, const Marker *marker)
{
	const SvDefinition *about = marker->about;
	List	   *old;
	char	   *label;
	const char *value;

	if (about->part == SV_PART_LABEL)
	{
		value = after_word(marker->value, "from=");
		if (value == NULL || (value = take_label(value, &label)) == NULL ||
			value[0] != '\0')
			return "The comment should be \"-- @renamed from=label\".";
		return sv_rename_parts_add_label(renames,
										 ((CreateEnumStmt *) about->statement)->typeName,
										 about->name, label);
	}
	old = old_names(marker->value);
	if (old == NIL)
		return "The comment should be \"-- @renamed from=old_name\".";
	if (about->part == SV_PART_COLUMN)
		return sv_rename_parts_add_column(renames, about->relation,
										  about->name, llast(old));
	if (about->part == SV_PART_CONSTRAINT)
		return sv_rename_parts_add_constraint(renames, about->relation,
											  about->name, llast(old));
	return apply_object(renames, about->statement, old);
}

static char *
apply_object(SvRenames *renames, Node *node, List *old)
{
	switch (nodeTag(node))
	{
		case T_CreateSchemaStmt:
			return sv_renames_add_schema(renames,
										 ((CreateSchemaStmt *) node)->schemaname, old);
		case T_CreateStmt:
		case T_CreateForeignTableStmt:
			/* a CreateForeignTableStmt begins with a CreateStmt */
			return sv_rename_objects_add_relation(renames,
												  ((CreateStmt *) node)->relation,
												  old, "rpf", "TABLE");
		case T_ViewStmt:
			return sv_rename_objects_add_relation(renames, ((ViewStmt *) node)->view,
												  old, "v", "VIEW");
		case T_CreateTableAsStmt:
			return sv_rename_objects_add_relation(renames,
												  ((CreateTableAsStmt *) node)->into->rel,
												  old, "m", "MATERIALIZED VIEW");
		case T_CreateSeqStmt:
			return sv_rename_objects_add_relation(renames,
												  ((CreateSeqStmt *) node)->sequence,
												  old, "S", "SEQUENCE");
		case T_IndexStmt:
			return sv_rename_objects_add_index(renames, ((IndexStmt *) node)->relation,
											   ((IndexStmt *) node)->idxname, old);
		case T_CompositeTypeStmt:
			return sv_rename_objects_add_type(renames,
											  sv_definitions_names(((CompositeTypeStmt *) node)->typevar),
											  old, "c");
		case T_CreateEnumStmt:
			return sv_rename_objects_add_type(renames, ((CreateEnumStmt *) node)->typeName,
											  old, "e");
		case T_CreateRangeStmt:
			return sv_rename_objects_add_type(renames, ((CreateRangeStmt *) node)->typeName,
											  old, "r");
		case T_CreateDomainStmt:
			return sv_rename_objects_add_type(renames, ((CreateDomainStmt *) node)->domainname,
											  old, "d");
		default:
			return sv_rename_objects_add_function(renames,
												  ((CreateFunctionStmt *) node)->funcname, old,
												  ((CreateFunctionStmt *) node)->is_procedure);
	}
}

/*
 * Maps the label that a comment names.  Returns NULL, or why it cannot be.
 */
static char *
apply_removed(SvRenames *renames, const Marker *marker)
{
	char	   *label;
	char	   *to;
	const char *at = take_label(marker->value, &label);

	if (at != NULL)
		at = after_word(at, "to=");
	if (at != NULL)
		at = take_label(at, &to);
	if (at == NULL || at[0] != '\0')
		return "The comment should be \"-- @removed label to=other_label\".";
	return sv_rename_parts_map_label(renames,
									 ((CreateEnumStmt *) marker->about->statement)->typeName,
									 to, label);
}

/*
 * The parts of the name in "from=name", downcased and unquoted like the server
 * does; NIL if it is no name.
 */
static List *
old_names(const char *value)
{
	const char *name = after_word(value, "from=");
	List	   *names;

	if (name == NULL || !SplitIdentifierString(pstrdup(name), '.', &names))
		return NIL;
	return names;
}

/*
 * What follows a word and blanks in a text; NULL if the text does not begin with
 * the word.
 */
static const char *
after_word(const char *text, const char *word)
{
	size_t		length = strlen(word);

	return strncmp(text, word, length) != 0 ? NULL :
		skip_blanks(text + length);
}

/*
 * Takes a label off a text, a word or quoted like a string or a name.  Returns
 * the rest, or NULL if there is none.
 */
static const char *
take_label(const char *text, char **label)
{
	char		quote = text[0];
	StringInfoData buf;

	if (quote != '\'' && quote != '"')
	{
		size_t		length = strcspn(text, " \t\f\v");

		*label = pnstrdup(text, length);
		return length == 0 ? NULL : skip_blanks(text + length);
	}
	initStringInfo(&buf);
	for (text++; *text != '\0'; text++)
	{
		if (*text == quote && text[1] != quote)
		{
			*label = buf.data;
			return skip_blanks(text + 1);
		}
		if (*text == quote)
			text++;
		appendStringInfoChar(&buf, *text);
	}
	return NULL;
}

static const char *
skip_blanks(const char *text)
{
	return text + strspn(text, " \t\f\v");
}
