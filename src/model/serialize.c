/*-------------------------------------------------------------------------
 *
 * serialize.c
 *	  Facts as bytes, to be stored.
 *
 * To evaluate a model takes many times longer than to read these bytes, which
 * is done at each check of a model, for some ten thousands of facts, most of
 * whose values are NULL.  So a text is stored with its terminating zero, and is
 * used where it is; NULL is one byte; and what each fact has one of is
 * allocated for all facts together.
 *
 * The bytes are, in this order: the version (see serialize.h) and the key of
 * what the facts depend on; what is needed of the statements of the model, so
 * that these need not be parsed again; the role; the kinds of all facts, in the
 * order of the facts; their texts; their addresses, if the objects are lasting;
 * for each of them the number of its parent and the numbers of the facts that it
 * needs; the parts of types, if the objects are lasting; and a seal.  Those of a
 * model have no addresses: these belonged to objects that are gone.
 *
 * Most of the code relies on invariants of facts, such as which values a kind
 * always has, and of which kinds a parent may be.  No check of bytes could be
 * complete in that, and the owner of the database can write them.  So only
 * bytes with a seal are read, which this server made in this database (see
 * server/seal.c); what is checked nevertheless is that no number or size leads
 * outside the bytes, and that parents form no loop.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"

#include "compat.h"
#include "kind/kinds.h"
#include "model/serialize.h"
#include "server/seal.h"

#ifndef SV_FACTS_VERSION
#error "SV_FACTS_VERSION is not defined: see the Makefile"
#endif

/*
 * The size of a text, with the zero at its end, is a byte; 0 stands for NULL,
 * and this for a larger size that follows.
 */
#define LARGE_SIZE 255

/* The values of SvNeed.type, among them those of pg_depend.deptype. */
#define NEED_TYPES "naiPSphowr"

/* A default belongs to a column, and a column to a table. */
#define MAX_DEPTH 3

static void write_version(StringInfo out);
static bool skip_version(StringInfo in);
static void write_statements(StringInfo out, const SvStatements *statements);
static void write_strings(StringInfo out, const List *strings);
static void number_facts(const SvFacts *facts);
static void write_text(StringInfo out, const char *text);
static void write_texts(StringInfo out, const SvFact *fact);
static void write_address(StringInfo out, SvAddress address);
static void write_needs(StringInfo out, const SvFact *fact);
static void write_type_parts(StringInfo out, const List *parts);
static bool take_seal(StringInfo in);
static void check_left(StringInfo in, int length);
pg_noreturn static void report_damage(void);
static int	read_byte(StringInfo in);
static int	read_number(StringInfo in, int limit);
static Oid	read_oid(StringInfo in);
static char *read_text(StringInfo in);
static char *read_word(StringInfo in);
static SvStatements *read_statements(StringInfo in);
static List *read_strings(StringInfo in);
static SvFact *read_facts(StringInfo in, int count);
static void read_texts(StringInfo in, SvFact *fact, int count);
static SvAddress read_address(StringInfo in);
static List *read_type_parts(StringInfo in);
static void read_needs(StringInfo in, SvFact *fact, SvFact *facts, int count);
static bool are_well_formed(const SvFact *facts, int count);

/*
 * The version of the bytes that this library writes and reads.
 */
const char *
sv_serialize_version(void)
{
	return SV_FACTS_VERSION;
}

/*
 * The bytes of some facts and of the statements that they come from, palloc'd,
 * with the key of all that the facts depend on (model/cache_key.c).
 */
