/*-------------------------------------------------------------------------
 *
 * rights.h
 *	  Whose rights functions have while a copy of schemas is made.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_RIGHTS_H
#define SV_SERVER_RIGHTS_H

extern void sv_rights_install(void);
extern bool sv_rights_begin(Oid role);
extern void sv_rights_end(bool before);
extern bool sv_rights_have_failed(void);
extern bool sv_rights_can_act_as(Oid role, Oid other);
extern Oid	sv_rights_lesser(Oid role, Oid other);
extern void sv_rights_aside(const char *name, Oid original);
extern void sv_rights_note_functions(void);

#endif							/* SV_SERVER_RIGHTS_H */
