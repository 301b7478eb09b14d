/*-------------------------------------------------------------------------
 *
 * new_subscriptions.h
 *	  Subscriptions that scripts create where nothing of it stays.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_NEW_SUBSCRIPTIONS_H
#define SV_PROOF_NEW_SUBSCRIPTIONS_H

#include "fact/fact.h"
#include "file/script.h"

/* Those that are there, and connected to nothing. */
typedef struct SvNewSubscriptions
{
	MemoryContext context;		/* in which the list is */
	List	   *list;			/* of NewSubscription, private to
								 * new_subscriptions.c */
	int			dropped;		/* how many were */
} SvNewSubscriptions;

extern void sv_new_subscriptions_begin(SvNewSubscriptions *subscriptions);
extern void sv_new_subscriptions_create(SvNewSubscriptions *subscriptions,
										const CreateSubscriptionStmt *create);
extern bool sv_new_subscriptions_alter(SvNewSubscriptions *subscriptions,
									   const AlterSubscriptionStmt *alter);
extern bool sv_new_subscriptions_drop(SvNewSubscriptions *subscriptions,
									  RawStmt *statement);
extern void sv_new_subscriptions_rename(SvNewSubscriptions *subscriptions,
										const RenameStmt *rename);
extern SvFacts *sv_new_subscriptions_omit(SvFacts *facts);

#endif							/* SV_PROOF_NEW_SUBSCRIPTIONS_H */
