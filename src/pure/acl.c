#include "postgres.h"

#include "pure/acl.h"

void
sv_acl_say_created(SvOperation *operation)
{
}

void
sv_acl_say_owner(SvOperation *operation)
{
}

void
sv_acl_say_changed(SvOperation *operation)
{
}
