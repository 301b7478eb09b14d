/*-------------------------------------------------------------------------
 *
 * rights.h
 *	  The rights that functions have while schemas are copied.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_RIGHTS_H
#define SV_SERVER_RIGHTS_H

extern void sv_rights_install(void);
extern bool sv_rights_begin(Oid role);
extern void sv_rights_end(bool nested);
extern bool sv_rights_have_failed(void);
extern bool sv_rights_can_act_as(Oid role, Oid other);
extern Oid	sv_rights_lesser(Oid role, Oid other);
extern void sv_rights_note_copy(const char *name, Oid original);
extern void sv_rights_note_functions(void);

#endif							/* SV_SERVER_RIGHTS_H */
