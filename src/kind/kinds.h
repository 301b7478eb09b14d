/*-------------------------------------------------------------------------
 *
 * kinds.h
 *	  The list of all kinds of facts.
 *
 * Each kind is described in a file of its own, or together with kinds that
 * are closely related to it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_KINDS_H
#define SV_KIND_KINDS_H

#include "fact/fact.h"

/*
 * All kinds, in the order in which their objects are created if nothing else
 * determines it.
 */
extern const SvKind *const sv_kinds[];
extern const int sv_kinds_count;

extern void sv_kinds_check(void);

extern const SvKind sv_kind_access_method;
extern const SvKind sv_kind_aggregate;
extern const SvKind sv_kind_base_type;
extern const SvKind sv_kind_cast;
extern const SvKind sv_kind_collation;
extern const SvKind sv_kind_column;
extern const SvKind sv_kind_composite;
extern const SvKind sv_kind_constraint;
extern const SvKind sv_kind_conversion;
extern const SvKind sv_kind_default;
extern const SvKind sv_kind_default_privileges;
extern const SvKind sv_kind_member_privileges;
extern const SvKind sv_kind_subscription;
extern const SvKind sv_kind_domain;
extern const SvKind sv_kind_domain_constraint;
extern const SvKind sv_kind_enum;
extern const SvKind sv_kind_event_trigger;
extern const SvKind sv_kind_extension;
extern const SvKind sv_kind_family_function;
extern const SvKind sv_kind_family_operator;
extern const SvKind sv_kind_foreign_data_wrapper;
extern const SvKind sv_kind_function;
extern const SvKind sv_kind_index;
extern const SvKind sv_kind_language;
extern const SvKind sv_kind_materialized_view;
extern const SvKind sv_kind_operator;
extern const SvKind sv_kind_shell_operator;
extern const SvKind sv_kind_operator_class;
extern const SvKind sv_kind_operator_family;
extern const SvKind sv_kind_partition;
extern const SvKind sv_kind_policy;
extern const SvKind sv_kind_publication;
extern const SvKind sv_kind_publication_schema;
extern const SvKind sv_kind_publication_table;
extern const SvKind sv_kind_range;
extern const SvKind sv_kind_rule;
extern const SvKind sv_kind_schema;
extern const SvKind sv_kind_sequence;
extern const SvKind sv_kind_sequence_owner;
extern const SvKind sv_kind_server;
extern const SvKind sv_kind_shell_type;
extern const SvKind sv_kind_statistics;
extern const SvKind sv_kind_table;
extern const SvKind sv_kind_text_search_configuration;
extern const SvKind sv_kind_text_search_dictionary;
extern const SvKind sv_kind_text_search_parser;
extern const SvKind sv_kind_text_search_template;
extern const SvKind sv_kind_transform;
extern const SvKind sv_kind_trigger;
extern const SvKind sv_kind_trigger_clone;
extern const SvKind sv_kind_unsupported;
extern const SvKind sv_kind_user_mapping;
extern const SvKind sv_kind_view;
extern const SvKind sv_kind_view_column;

#endif							/* SV_KIND_KINDS_H */
