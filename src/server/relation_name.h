/*-------------------------------------------------------------------------
 *
 * relation_name.h
 *	  The name of a relation as statements and messages have it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_RELATION_NAME_H
#define SV_SERVER_RELATION_NAME_H

extern char *sv_relation_name_find(Oid relation);
extern char *sv_relation_name_quote(Oid relation);

#endif							/* SV_SERVER_RELATION_NAME_H */
