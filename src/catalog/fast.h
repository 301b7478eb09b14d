/*-------------------------------------------------------------------------
 *
 * fast.h
 *	  Facts read from the catalogs without a query.
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
typedef struct SvFastColumn
{
	FormData_pg_attribute row;	/* its fixed part */
	char	   *name;			/* quoted; NULL: it was dropped */
	bool		is_special;		/* has privileges, options or statistics */
	Oid			sequence;		/* of an identity column */
	char	   *not_null;		/* the quoted name of a constraint that has
								 * nothing unusual, from 18 on; or NULL */
} SvFastColumn;

/* A relation in one of the schemas that are looked at. */
typedef struct SvFastRelation
{
	Oid			oid;			/* the key */
	FormData_pg_class row;		/* its fixed part */
	char	   *name;			/* quoted */
	char	   *identity;		/* with its schema */
	SvFastColumn *columns;		/* as many as relnatts says */
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
} SvFastRelation;

typedef struct SvFast SvFast;

/* What to do with a fact that was read; "arg" is the caller's. */
typedef void (*SvFastTake) (SvFact *fact, void *arg);

/* A row of a catalog. */
typedef void (*SvFastRow) (SvFast *fast, HeapTuple tuple,
						   TupleDesc columns);

struct SvFast
{
	List	   *namespaces;		/* OIDs */
	SvFastTake	take;
	void	   *arg;
	MemoryContext context;		/* what is needed while facts are read... */
	MemoryContext scratch;		/* ...while one is */
	HTAB	   *relations;		/* of SvFastRelation; NULL: not read yet */
	SvFastRelation *last;		/* the one that was found last */
	HTAB	   *toasts;			/* OIDs of TOAST tables that have options */
	HTAB	   *commented;		/* classid and OID of what has a comment */
	HTAB	   *constraint_names;	/* from 18 on, to be counted */
	HTAB	   *opclasses;		/* for indexes; NULL: none yet */
	StringInfoData text;		/* what is being written */

	/* the kind that is being read, and what of it is left to its query */
	const SvKind *kind;
	List	   *left_objects;	/* OIDs */
	List	   *left_numbers;	/* their sub-objects */
	struct SvFastCheck *check;	/* of the kind; NULL: there is none */
};

/* fast.c */
extern SvFast *sv_fast_make(List *namespaces, SvFastTake take, void *arg);
extern void sv_fast_free(SvFast *fast);
extern bool sv_fast_read(SvFast *fast, const SvKind *kind);
extern void sv_fast_scan(SvFast *fast, Oid catalog, SvFastRow take);
extern bool sv_fast_is_table(const SvFastRelation *relation);
extern HTAB *sv_fast_table(const SvFast *fast, Size key, Size entry);
extern SvFastRelation *sv_fast_relation(SvFast *fast, Oid oid);
extern SvFact *sv_fast_fact(const SvFast *fast, Oid object, int number,
							char *identity, char *name);
extern char *sv_fast_join(const char *first, const char *second);
extern void sv_fast_take(const SvFast *fast, SvFact *fact);
extern void sv_fast_leave(SvFast *fast, Oid object, int number);

/* fast_relation.c */
extern void sv_fast_read_relations(SvFast *fast);
extern bool sv_fast_is_commented(const SvFast *fast, Oid classid, Oid oid);

/* fast_not_null.c */
extern void sv_fast_read_not_nulls(SvFast *fast);

/* fast_expression.c */
extern Node *sv_fast_stored(const SvFast *fast, Datum stored);
extern bool sv_fast_is_expression(Node *node);
extern char *sv_fast_expression(const SvFast *fast,
								SvFastRelation *relation, Node *node);

/* fast_table.c */
extern void sv_fast_read_tables(SvFast *fast);
extern void sv_fast_read_sequences(SvFast *fast);

/* fast_column.c */
extern void sv_fast_read_columns(SvFast *fast);
extern void sv_fast_read_defaults(SvFast *fast);

/* fast_constraint.c */
extern void sv_fast_read_constraints(SvFast *fast);

/* fast_index.c */
extern void sv_fast_read_indexes(SvFast *fast);

#endif							/* SV_CATALOG_FAST_H */
