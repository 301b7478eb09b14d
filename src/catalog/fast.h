/*-------------------------------------------------------------------------
 *
 * fast.h
 *	  The fast path: facts read from the catalogs without a query.
 *
 * The interface is sv_fast_make(), sv_fast_read() and sv_fast_free(); the rest
 * is shared by the readers of the kinds.
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
	bool		is_special;		/* it has privileges, options, a statistics
								 * target or an unusual NOT NULL */
	Oid			sequence;		/* of an identity column */
	char	   *not_null;		/* from 18 on: the quoted name of its NOT NULL
								 * constraint, if that is usual; or NULL */
} SvFastColumn;

/* A relation in one of the schemas that are read. */
typedef struct SvFastRelation
{
	Oid			oid;			/* the key */
	FormData_pg_class row;		/* its fixed part */
	char	   *name;			/* quoted */
	char	   *identity;		/* with its schema */
	SvFastColumn *columns;		/* array of row.relnatts */
	bool		is_special;		/* it has options or privileges */
	bool		has_special_columns;
	bool		is_child;		/* it inherits, or is a partition */
	bool		is_clustered;	/* by one of its indexes */
	List	   *names;			/* to deparse expressions over its columns;
								 * NIL: not needed yet */

	/* of an index */
	bool		is_key;			/* it belongs to a constraint */
	bool		is_usual;		/* it has no non-default properties but those
								 * that fast_index.c writes */

	/* of a sequence */
	bool		is_internal;	/* it belongs to an identity column */
	Form_pg_sequence sequence;
} SvFastRelation;

typedef struct SvFast SvFast;

/* Gets each fact that was read; "arg" is the caller's. */
typedef void (*SvFastTake) (SvFact *fact, void *arg);

/* Gets each row of a catalog that is scanned. */
typedef void (*SvFastRow) (SvFast *fast, HeapTuple tuple,
						   TupleDesc columns);

/* The check of one kind. */
typedef struct SvFastCheck
{
	const SvKind *kind;
	HTAB	   *expected;		/* what the fast path has read, or left */

	/* all objects in the catalog of the kind, to be handed to its query */
	List	   *objects;		/* OIDs */
	List	   *numbers;		/* their sub-objects */
} SvFastCheck;

struct SvFast
{
	List	   *namespaces;		/* OIDs */
	SvFastTake	take;
	void	   *arg;
	MemoryContext context;		/* of what is needed while facts are read... */
	MemoryContext scratch;		/* ...and while one of them is */
	HTAB	   *relations;		/* of SvFastRelation, by OID; NULL: not read
								 * yet */
	SvFastRelation *last;		/* the one that was found last */
	HTAB	   *toasts;			/* OIDs of TOAST tables that have options */
	HTAB	   *commented;		/* objects that have a comment */
	HTAB	   *constraint_names;	/* from 18 on: how often each is used */
	HTAB	   *opclasses;		/* for indexes; NULL: not needed yet */
	StringInfoData text;		/* of the definition that is being written */

	/* the kind that is being read, and its objects left to the query */
	const SvKind *kind;
	List	   *left_objects;	/* OIDs */
	List	   *left_numbers;	/* their sub-objects */
	struct SvFastCheck *check;	/* NULL: it is not checked */
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

/* fast_check.c */
extern SvFastCheck *sv_fast_check_begin(const SvFast *fast);
extern void sv_fast_check_expect(SvFastCheck *check, Oid object, int number,
								 const SvFact *fact);
extern void sv_fast_check_list_objects(SvFast *fast);
extern void sv_fast_check_fact(SvFastCheck *check, const SvFact *queried);
extern void sv_fast_check_end(const SvFastCheck *check);

#endif							/* SV_CATALOG_FAST_H */
