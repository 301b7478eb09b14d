/*-------------------------------------------------------------------------
 *
 * fact.h
 *	  Facts: what there is in a schema, one by one.
 *
 * A snapshot is a set of facts.  A fact is one object that can be named (a
 * table, a column, a default, a policy, ...) of a kind, with an identity that
 * is unique among its kind, and with values for the properties of the kind.
 * Values are pieces of SQL, as the server wrote them: equal texts mean the
 * same.  A value that is the default is NULL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_FACT_H
#define SV_FACT_FACT_H

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"

/* The columns of a kind's query before those of its properties. */
#define SV_KIND_COLUMNS 8

typedef struct SvFact SvFact;
typedef struct SvKind SvKind;
typedef struct SvOperation SvOperation;

/* What is known of a property besides its name. */
#define SV_PROPERTY_INLINE				0x01	/* the statement that creates
												 * has it */
#define SV_PROPERTY_HIDDEN				0x02	/* for templates and hooks,
												 * not compared */
#define SV_PROPERTY_RECREATE			0x04	/* it is changed by drop and
												 * create... */
#define SV_PROPERTY_REPLACE				0x08	/* ...or by the create
												 * template, as in CREATE OR
												 * REPLACE */
#define SV_PROPERTY_BREAKS_DEPENDENTS	0x10	/* a change needs dependents
												 * out of the way */
#define SV_PROPERTY_NOT_INHERITED		0x20	/* a value, other than NULL,
												 * is not given to children */
#define SV_PROPERTY_IS_NUMBER			0x40	/* siblings are created in the
												 * order of it */
#define SV_PROPERTY_IS_RELATION			0x80	/* the name of a relation that
												 * comes along */

/* As "unset": there is nothing to do. */
#define SV_NO_STATEMENT ""

/*
 * A property of a kind, all that is known of it in one row.  "item" is the
 * expression in the kind's query that yields the value, a text.  "set" is the
 * template of the statement that gives a fact the value; "unset" is for a value
 * of NULL, and NULL if "set" does for it.
 *
 * Hooks find a property by an enum of their file, whose members are the
 * designators of the rows.
 */
typedef struct SvProperty
{
	const char *name;
	const char *item;
	int			flags;
	const char *set;
	const char *unset;
	const char *hazard;			/* of a change: codes of hazard.h, or NULL */
} SvProperty;

/* What the objects of a kind are... */
#define SV_KIND_GLOBAL				0x0001	/* in no schema */
#define SV_KIND_IS_TYPE				0x0002	/* types of columns: replaced by a
											 * swap */
#define SV_KIND_IS_RELATION			0x0004	/* they share their names with
											 * other relations */
#define SV_KIND_IS_PRIVILEGE		0x0008	/* compared if privileges are */
#define SV_KIND_IS_ATTACHMENT		0x0010	/* the parent is attached to what
											 * the first property names */
#define SV_KIND_IS_SHELL			0x0020	/* a stub, of use to nothing but
											 * the functions that it needs */
#define SV_KIND_NO_SUBTYPE			0x0040	/* their subtypes do not tell
											 * whether there is one */
/* ...what they have... */
#define SV_KIND_HAS_DATA			0x0080	/* data, which a drop loses */
#define SV_KIND_HAS_BODY			0x0100	/* a text that uses what may be
											 * created later */
#define SV_KIND_HAS_ARGUMENTS		0x0200	/* types that they are called with */
/* ...and what statements there are for them. */
#define SV_KIND_NO_STATEMENT		0x0400	/* none that creates or drops one */
#define SV_KIND_IN_CREATE_TABLE		0x0800	/* created by a clause of the
											 * parent's statement, as in
											 * CREATE TABLE */
#define SV_KIND_HAS_CLAUSES			0x1000	/* the statement that creates one
											 * has clauses for its parts */
#define SV_KIND_HAS_STUB			0x2000	/* one may be created without its
											 * query first */
#define SV_KIND_DETECTS_RENAME		0x4000	/* renamed when nothing else
											 * differs */
#define SV_KIND_SURVIVES_RETYPE		0x8000	/* the server takes one along when
											 * the type of a column changes */

/*
 * By which an object is told from others in its catalog: relkind, typtype,
 * prokind, contype, or one of these.
 */
