/*-------------------------------------------------------------------------
 *
 * frozen.c
 *	  Snapshots as bytes, to be kept.
 *
 * The bytes begin with the number of the format and the names of the kinds
 * and of their properties: what another version of ours has written is not
 * read.  Then there is what the statements of the model were about, so that
 * these need not be parsed again, then the kinds of all facts, in the order of
 * the facts, then their texts, then the number of the parent of each and the
 * numbers of what it needs.  Addresses are not kept: they belonged to objects that are
 * gone.  A checksum is at the end.
 *
 * Reading is done at each check of a model, for some ten thousands of facts,
 * most of whose values are NULL.  So a text has the zero at its end, to be
 * used where it is, and NULL is one byte; and what there is one of for each
 * fact is allocated for all of them together.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "port/pg_crc32c.h"

#include "compat.h"
#include "kind/kinds.h"
#include "model/frozen.h"

/*
 * The size of a text, with the zero at its end, is a byte; 0 stands for NULL,
 * and this for a larger size that follows.
 */
#define LARGE_SIZE 255

static void write_format(StringInfo out);
static bool skip_format(StringInfo in);
static void write_scan(StringInfo out, const SvScan *scan);
static void write_strings(StringInfo out, const List *strings);
static void number_facts(const SvSnapshot *snapshot);
static void write_text(StringInfo out, const char *text);
static void write_texts(StringInfo out, const SvFact *fact);
static void write_needs(StringInfo out, const SvFact *fact);
static pg_crc32c checksum(const char *bytes, int length);
static void take_checksum(StringInfo in);
static void check(StringInfo in, int length);
pg_noreturn static void report_damage(void);
static int	read_byte(StringInfo in);
static int	read_number(StringInfo in, int limit);
static char *read_text(StringInfo in);
static char *read_word(StringInfo in);
static SvScan *read_scan(StringInfo in);
static List *read_strings(StringInfo in);
static SvFact *read_facts(StringInfo in, int count);
static void read_texts(StringInfo in, SvFact *fact, int count);
static void read_needs(StringInfo in, SvFact *fact, SvFact *facts, int count);

/*
 * The bytes of a snapshot and a scan, palloc'd.
 */
bytea *
sv_frozen_write(const SvSnapshot *snapshot, const SvScan *scan)
{
	StringInfoData out;
	ListCell   *lc;

	number_facts(snapshot);
	pq_begintypsend(&out);
	write_format(&out);
	write_scan(&out, scan);
	write_text(&out, snapshot->role);
	pq_sendint32(&out, list_length(snapshot->facts));
	foreach(lc, snapshot->facts)
		pq_sendint32(&out, ((SvFact *) lfirst(lc))->rank);
	foreach(lc, snapshot->facts)
		write_texts(&out, lfirst(lc));
	foreach(lc, snapshot->facts)
		write_needs(&out, lfirst(lc));
	pq_sendint32(&out, checksum(out.data + VARHDRSZ, out.len - VARHDRSZ));
	return pq_endtypsend(&out);
}

/*
 * The snapshot of some bytes; NULL if they are of another version.  Bytes that
 * are none of ours raise an error.  The texts of the facts are pieces of the
 * bytes, which must live as long as they, and not be changed.  Of the scan,
 * there is what goes with facts: schemas and extensions.
 */
SvSnapshot *
sv_frozen_read(bytea *bytes, SvScan **scan)
{
	StringInfoData in = {0};
	SvSnapshot *snapshot;
	SvFact	   *facts;
	int			count;

	in.data = VARDATA_ANY(bytes);
	in.len = VARSIZE_ANY_EXHDR(bytes);
	take_checksum(&in);
	if (!skip_format(&in))
		return NULL;
	*scan = read_scan(&in);
	snapshot = sv_snapshot_make();
	snapshot->role = read_text(&in);
	count = read_number(&in, in.len);
	facts = read_facts(&in, count);
	for (int i = 0; i < count; i++)
		sv_snapshot_add(snapshot, &facts[i]);
	for (int i = 0; i < count; i++)
		read_needs(&in, &facts[i], facts, count);
	if (in.cursor != in.len)
		report_damage();
	return snapshot;
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
	appendStringInfo(&buf, "%d ", SV_FACTS_VERSION);
	for (int i = 0; i < sv_kinds_count; i++)
	{
		appendStringInfo(&buf, "%s:", sv_kinds[i]->name);
		for (int j = 0; sv_kinds[i]->properties[j].name != NULL; j++)
			appendStringInfo(&buf, "%s,", sv_kinds[i]->properties[j].name);
	}
	pq_sendint32(out, buf.len);
	appendBinaryStringInfo(out, buf.data, buf.len);
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
write_scan(StringInfo out, const SvScan *scan)
{
	ListCell   *lc;

	write_strings(out, scan->schemas);
	write_strings(out, scan->created);
	pq_sendint32(out, list_length(scan->extensions));
	foreach(lc, scan->extensions)
	{
		const SvScanExtension *extension = lfirst(lc);

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
number_facts(const SvSnapshot *snapshot)
{
	ListCell   *lc;

	foreach(lc, snapshot->facts)
		((SvFact *) lfirst(lc))->number = foreach_current_index(lc) + 1;
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
	int			count = sv_kind_count_properties(fact->kind);

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
		count += ((SvNeed *) lfirst(lc))->fact->number > 0;
	pq_sendint32(out, fact->parent != NULL ? fact->parent->number : 0);
	pq_sendint32(out, count);
	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->fact->number == 0)
			continue;
		pq_sendint32(out, need->fact->number - 1);
		pq_sendbyte(out, need->type);
	}
}

static pg_crc32c
checksum(const char *bytes, int length)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, bytes, length);
	FIN_CRC32C(crc);
	return crc;
}

/*
 * Take the checksum off the end of the bytes, and see that it is theirs.
 */
static void
take_checksum(StringInfo in)
{
	check(in, sizeof(pg_crc32c));
	in->cursor = in->len - sizeof(pg_crc32c);
	if ((pg_crc32c) pq_getmsgint(in, sizeof(pg_crc32c)) !=
		checksum(in->data, in->len - sizeof(pg_crc32c)))
		report_damage();
	in->len -= sizeof(pg_crc32c);
	in->cursor = 0;
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

static SvScan *
read_scan(StringInfo in)
{
	SvScan	   *scan = palloc0(sizeof(SvScan));
	int			count;

	scan->schemas = read_strings(in);
	scan->created = read_strings(in);
	count = read_number(in, in->len);
	for (int i = 0; i < count; i++)
	{
		SvScanExtension *extension = palloc0(sizeof(SvScanExtension));

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
		counts[i] = sv_kind_count_properties(sv_kinds[i]);
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

		sv_snapshot_need(fact, &facts[needed], read_byte(in));
	}
}
