/*-------------------------------------------------------------------------
 *
 * deploy.h
 *	  Deploys: runs of revisions with a commit after each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DEPLOY_H
#define SV_DEPLOY_DEPLOY_H

extern void sv_deploy_run(const char *target, bool upgrade, int until,
						  bool online);

#endif							/* SV_DEPLOY_DEPLOY_H */
