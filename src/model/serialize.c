/*-------------------------------------------------------------------------
 *
 * serialize.c
 *	  Snapshots as bytes, to be kept.
 *
 * The bytes begin with the number of the format and the names of the kinds
 * and of their properties: what another version of ours has written is not
 * read.  Then there is what the statements of the model were about, so that
 * these need not be parsed again, then the kinds of all facts, in the order of
 * the facts, then their texts, then the number of the parent of each and the
 * numbers of what it needs.  Addresses are not kept: they belonged to objects
 * that are gone.
 *
 * The code relies on what facts are like: which values a kind always has, which
 * kinds the parent may be of.  No check of bytes could be complete in that, and
 * the owner of the database may write them.  So there is a seal at the end, and
 * only facts that we have written ourselves are read.
 *
 * Reading is done at each check of a model, for some ten thousands of facts,
 * most of whose values are NULL.  So a text has the zero at its end, to be
 * used where it is, and NULL is one byte; and what there is one of for each
 * fact is allocated for all of them together.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"

#include "compat.h"
#include "kind/kinds.h"
#include "model/serialize.h"
#include "server/seal.h"

/*
 * The size of a text, with the zero at its end, is a byte; 0 stands for NULL,
 * and this for a larger size that follows.
 */
#define LARGE_SIZE 255

/* SvNeed.type, with those of pg_depend that are read. */
#define NEED_TYPES "naiPSphowr"

/* What belongs to what: a default to a column, and that to a table. */
#define MAX_DEPTH 3

static void write_format(StringInfo out);
static uint32 hash_queries(void);
static bool skip_format(StringInfo in);
static void write_scan(StringInfo out, const SvStatements *scan);
static void write_strings(StringInfo out, const List *strings);
static void number_facts(const SvFacts *snapshot);
static void write_text(StringInfo out, const char *text);
static void write_texts(StringInfo out, const SvFact *fact);
static void write_needs(StringInfo out, const SvFact *fact);
static bool take_seal(StringInfo in);
static void check(StringInfo in, int length);
pg_noreturn static void report_damage(void);
static int	read_byte(StringInfo in);
static int	read_number(StringInfo in, int limit);
static char *read_text(StringInfo in);
static char *read_word(StringInfo in);
static SvStatements *read_scan(StringInfo in);
static List *read_strings(StringInfo in);
static SvFact *read_facts(StringInfo in, int count);
static void read_texts(StringInfo in, SvFact *fact, int count);
static void read_needs(StringInfo in, SvFact *fact, SvFact *facts, int count);
static bool are_well_formed(const SvFact *facts, int count);

/*
 * The bytes of a snapshot and a scan, palloc'd, and of the key to all that they
 * depend on.
 */
bytea *
sv_serialize_write(const SvFacts *snapshot, const SvStatements *scan,
				   const char *key)
{
	StringInfoData out;
	char		seal[SV_SEAL_SIZE];
	ListCell   *lc;

	number_facts(snapshot);
	pq_begintypsend(&out);
	write_format(&out);
	write_text(&out, key);
	write_scan(&out, scan);
	write_text(&out, snapshot->role);
	pq_sendint32(&out, list_length(snapshot->facts));
	foreach(lc, snapshot->facts)
		pq_sendint32(&out, ((SvFact *) lfirst(lc))->rank);
	foreach(lc, snapshot->facts)
		write_texts(&out, lfirst(lc));
	foreach(lc, snapshot->facts)
		write_needs(&out, lfirst(lc));
	sv_seal_make(out.data + VARHDRSZ, out.len - VARHDRSZ, seal);
	appendBinaryStringInfo(&out, seal, SV_SEAL_SIZE);
	return pq_endtypsend(&out);
}

/*
 * The snapshot of some bytes; NULL if they are of another version, none of
 * ours, or of another key.  The texts of the facts are pieces of the bytes, which must live as
 * long as they, and not be changed.  Of the scan, there is what goes with
 * facts: schemas and extensions.
 */
SvFacts *
sv_serialize_read(bytea *bytes, const char *key, SvStatements **scan)
{
	StringInfoData in = {0};
	SvFacts    *snapshot;
	SvFact	   *facts;
	int			count;

	in.data = VARDATA_ANY(bytes);
	in.len = VARSIZE_ANY_EXHDR(bytes);
	if (!take_seal(&in) || !skip_format(&in) ||
		strcmp(read_word(&in), key) != 0)
		return NULL;
	*scan = read_scan(&in);
	snapshot = sv_facts_make();
	snapshot->role = read_text(&in);
	count = read_number(&in, in.len);
	facts = read_facts(&in, count);
	for (int i = 0; i < count; i++)
		sv_facts_add(snapshot, &facts[i]);
	for (int i = 0; i < count; i++)
		read_needs(&in, &facts[i], facts, count);
	if (in.cursor != in.len)
		report_damage();
	return are_well_formed(facts, count) ? snapshot : NULL;
}