#define SV_SUBTYPE_ARRAY		'A'
#define SV_SUBTYPE_DOMAIN		'd' /* a constraint of a domain */
#define SV_SUBTYPE_INTERNAL	'i' /* a trigger of a constraint... */
#define SV_SUBTYPE_CLONE		'c' /* ...or of a partition */
#define SV_SUBTYPE_OTHER		'*'

/* The properties of a kind; one that has none leaves this out. */
#define SV_PROPERTIES(rows) \
	.properties = (rows), .property_count = lengthof(rows)

/*
 * A kind of fact.
 *
 * Its query is put together by sv_kind_query() of the expressions select_...,
 * the items of the properties and "from", in which $1 (oid[]) are the OIDs of
 * the managed schemas.  An expression that is NULL stands for what most kinds
 * have there.  Members of extensions may be among the rows: they are left out
 * afterwards.
 *
 * Of kinds that catalog/fast.c reads, the query is for the objects that it
 * leaves, whose OIDs are $2 (oid[]) and whose sub-objects are $3 (int4[]).
 *
 * Templates are statements without semicolon, in which
 *
 *	%i	is the identity, %n the name, %p the identity of the parent, %q the
 *		name of the parent, %g the identity of the parent's parent
 *	%v	is the new value of the property, %o the old one
 *	%{property} is the value of a property
 *	[...] is left out if a value in it is NULL
 *	%[ and %% stand for [ and %
 *
 * The hooks may be NULL.
 */
struct SvKind
{
	const char *name;			/* for messages: "table" */
	Oid			classid;		/* as in pg_depend.classid */
	Oid			parent_classid;
	const char *subtypes;		/* that its objects may have; NULL: any... */
	Oid			subtypes_classid;	/* ...in which catalog, if not in classid */

	/* the query */
	const char *select_oid;		/* oid: the object, as in pg_depend.objid */
	const char *select_subid;	/* int4: its sub-object, as in
								 * pg_depend.objsubid; NULL: 0 */
	const char *select_parent;	/* oid: what it belongs to; NULL: to nothing */
	const char *select_parent_subid;	/* int4: the sub-object of that; NULL:
										 * 0 */
	const char *select_identity;	/* text: unique, quoted, in a form for
									 * statements */
	const char *select_name;	/* text: its own name, quoted, without schema */
	const char *select_owner;	/* text: the owner, quoted; NULL: its kind has
								 * none */
	const char *select_acl;		/* text: of the privileges, an aclitem[];
								 * NULL: its kind has none */
	const char *from;			/* FROM and what follows; NULL: there is no
								 * query */

	const SvProperty *properties;
	int			property_count;

	/* statements */
	const char *phrase;			/* template: how COMMENT ON names it */
	const char *create;			/* template; NULL: it comes with its parent */
	const char *clause;			/* template: how it is written as a part of
								 * its parent... */
	const char *clause_end;		/* ...after the parts that it has itself */
	const char *drop;			/* template; NULL: DROP and the phrase */
	const char *rename;			/* template: %n is the old name, %v the new */
	const char *aside;			/* template: what has to be done before it
								 * makes place for its new self */
	const char *release;		/* of types: the property in which there may
								 * be an expression */
	const char *grant;			/* template: how GRANT names it */
	int			flags;
	char		acl_type;		/* as acldefault() has it; 0: no privileges */

	/*
	 * Is the operation done along with another one, of which the engine does
	 * not know by itself?  It may also take changes out of an operation.
	 */
	bool		(*comes_along) (SvOperation *operation);

	/* May it be a clause of the statement that creates its parent? */
	bool		(*folds) (const SvFact *fact);

	/* Must the object be dropped and created to get from one to the other? */
	bool		(*needs_recreate) (const SvFact *from, const SvFact *to);

	/* Does a dependent stay when the type of what it needs changes? */
	bool		(*survives) (const SvFact *fact);

	/* Must it be made anew for what is done to a part of it? */
	bool		(*is_closed) (const SvFact *fact, const SvOperation *part);

	/*
	 * Are the rows of a table written anew by it, or do they get another
	 * shape?
	 */
	bool		(*rewrites) (const SvOperation *operation);

