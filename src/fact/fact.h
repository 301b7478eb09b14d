/*-------------------------------------------------------------------------
 *
 * fact.h
 *	  Facts: what a schema consists of, one by one.
 *
 * A fact is one object that can be named (a table, a column, a default, a
 * policy, ...).  It is of a kind, has an identity that is unique among the
 * facts of its kind, and values for the properties of the kind.  Values are
 * pieces of SQL, as the server writes them: equal texts have the same
 * meaning.  A value that is the default is NULL.
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
 * Hooks find a property by an enum, whose members are the designators of the
 * rows.  Its last member is the size of the array: a property without a row is
 * found by sv_kind_check().
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
#define SV_KIND_IS_CLAUSE		0x0800	/* created by a clause of the parent's
										 * statement, as in CREATE TABLE */
#define SV_KIND_HAS_CLAUSES			0x1000	/* the statement that creates one
											 * has clauses for its parts */
#define SV_KIND_HAS_STUB			0x2000	/* one may be created without its
											 * query first */
#define SV_KIND_DETECTS_RENAME		0x4000	/* renamed when nothing else
											 * differs */
#define SV_KIND_SURVIVES_RETYPE		0x8000	/* the server takes one along when
											 * the type of a column changes */

/*
 * What distinguishes objects of one catalog: relkind, typtype, prokind,
 * contype, or one of these.
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
 * If catalog/fast.c reads a kind, the query is for the objects that it leaves,
 * and gets their OIDs as $2 (oid[]) and their sub-objects as $3 (int4[]).
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
	const char *create;			/* template; NULL: there is a hook, or
								 * SV_KIND_NO_STATEMENT */
	const char *clause;			/* template: how it is written as a part of
								 * its parent... */
	const char *clause_end;		/* ...after the parts that it has itself */
	const char *drop;			/* template; NULL: DROP and the phrase */
	const char *rename;			/* template: %n is the old name, %v the new */
	const char *release;		/* of types: the property that may have an
								 * expression; NULL: none */
	const char *grant;			/* template: how GRANT names it */
	int			flags;
	char		acl_type;		/* as acldefault() has it; 0: no privileges */

	/*
	 * True if another operation does this one along, in a way that is not
	 * known in general.  May take changes out of the operation, too.
	 */
	bool		(*comes_along) (SvOperation *operation);

	/*
	 * True if it may be a clause of the statement that creates its parent.
	 * NULL: always, if the kind has a clause at all.
	 */
	bool		(*folds) (const SvFact *fact);

	/* True if a change needs the object to be recreated. */
	bool		(*needs_recreate) (const SvFact *from, const SvFact *to);

	/*
	 * True if a change in place needs dependents out of the way, whatever the
	 * flags of the properties are.
	 */
	bool		(*breaks) (const SvFact *from, const SvFact *to);

	/*
	 * True if a dependent stays when the type of what it needs changes. NULL:
	 * always, if SV_KIND_SURVIVES_RETYPE.
	 */
	bool		(*survives) (const SvFact *fact);

	/* True if an operation on a part of it requires that it is recreated. */
	bool		(*is_closed) (const SvFact *fact, const SvOperation *part);

	/*
	 * True if the operation rewrites a table, or changes its row type.
	 */
	bool		(*rewrites) (const SvOperation *operation);

	/* Order the operation among others, beyond what facts need. */
	void		(*link) (SvOperation *operation);

	/*
	 * True if a change in place cannot be in the same transaction as the
	 * other operations, a list of SvOperation.
	 */
	bool		(*conflicts) (const SvOperation *operation, List *operations);

	/* Emit the statements for a change of a property that has no template. */
	void		(*alter) (SvOperation *operation, int property);

	/* Emit what the clause of another statement could not express. */
	void		(*folded_hook) (SvOperation *operation);

	/* Emit what moves it out of the way, before a type is renamed. */
	void		(*aside_hook) (SvOperation *operation);

	/*
	 * Emit the statements that create it, or drop it, in place of the
	 * templates.
	 */
	void		(*create_hook) (SvOperation *operation);
	void		(*drop_hook) (SvOperation *operation);
};

/* The address of an object in the catalogs. */
typedef struct SvAddress
{
	Oid			classid;
	Oid			objid;
	int32		subid;
} SvAddress;

/*
 * Why a fact needs another one: "type" is DependencyType, as in
 * pg_depend.deptype, or one of these.
 */
#define SV_NEED_PARENT	'p'		/* it is a part of it */
#define SV_NEED_INHERIT	'h'		/* it is inherited from it */
#define SV_NEED_ORDER	'o'		/* it is created later, no more */
#define SV_NEED_OWNER	'w'		/* it is dropped with it, no more */
#define SV_NEED_ROW		'r'		/* it contains or makes rows of the table */

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
	Oid			created;		/* the OID that it had when it was read: the
								 * later the greater */
	SvFact	   *parent;
	char	   *identity;
	char	   *name;
	char	   *owner;
	char	   *acl;
	char	   *comment;
	char	   *labels;			/* statements: security labels */

	/* schemas, quoted, with ", " between them; NULL: none */
	char	   *path_needs;		/* must be in the search_path for its texts to
								 * mean what they do... */
	char	   *path_avoids;	/* ...and must not be */

	char	  **values;
	int			rank;			/* the place of its kind among all kinds */
	int			position;		/* while it is serialized: its place, from 1 */
	List	   *needs;			/* of SvNeed */
	List	   *needed_by;		/* of SvNeed */
	SvFact	   *attachment;		/* of a table: how it is attached, or NULL */

	/*
	 * while two sets are compared: the same fact in the other one, and what
	 * is done to it
	 */
	SvFact	   *counterpart;
	const char *default_acl;	/* default privileges that it is created
								 * with... */
	const char *schema_acl;		/* ...and those of its schema */
	SvOperation *detached;		/* the last table that is detached from it */
	SvOperation *drop;
	SvOperation *change;		/* create or alter */
};

/*
 * A label of an enumerated type, or an attribute of a composite one: no facts,
 * and yet they have addresses.
 */
typedef struct SvTypePart
{
	SvAddress	address;
	SvAddress	type;
	char	   *name;			/* as statements have it */
} SvTypePart;

typedef struct SvFacts
{
	MemoryContext context;
	List	   *facts;			/* of SvFact, in the order of kind and
								 * identity */
	struct HTAB *by_address;
	const char *role;			/* who will run the statements, quoted; NULL
								 * if unknown */
	const char *search_path;	/* the schemas in it when they were read, as
								 * SvFact.path_needs */
	bool		has_triggers;	/* an event trigger sees new tables... */
	bool		secures_tables; /* ...and seems to enable row level security */
	bool		lasting;		/* its objects stay: stored with addresses */
	List	   *type_parts;		/* of SvTypePart, by address; read for those
								 * that are stored so */
} SvFacts;

extern SvFacts *sv_facts_make(void);
extern SvFacts *sv_facts_make_like(const SvFacts *others);
extern void sv_facts_add(SvFacts *facts, SvFact *fact);
extern void sv_facts_find_parents(SvFacts *facts);
extern void sv_facts_alias(SvFacts *facts, SvAddress address,
						   SvAddress target);
extern SvFact *sv_facts_find(const SvFacts *facts, SvAddress address);
extern SvFact *sv_facts_find_own(const SvFacts *facts,
								 SvAddress address);
extern void sv_facts_sort(SvFacts *facts);
extern SvFact *sv_facts_find_same(const SvFacts *facts, const SvFact *fact);
extern void sv_facts_need(SvFact *fact, SvFact *needed, char type);

extern void sv_kind_check(const SvKind *kind);
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
