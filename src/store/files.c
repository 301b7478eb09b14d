/*-------------------------------------------------------------------------
 *
 * files.c
 *	  From which files revisions came.
 *
 * A revision has the name of the file that it came from, and the checksum of
 * the bytes of that file, as long as both say the same.  A trigger forgets the
 * checksum when the revision is changed by anything but a file.  A file with
 * several revisions has none either: that one of them is removed, is not seen
 * in the others.  If the file is gone, and the revision is not, it is marked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "common/sha2.h"
#include "commands/trigger.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "server/query.h"
#include "store/files.h"
#include "store/repeats.h"
#include "store/store.h"
#include "strings.h"

static bool add_file(uint64 *sum, const char *filename, const bytea *sha256,
					 uint64 seed);
static void add_name(const SvRow *row, void *arg);

/*
 * True if the caller may record from which files revisions come.
 */
bool
sv_files_writable(void)
{
	return !XactReadOnly && !RecoveryInProgress() &&
		pg_class_aclcheck(sv_store_table("revision"), GetUserId(),
						  ACL_UPDATE) == ACLCHECK_OK;
}

/*
 * Of files, those that are not stored with this name and this checksum: text[]
 * and bytea[] of one length, as a list of names in their order.
 */
List *
sv_files_changed(Datum filenames, Datum sha256s)
{
#define SV_CHANGED_FILES \
		"SELECT f.filename" \
		" FROM unnest($1, $2) WITH ORDINALITY f (filename, sha256, number)" \
		" LEFT JOIN schemaver.revision r" \
		" ON r.filename = f.filename AND r.file_sha256 = f.sha256"
#define SV_NO_REVISION " WHERE r.revision IS NULL"
#define SV_CHANGED_TYPES .nargs = 2,.types = {TEXTARRAYOID, BYTEAARRAYOID}

	static SvQuery queries[] = {
		{.text = SV_CHANGED_FILES SV_NO_REVISION " ORDER BY f.number", SV_CHANGED_TYPES},
		{.text = SV_CHANGED_FILES
			" LEFT JOIN schemaver.repeatable p"
			" ON p.filename = f.filename AND p.file_sha256 = f.sha256"
		SV_NO_REVISION " AND p.name IS NULL ORDER BY f.number", SV_CHANGED_TYPES}
	};
	Datum		values[2] = {filenames, sha256s};
	List	   *changed = NIL;

	sv_query_fetch(&queries[sv_repeats_exist()], values, NULL, add_name, &changed);
	return changed;
}

/*
 * One checksum of all files: the sum, modulo 2^64, of a hash of each, with the
 * seed.  Returns false if there is a revision that is not the only one of a file,
 * and as that file has it; or a repeatable script that is not as its file has it.
 *
 * A cryptographic hash would cost a new session more than all the rest, and
 * protects nobody: who has another seed each time meets no files that somebody
 * has made for it.
 */
bool
sv_files_checksum(const SvGraph *graph, uint64 seed, uint64 *sum)
{
	ListCell   *lc;

	*sum = 0;
	for (int i = 0; i < graph->count; i++)
	{
		const SvRevision *revision = graph->nodes[i].revision;

		if (revision->absent ||
			!add_file(sum, revision->filename, revision->file_sha256, seed))
			return false;
	}
	foreach(lc, sv_repeats_all())
	{
		const SvRepeatable *repeatable = lfirst(lc);

		if (repeatable->filename != NULL &&
			!add_file(sum, repeatable->filename, repeatable->file_sha256, seed))
			return false;
	}
	return true;
}

/*
 * Record the files of revisions that are stored already (SvSource).
 */
void
sv_files_record(List *sources)
{
	static SvQuery query = {
		.text = "UPDATE schemaver.revision r SET filename = n.filename,"
		" file_sha256 = decode(nullif(n.hex, ''), 'hex')"
		" FROM unnest($1, $2, $3) n (revision, filename, hex)"
		" WHERE r.revision = n.revision",
		.nargs = 3,
		.types = {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID}
	};
	List	   *columns[3] = {NIL};
	Datum		values[3];
	ListCell   *lc;

	if (sources == NIL)
		return;
	foreach(lc, sources)
	{
		const SvSource *source = lfirst(lc);

		columns[0] = lappend(columns[0], pstrdup(source->revision));
		columns[1] = lappend(columns[1], pstrdup(source->filename));
		columns[2] = lappend(columns[2], sv_files_hex(source->sha256));
	}
	for (int i = 0; i < lengthof(columns); i++)
		values[i] = sv_strings_datum(columns[i]);
	sv_query_begin_fresh();
	sv_query_execute(&query, values, NULL);
	sv_query_end_fresh();
}

/*
 * Record that the files of revisions are gone, or are back.
 */
void
sv_files_mark_absent(List *revisions, bool absent)
{
	static SvQuery query = {
		.text = "UPDATE schemaver.revision SET file_absent = nullif($2, false)"
		" WHERE revision = ANY ($1)",
		.nargs = 2,
		.types = {TEXTARRAYOID, BOOLOID}
	};
	Datum		values[2] = {sv_strings_datum(revisions), BoolGetDatum(absent)};

	if (revisions != NIL)
		sv_query_execute(&query, values, NULL);
}

/*
 * A checksum in hex; an empty string for NULL.
 */
char *
sv_files_hex(const bytea *sha256)
{
	int			length = sha256 ? VARSIZE_ANY_EXHDR(sha256) : 0;
	char	   *hex = palloc0(2 * length + 1);

	if (sha256 != NULL)
		hex_encode(VARDATA_ANY(sha256), length, hex);
	return hex;
}

PG_FUNCTION_INFO_V1(schemaver_file_outdated);

/*
 * The trigger for a revision that changes, and keeps the checksum of a file.
 */
Datum
schemaver_file_outdated(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	int			column;
	Datum		value = (Datum) 0;
	bool		isnull = true;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_BEFORE(data->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		!TRIGGER_FIRED_BY_UPDATE(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager",
						"schemaver_file_outdated")));
	column = get_attnum(RelationGetRelid(data->tg_relation), "file_sha256");
	if (column == InvalidAttrNumber)
		return PointerGetDatum(data->tg_newtuple);
	return PointerGetDatum(heap_modify_tuple_by_cols(data->tg_newtuple,
													 RelationGetDescr(data->tg_relation),
													 1, &column, &value, &isnull));
}

/*
 * Add a file to a checksum; false if it is not known.  Its hash is that of its
 * name in UTF-8, which is the seed of that of the first half of its checksum, and
 * so on: as SQL has them, of a text and of two of uuid.
 */
static bool
add_file(uint64 *sum, const char *filename, const bytea *sha256, uint64 seed)
{
	const int	half = PG_SHA256_DIGEST_LENGTH / 2;
	const unsigned char *bytes;
	const char *name;
	uint64		hash;

	if (filename == NULL || sha256 == NULL ||
		VARSIZE_ANY_EXHDR(sha256) != PG_SHA256_DIGEST_LENGTH)
		return false;
	bytes = (const unsigned char *) VARDATA_ANY(sha256);
	name = pg_server_to_any(filename, strlen(filename), PG_UTF8);
	hash = hash_bytes_extended((const unsigned char *) name, strlen(name), seed);
	hash = hash_bytes_extended(bytes, half, hash);
	*sum += hash_bytes_extended(bytes + half, half, hash);
	return true;
}

/* sv_query_fetch callback of sv_files_changed */
static void
add_name(const SvRow *row, void *arg)
{
	List	  **names = arg;

	*names = lappend(*names, sv_row_text(row, 1));
}