	/* Say what has to come before what, beyond what is needed. */
	void		(*link) (SvOperation *operation);

	/*
	 * Is a change in place in the way of a fact that needs it, which is to be
	 * created or changed in the same transaction?
	 */
	bool		(*conflicts) (const SvFact *from, const SvFact *to,
							  const SvFact *user);

	/* Write the statements for a change of a property without template. */
	void		(*alter) (SvOperation *operation, int property);

	/* Write what being a clause of another statement has left to be said. */
	void		(*folded_hook) (SvOperation *operation);

	/* Write what makes place, instead of the template. */
	void		(*aside_hook) (SvOperation *operation);

	/* Write the statements that create, instead of the template; or drop. */
	void		(*create_hook) (SvOperation *operation);
	void		(*drop_hook) (SvOperation *operation);
};

/* The name of an object in the catalogs. */
typedef struct SvAddress
{
	Oid			classid;
	Oid			objid;
	int32		subid;
} SvAddress;

/* A fact needs another one; "type" as in pg_depend.deptype, and... */
#define SV_NEED_PARENT	'p'		/* it is a part of it */
#define SV_NEED_INHERIT	'h'		/* it is inherited from it */
#define SV_NEED_ORDER	'o'		/* it is created later, that is all */
#define SV_NEED_OWNER	'w'		/* it is dropped along, that is all */
#define SV_NEED_ROW		'r'		/* it has rows of the table, or makes some */

typedef struct SvNeed
{
	SvFact	   *fact;
	char		type;
} SvNeed;

struct SvFact
{
	const SvKind *kind;
	SvAddress	address;
	SvAddress	parent_address;
	SvFact	   *parent;
	char	   *identity;
	char	   *name;
	char	   *owner;
	char	   *acl;
	char	   *comment;
	char	   *labels;			/* statements: security labels */
	char	  **values;
	int			rank;			/* the place of its kind among all kinds */
	int			position;		/* while it is written: its place, from 1 */
	List	   *needs;			/* of SvNeed */
	List	   *needed_by;		/* of SvNeed */
	SvFact	   *attachment;		/* of a table: how it is attached, or NULL */

	/* while a plan is made: its other self, and what is done to it */
	SvFact	   *counterpart;
	const char *default_acl;	/* default privileges that it is created
								 * with... */
	const char *schema_acl;		/* ...and those of its schema */
	SvOperation *detached;		/* the last table that is detached from it */
	SvOperation *drop;
	SvOperation *change;		/* create or alter */
};

typedef struct SvFacts
{
	MemoryContext context;
	List	   *facts;			/* of SvFact, in the order of kind and
								 * identity */
	struct HTAB *by_address;
	const char *role;			/* who will run statements, quoted; NULL if
								 * nobody knows */
} SvFacts;

extern SvFacts *sv_facts_make(void);
extern void sv_facts_add(SvFacts *snapshot, SvFact *fact);
extern void sv_facts_find_parents(SvFacts *snapshot);
extern void sv_facts_alias(SvFacts *snapshot, SvAddress address,
						   SvAddress target);
extern SvFact *sv_facts_find(const SvFacts *snapshot, SvAddress address);
extern SvFact *sv_facts_find_own(const SvFacts *snapshot,
								 SvAddress address);
extern void sv_facts_sort(SvFacts *snapshot);
extern void sv_facts_need(SvFact *fact, SvFact *needed, char type);

extern void sv_kind_check(const SvKind *kind);
extern int	sv_kind_flagged(const SvKind *kind, int flag);
extern char *sv_kind_query(const SvKind *kind);
extern int	sv_kind_property(const SvKind *kind, const char *property);
extern int	sv_fact_compare(const SvFact *a, const SvFact *b);
extern bool sv_fact_contains(const SvFact *fact, const SvFact *part);
extern bool sv_fact_leaves_children(const SvFact *fact);
extern const char *sv_fact_value(const SvFact *fact, const char *property);
extern const char *sv_fact_relation(const SvFact *fact);
extern int	sv_fact_number(const SvFact *fact);
extern void sv_fact_set_value(SvFact *fact, const char *property,
							  char *value);

#endif							/* SV_FACT_FACT_H */