bytea *
sv_serialize_write(const SvFacts *facts, const SvStatements *statements,
				   const char *key)
{
	StringInfoData out;
	char		seal[SV_SEAL_SIZE];
	ListCell   *lc;

	number_facts(facts);
	pq_begintypsend(&out);
	write_version(&out);
	write_text(&out, key);
	write_statements(&out, statements);
	write_text(&out, facts->role);
	write_text(&out, facts->search_path);
	pq_sendint32(&out, list_length(facts->facts));
	foreach(lc, facts->facts)
		pq_sendint32(&out, ((SvFact *) lfirst(lc))->rank);
	foreach(lc, facts->facts)
		write_texts(&out, lfirst(lc));
	pq_sendbyte(&out, facts->lasting);
	foreach(lc, facts->lasting ? facts->facts : NIL)
		write_address(&out, ((SvFact *) lfirst(lc))->address);
	foreach(lc, facts->facts)
		write_needs(&out, lfirst(lc));
	if (facts->lasting)
		write_type_parts(&out, facts->type_parts);
	sv_seal_make(out.data + VARHDRSZ, out.len - VARHDRSZ, seal);
	appendBinaryStringInfo(&out, seal, SV_SEAL_SIZE);
	return pq_endtypsend(&out);
}

/*
 * The facts that some bytes consist of, and what was stored of their
 * statements: the schemas and extensions.  NULL if the bytes are of another
 * version, of another key, or were not written by this server.
 *
 * The texts of the facts are pieces of the bytes, which must live as long as
 * the facts, and must not be changed.
 *
 * Errors: bytes with a seal, but damaged.
 */
SvFacts *
sv_serialize_read(bytea *bytes, const char *key, SvStatements **statements)
{
	StringInfoData in = {0};
	SvFacts    *facts;
	SvFact	   *array;
	int			count;

	in.data = VARDATA_ANY(bytes);
	in.len = VARSIZE_ANY_EXHDR(bytes);
	if (!take_seal(&in) || !skip_version(&in) ||
		strcmp(read_word(&in), key) != 0)
		return NULL;
	*statements = read_statements(&in);
	facts = sv_facts_make();
	facts->role = read_text(&in);
	facts->search_path = read_text(&in);
	count = read_number(&in, in.len);
	array = read_facts(&in, count);
	facts->lasting = read_byte(&in) != 0;
	for (int i = 0; i < count; i++)
	{
		if (facts->lasting)
			array[i].address = read_address(&in);
		sv_facts_add(facts, &array[i]);
	}
	for (int i = 0; i < count; i++)
		read_needs(&in, &array[i], array, count);
	if (facts->lasting)
		facts->type_parts = read_type_parts(&in);
	if (in.cursor != in.len)
		report_damage();
	return are_well_formed(array, count) ? facts : NULL;
}

/*
 * The version, preceded by its length, as in all versions: each finds out that
 * it cannot read what another one has written.
 */
static void
write_version(StringInfo out)
{
	pq_sendint32(out, strlen(SV_FACTS_VERSION));
	appendBinaryStringInfo(out, SV_FACTS_VERSION, strlen(SV_FACTS_VERSION));
}

/*
 * Skips the version; returns false if the bytes are of another one.
 */
static bool
skip_version(StringInfo in)
{
	StringInfoData version;

	initStringInfo(&version);
	write_version(&version);
	if (in->len < version.len ||
		memcmp(in->data, version.data, version.len) != 0)
		return false;
	in->cursor = version.len;
	return true;
}

static void
write_statements(StringInfo out, const SvStatements *statements)
{
	ListCell   *lc;

	write_strings(out, statements->schemas);
	write_strings(out, statements->created);
	pq_sendint32(out, list_length(statements->extensions));
	foreach(lc, statements->extensions)
	{
		const SvModelExtension *extension = lfirst(lc);

		write_text(out, extension->name);
		write_text(out, extension->schema);
		write_text(out, extension->version);
		pq_sendbyte(out, extension->commented);
		write_text(out, extension->comment);
	}
}

static void
write_strings(StringInfo out, const List *strings)
{
	ListCell   *lc;

	pq_sendint32(out, list_length(strings));
	foreach(lc, strings)
		write_text(out, lfirst(lc));
}

/*
 * Number the facts from 1, in their order; the others have number 0.
 */
static void
number_facts(const SvFacts *facts)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
		((SvFact *) lfirst(lc))->position = foreach_current_index(lc) + 1;
}

/*
 * Its size, with the terminating zero, and the text; see LARGE_SIZE.
 */
