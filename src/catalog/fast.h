/*-------------------------------------------------------------------------
 *
 * fast.h
 *	  What is plain in the catalogs, read without a query.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_FAST_H
#define SV_CATALOG_FAST_H

#include "access/htup.h"
#include "access/tupdesc.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_sequence.h"
#include "utils/hsearch.h"

#include "fact/fact.h"

/* A column of a relation. */
typedef struct SvPlainColumn
{
	FormData_pg_attribute row;	/* its fixed part */
	char	   *name;			/* quoted; NULL: it was dropped */
	bool		is_special;		/* has privileges, options or statistics */
	Oid			sequence;		/* of an identity column */
	char	   *not_null;		/* the quoted name of a constraint that has
								 * nothing unusual, from 18 on; or NULL */
} SvPlainColumn;

/* A relation in one of the schemas that are looked at. */
typedef struct SvPlainRelation
{
	Oid			oid;			/* the key */
	FormData_pg_class row;		/* its fixed part */
	char	   *name;			/* quoted */
	char	   *identity;		/* with its schema */
	SvPlainColumn *columns;		/* as many as relnatts says */
	bool		is_special;		/* has options or privileges */
	bool		has_special_columns;
	bool		is_child;		/* of a parent, or a partition */
	bool		is_clustered;	/* a table, by one of its indexes */
	List	   *names;			/* for expressions: what the server calls its
								 * columns, or NIL as long as nobody asked */

	/* of an index */
	bool		is_key;			/* of a constraint */
	bool		is_usual;		/* valid, of columns without any words */

	/* of a sequence */
	bool		is_internal;	/* an identity column has it */
	Form_pg_sequence sequence;
} SvPlainRelation;

typedef struct SvPlain SvPlain;

/* What to do with a fact that was read; "arg" is the caller's. */
typedef void (*SvPlainTake) (SvFact *fact, void *arg);

/* A row of a catalog. */
typedef void (*SvPlainRow) (SvPlain *plain, HeapTuple tuple,
							TupleDesc columns);

struct SvPlain
{
	List	   *namespaces;		/* OIDs */
	SvPlainTake take;
	void	   *arg;
	MemoryContext context;		/* what is needed while facts are read... */
	MemoryContext scratch;		/* ...while one is */
	HTAB	   *relations;		/* of SvPlainRelation; NULL: not read yet */
	SvPlainRelation *last;		/* the one that was found last */
	HTAB	   *toasts;			/* OIDs of TOAST tables that have options */
	HTAB	   *commented;		/* classid and OID of what has a comment */
	HTAB	   *constraint_names;	/* from 18 on, to be counted */
	HTAB	   *opclasses;		/* for indexes; NULL: none yet */
	StringInfoData text;		/* what is being written */

	/* the kind that is being read, and what of it is left to its query */
	const SvKind *kind;
	List	   *left_objects;	/* OIDs */
	List	   *left_numbers;	/* their sub-objects */
};

/* plain.c */
extern SvPlain *sv_plain_make(List *namespaces, SvPlainTake take, void *arg);
extern void sv_plain_free(SvPlain *plain);
extern bool sv_plain_read(SvPlain *plain, const SvKind *kind);
extern void sv_plain_scan(SvPlain *plain, Oid catalog, SvPlainRow take);
extern bool sv_plain_is_table(const SvPlainRelation *relation);
extern HTAB *sv_plain_table(const SvPlain *plain, Size key, Size entry);
extern SvPlainRelation *sv_plain_relation(SvPlain *plain, Oid oid);
extern SvFact *sv_plain_fact(const SvPlain *plain, Oid object, int number,
							 char *identity, char *name);
extern char *sv_plain_join(const char *first, const char *second);
extern void sv_plain_take(const SvPlain *plain, SvFact *fact);
extern void sv_plain_leave(SvPlain *plain, Oid object, int number);

/* plain_relation.c */
extern void sv_plain_read_relations(SvPlain *plain);
extern bool sv_plain_is_commented(const SvPlain *plain, Oid classid, Oid oid);

/* plain_not_null.c */
extern void sv_plain_read_not_nulls(SvPlain *plain);

/* plain_expression.c */
extern Node *sv_plain_stored(const SvPlain *plain, Datum stored);
extern bool sv_plain_is_expression(Node *node);
extern char *sv_plain_expression(const SvPlain *plain,
								 SvPlainRelation *relation, Node *node);

/* plain_table.c */
extern void sv_plain_read_tables(SvPlain *plain);
extern void sv_plain_read_sequences(SvPlain *plain);

/* plain_column.c */
extern void sv_plain_read_columns(SvPlain *plain);
extern void sv_plain_read_defaults(SvPlain *plain);

/* plain_constraint.c */
extern void sv_plain_read_constraints(SvPlain *plain);

/* plain_index.c */
extern void sv_plain_read_indexes(SvPlain *plain);

#endif							/* SV_CATALOG_FAST_H */