/*
 * What the bytes begin with.  Its length comes first, as in every version, so
 * that each finds out that it can not read what another one has written.
 */
static void
write_format(StringInfo out)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "%d %u ", SV_FACTS_VERSION, hash_queries());
	for (int i = 0; i < sv_kinds_count; i++)
	{
		appendStringInfo(&buf, "%s:", sv_kinds[i]->name);
		for (int j = 0; j < sv_kinds[i]->property_count; j++)
			appendStringInfo(&buf, "%s,", sv_kinds[i]->properties[j].name);
	}
	pq_sendint32(out, buf.len);
	appendBinaryStringInfo(out, buf.data, buf.len);
}

/*
 * Which values a kind has is up to its query.
 */
static uint32
hash_queries(void)
{
	uint32		hash = 0;

	for (int i = 0; i < sv_kinds_count; i++)
	{
		char	   *query = sv_kind_query(sv_kinds[i]);

		if (query != NULL)
			hash = hash_combine(hash,
								hash_bytes((const unsigned char *) query,
										   strlen(query)));
	}
	return hash;
}

/*
 * Are the bytes in our format?  Then the facts are next.
 */
static bool
skip_format(StringInfo in)
{
	StringInfoData format;

	initStringInfo(&format);
	write_format(&format);
	if (in->len < format.len || memcmp(in->data, format.data, format.len) != 0)
		return false;
	in->cursor = format.len;
	return true;
}

static void
write_scan(StringInfo out, const SvStatements *scan)
{
	ListCell   *lc;

	write_strings(out, scan->schemas);
	write_strings(out, scan->created);
	pq_sendint32(out, list_length(scan->extensions));
	foreach(lc, scan->extensions)
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

static void
number_facts(const SvFacts *snapshot)
{
	ListCell   *lc;

	foreach(lc, snapshot->facts)
		((SvFact *) lfirst(lc))->position = foreach_current_index(lc) + 1;
}

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
	for (int i = 0; i < count; i++)
		write_text(out, fact->values[i]);
}

/*
 * The parent and what is needed; facts that are left out of the snapshot have
 * no number.
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

/*
 * Take the seal off the end of the bytes.  False: it is not theirs.
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
 * Are there as many bytes left?
 */
static void
check(StringInfo in, int length)
{
	if (length < 0 || length > in->len - in->cursor)
		report_damage();
}

static void
report_damage(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("the kept facts of the model are damaged"),
			 errhint("Declare the model again with schemaver_model().")));
}

static int
read_byte(StringInfo in)
{
	check(in, 1);
	return (unsigned char) in->data[in->cursor++];
}

/*
 * A number that is less than the limit.
 */
static int
read_number(StringInfo in, int limit)
{
	uint32		number;

	check(in, sizeof(number));
	memcpy(&number, in->data + in->cursor, sizeof(number));
	in->cursor += sizeof(number);
	number = pg_ntoh32(number);
	if (number >= (uint32) limit)
		report_damage();
	return number;
}

/*
 * A text or NULL.  It stays where it is.
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
	check(in, size);
	text = in->data + in->cursor;
	in->cursor += size;
	if (size == 0 || text[size - 1] != '\0')
		report_damage();
	return text;
}

/*
 * A text that can not be NULL.
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
read_scan(StringInfo in)
{
	SvStatements *scan = palloc0(sizeof(SvStatements));
	int			count;

	scan->schemas = read_strings(in);
	scan->created = read_strings(in);
	count = read_number(in, in->len);
	for (int i = 0; i < count; i++)
	{
		SvModelExtension *extension = palloc0(sizeof(SvModelExtension));

		extension->name = read_word(in);
		extension->schema = read_text(in);
		extension->version = read_text(in);
		extension->commented = read_byte(in) != 0;
		extension->comment = read_text(in);
		scan->extensions = lappend(scan->extensions, extension);
	}
	return scan;
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
 * As many facts, as an array, with their texts.
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
	check(in, count);			/* no allocation for what can not be there */
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
	for (int i = 0; i < count; i++)
		fact->values[i] = read_text(in);
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