static void
write_text(StringInfo out, const char *text)
{
	int			size = text == NULL ? 0 : strlen(text) + 1;

	pq_sendbyte(out, Min(size, LARGE_SIZE));
	if (size >= LARGE_SIZE)
		pq_sendint32(out, size);
	if (text != NULL)
		appendBinaryStringInfo(out, text, size);
}

static void
write_texts(StringInfo out, const SvFact *fact)
{
	int			count = fact->kind->property_count;

	write_text(out, fact->identity);
	write_text(out, fact->name);
	write_text(out, fact->owner);
	write_text(out, fact->acl);
	write_text(out, fact->comment);
	write_text(out, fact->labels);
	pq_sendint32(out, fact->created);
	write_text(out, fact->path_needs);
	write_text(out, fact->path_avoids);
	for (int i = 0; i < count; i++)
		write_text(out, fact->values[i]);
}

static void
write_address(StringInfo out, SvAddress address)
{
	pq_sendint32(out, address.classid);
	pq_sendint32(out, address.objid);
	pq_sendint32(out, address.subid);
}

/*
 * The parent of a fact and what it needs, but for facts that are not written.
 */
static void
write_needs(StringInfo out, const SvFact *fact)
{
	int			count = 0;
	ListCell   *lc;

	foreach(lc, fact->needs)
		count += ((SvNeed *) lfirst(lc))->fact->position > 0;
	pq_sendint32(out, fact->parent != NULL ? fact->parent->position : 0);
	pq_sendint32(out, count);
	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->fact->position == 0)
			continue;
		pq_sendint32(out, need->fact->position - 1);
		pq_sendbyte(out, need->type);
	}
}

static void
write_type_parts(StringInfo out, const List *parts)
{
	ListCell   *lc;

	pq_sendint32(out, list_length(parts));
	foreach(lc, parts)
	{
		const SvTypePart *part = lfirst(lc);

		write_address(out, part->address);
		write_address(out, part->type);
		write_text(out, part->name);
	}
}

/*
 * Take the seal off the end of the bytes; returns false if it is not theirs.
 */
static bool
take_seal(StringInfo in)
{
	if (in->len < SV_SEAL_SIZE)
		return false;
	in->len -= SV_SEAL_SIZE;
	return sv_seal_holds(in->data, in->len, in->data + in->len);
}

/*
 * Raise an error unless there are that many bytes left.
 */
static void
check_left(StringInfo in, int length)
{
	if (length < 0 || length > in->len - in->cursor)
		report_damage();
}

/*
 * Bytes that this server has sealed should be as they were written.
 */
static void
report_damage(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("stored facts are damaged"),
			 errhint("Have them stored again: those of the model with schemaver_model(), those of the schemas with schemaver_track().")));
}

static int
read_byte(StringInfo in)
{
	check_left(in, 1);
	return (unsigned char) in->data[in->cursor++];
}

/*
 * A number, which must be less than the limit.
 */
static int
read_number(StringInfo in, int limit)
{
	Oid			number = read_oid(in);

	if (number >= (uint32) limit)
		report_damage();
	return number;
}

/*
 * An OID, or any other number of its size.
 */
static Oid
read_oid(StringInfo in)
{
	uint32		number;

	check_left(in, sizeof(number));
	memcpy(&number, in->data + in->cursor, sizeof(number));
	in->cursor += sizeof(number);
	return pg_ntoh32(number);
}

/*
 * A text or NULL; it is used where it is.
 */
static char *
read_text(StringInfo in)
{
	int			size = read_byte(in);
	char	   *text;

	if (size == 0)
		return NULL;
	if (size == LARGE_SIZE)
		size = read_number(in, in->len);
	check_left(in, size);
	text = in->data + in->cursor;
	in->cursor += size;
	if (size == 0 || text[size - 1] != '\0')
		report_damage();
	return text;
}

/*
 * A text that cannot be NULL.
 */
static char *
read_word(StringInfo in)
{
	char	   *word = read_text(in);

	if (word == NULL)
		report_damage();
	return word;
}

