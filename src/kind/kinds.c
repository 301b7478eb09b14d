/*-------------------------------------------------------------------------
 *
 * kinds.c
 *	  The list of all kinds of facts.
 *
 * Their order is that in which objects are created when no dependency decides,
 * so that scripts read like the ones that people write.  Each kind is described
 * in the file that is named after it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kind/kinds.h"

const SvKind *const sv_kinds[] = {
	&sv_kind_schema,
	&sv_kind_extension,
	&sv_kind_collation,
	&sv_kind_shell_type,
	&sv_kind_enum,
	&sv_kind_composite,
	&sv_kind_domain,
	&sv_kind_domain_constraint,
	&sv_kind_base_type,
	&sv_kind_range,
	&sv_kind_function,
	&sv_kind_language,
	&sv_kind_aggregate,
	&sv_kind_shell_operator,
	&sv_kind_operator,
	&sv_kind_access_method,
	&sv_kind_operator_family,
	&sv_kind_operator_class,
	&sv_kind_family_operator,
	&sv_kind_family_function,
	&sv_kind_cast,
	&sv_kind_transform,
	&sv_kind_conversion,
	&sv_kind_text_search_parser,
	&sv_kind_text_search_template,
	&sv_kind_text_search_dictionary,
	&sv_kind_text_search_configuration,
	&sv_kind_foreign_data_wrapper,
	&sv_kind_server,
	&sv_kind_user_mapping,
	&sv_kind_sequence,
	&sv_kind_table,
	&sv_kind_column,
	&sv_kind_sequence_owner,
	&sv_kind_constraint,
	&sv_kind_index,
	&sv_kind_statistics,
	&sv_kind_view,
	&sv_kind_materialized_view,
	&sv_kind_view_column,
	&sv_kind_default,
	&sv_kind_rule,
	&sv_kind_trigger,
	&sv_kind_partition,
	&sv_kind_trigger_clone,
	&sv_kind_policy,
	&sv_kind_publication,
	&sv_kind_publication_table,
	&sv_kind_publication_schema,
	&sv_kind_subscription,
	&sv_kind_event_trigger,
	&sv_kind_default_privileges,
	&sv_kind_member_privileges,
	&sv_kind_unsupported,
};

const int	sv_kinds_count = lengthof(sv_kinds);

/*
 * Raises an error if the description of a kind is incomplete: called when the
 * library is loaded.
 */
void
sv_kinds_check(void)
{
	for (int i = 0; i < sv_kinds_count; i++)
		sv_kind_check(sv_kinds[i]);
}
