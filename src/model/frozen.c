/*-------------------------------------------------------------------------
 *
 * frozen.c
 *	  Snapshots as bytes, to be kept.
 *
 * Facts are written in their order, each with the number of its parent and
 * the numbers of what it needs.  Addresses are not kept: they belonged to
 * objects that are gone.  The text begins with the names of the kinds and of
 * their properties: what another version of ours has written is not read.  A
 * checksum is at the end.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "utils/builtins.h"

#include "compat.h"
#include "kind/kinds.h"
#include "model/frozen.h"

/* Stands for NULL in the place of a length. */
#define NULL_LENGTH (-1)

static char *describe_kinds(void);
static void number_facts(const SvSnapshot *snapshot);
static void write_text(StringInfo out, const char *text);
static void write_fact(StringInfo out, const SvFact *fact);
static void write_needs(StringInfo out, const SvFact *fact);
static pg_crc32c checksum(const char *bytes, int length);
static void take_checksum(StringInfo in);
static void check(StringInfo in, int length);
pg_noreturn static void report_damage(void);
static char *read_text(StringInfo in);
static char *read_word(StringInfo in);
static int	read_number(StringInfo in, int limit);
static SvFact *read_fact(StringInfo in);

/*
 * The bytes of a snapshot, palloc'd.
 */
bytea *
sv_frozen_write(const SvSnapshot *snapshot)
{
	StringInfoData out;
	ListCell   *lc;

	number_facts(snapshot);
	pq_begintypsend(&out);
	write_text(&out, describe_kinds());
	write_text(&out, snapshot->role);
	pq_sendint32(&out, list_length(snapshot->facts));
	foreach(lc, snapshot->facts)
		write_fact(&out, lfirst(lc));
	foreach(lc, snapshot->facts)
		write_needs(&out, lfirst(lc));
	pq_sendint32(&out, checksum(out.data + VARHDRSZ, out.len - VARHDRSZ));
	return pq_endtypsend(&out);
}

/*
 * The snapshot of some bytes; NULL if they are of another version.  Bytes that
 * are none of ours raise an error.
 */
SvSnapshot *
sv_frozen_read(bytea *bytes)
{
	StringInfoData in;
	SvSnapshot *snapshot = sv_snapshot_make();
	SvFact	  **facts;
	const char *kinds;
	int			count;

	initStringInfo(&in);
	appendBinaryStringInfo(&in, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	take_checksum(&in);
	kinds = read_text(&in);
	if (kinds == NULL || strcmp(kinds, describe_kinds()) != 0)
		return NULL;
	snapshot->role = read_text(&in);
	count = read_number(&in, in.len);
	facts = palloc(sizeof(SvFact *) * (count + 1));
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		facts[i] = read_fact(&in);
		sv_snapshot_add(snapshot, facts[i]);
	}
	for (int i = 0; i < count; i++)
	{
		int			parent = read_number(&in, count + 1);
		int			needs = read_number(&in, in.len);

		if (parent > 0)
			facts[i]->parent = facts[parent - 1];
		for (int j = 0; j < needs; j++)
		{
			int			needed = read_number(&in, count);

			check(&in, 1);
			sv_snapshot_need(facts[i], facts[needed], pq_getmsgbyte(&in));
		}
	}
	if (in.cursor != in.len)
		report_damage();
	return snapshot;
}

/*
 * All kinds with their properties: the format of the facts.
 */
static char *
describe_kinds(void)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < sv_kinds_count; i++)
	{
		appendStringInfo(&buf, "%s:", sv_kinds[i]->name);
		for (int j = 0; sv_kinds[i]->properties[j].name != NULL; j++)
			appendStringInfo(&buf, "%s,", sv_kinds[i]->properties[j].name);
	}
	return buf.data;
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
	pq_sendint32(out, text == NULL ? NULL_LENGTH : strlen(text));
	if (text != NULL)
		appendBinaryStringInfo(out, text, strlen(text));
}

static void
write_fact(StringInfo out, const SvFact *fact)
{
	int			count = sv_kind_count_properties(fact->kind);

	pq_sendint32(out, fact->rank);
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

static char *
read_text(StringInfo in)
{
	int			length;

	check(in, sizeof(int32));
	length = (int) pq_getmsgint(in, 4);
	if (length == NULL_LENGTH)
		return NULL;
	check(in, length);
	return pnstrdup(pq_getmsgbytes(in, length), length);
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

/*
 * A number that is less than the limit.
 */
static int
read_number(StringInfo in, int limit)
{
	int			number;

	check(in, sizeof(int32));
	number = (int) pq_getmsgint(in, 4);
	if (number < 0 || number >= limit)
		report_damage();
	return number;
}

static SvFact *
read_fact(StringInfo in)
{
	SvFact	   *fact = palloc0(sizeof(SvFact));
	int			count;

	fact->rank = read_number(in, sv_kinds_count);
	fact->kind = sv_kinds[fact->rank];
	fact->identity = read_word(in);
	fact->name = read_text(in);
	fact->owner = read_text(in);
	fact->acl = read_text(in);
	fact->comment = read_text(in);
	fact->labels = read_text(in);
	count = sv_kind_count_properties(fact->kind);
	fact->values = palloc(sizeof(char *) * (count + 1));
	for (int i = 0; i < count; i++)
		fact->values[i] = read_text(in);
	return fact;
}