static SvStatements *
read_statements(StringInfo in)
{
	SvStatements *statements = palloc0(sizeof(SvStatements));
	int			count;

	statements->schemas = read_strings(in);
	statements->created = read_strings(in);
	count = read_number(in, in->len);
	for (int i = 0; i < count; i++)
	{
		SvModelExtension *extension = palloc0(sizeof(SvModelExtension));

		extension->name = read_word(in);
		extension->schema = read_text(in);
		extension->version = read_text(in);
		extension->commented = read_byte(in) != 0;
		extension->comment = read_text(in);
		statements->extensions = lappend(statements->extensions, extension);
	}
	return statements;
}

static List *
read_strings(StringInfo in)
{
	List	   *strings = NIL;
	int			count = read_number(in, in->len);

	for (int i = 0; i < count; i++)
		strings = lappend(strings, read_word(in));
	return strings;
}

/*
 * An array of as many facts, with their kinds and texts.
 */
static SvFact *
read_facts(StringInfo in, int count)
{
	int		   *counts = palloc(sizeof(int) * sv_kinds_count);
	Size		total = 0;
	SvFact	   *facts;
	char	  **value;

	for (int i = 0; i < sv_kinds_count; i++)
		counts[i] = sv_kinds[i]->property_count;
	check_left(in, count);		/* allocate no more than can be there */
	facts = palloc_extended(sizeof(SvFact) * count,
							MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < count; i++)
	{
		facts[i].rank = read_number(in, sv_kinds_count);
		facts[i].kind = sv_kinds[facts[i].rank];
		total += counts[facts[i].rank];
	}
	value = palloc_extended(sizeof(char *) * total, MCXT_ALLOC_HUGE);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		facts[i].values = value;
		value += counts[facts[i].rank];
		read_texts(in, &facts[i], counts[facts[i].rank]);
	}
	return facts;
}

/*
 * The texts of a fact, with as many values.
 */
static void
read_texts(StringInfo in, SvFact *fact, int count)
{
	fact->identity = read_word(in);
	fact->name = read_text(in);
	fact->owner = read_text(in);
	fact->acl = read_text(in);
	fact->comment = read_text(in);
	fact->labels = read_text(in);
	fact->created = read_oid(in);
	fact->path_needs = read_text(in);
	fact->path_avoids = read_text(in);
	for (int i = 0; i < count; i++)
		fact->values[i] = read_text(in);
}

static SvAddress
read_address(StringInfo in)
{
	SvAddress	address;

	address.classid = read_oid(in);
	address.objid = read_oid(in);
	address.subid = (int32) read_oid(in);
	return address;
}

static List *
read_type_parts(StringInfo in)
{
	List	   *parts = NIL;
	int			count = read_number(in, in->len);

	for (int i = 0; i < count; i++)
	{
		SvTypePart *part = palloc(sizeof(SvTypePart));

		CHECK_FOR_INTERRUPTS();
		part->address = read_address(in);
		part->type = read_address(in);
		part->name = read_word(in);
		parts = lappend(parts, part);
	}
	return parts;
}

/*
 * The parent of a fact and what it needs, among all facts.
 */
static void
read_needs(StringInfo in, SvFact *fact, SvFact *facts, int count)
{
	int			parent = read_number(in, count + 1);
	int			needs = read_number(in, in->len);

	if (parent > 0)
		fact->parent = &facts[parent - 1];
	for (int i = 0; i < needs; i++)
	{
		int			needed = read_number(in, count);
		int			type = read_byte(in);

		CHECK_FOR_INTERRUPTS();
		if (type == 0 || strchr(NEED_TYPES, type) == NULL)
			report_damage();
		sv_facts_need(fact, &facts[needed], type);
	}
}

/*
 * True if the facts are in their order, and each belongs to something that it
 * can belong to, and in the end to nothing.
 */
static bool
are_well_formed(const SvFact *facts, int count)
{
	for (int i = 0; i < count; i++)
	{
		const SvFact *fact = &facts[i];
		int			depth = 0;

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && sv_fact_compare(fact - 1, fact) > 0)
			return false;
		for (; fact->parent != NULL; fact = fact->parent)
			if (fact->parent->kind->classid != fact->kind->parent_classid ||
				++depth > MAX_DEPTH)
				return false;
	}
	return true;
}
