/*-------------------------------------------------------------------------
 *
 * model.h
 *	  The model of the project: files, folders, or what a command prints.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_MODEL_H
#define CLI_MODEL_H

#include "cli/options.h"
#include "cli/query.h"

/* What options of several verbs do */
#define CLI_MODEL_HELP "file, folder, \"-\" (standard input) or '!COMMAND' that\nhas the model (default: that of schemaver.conf); several\ntimes"
#define CLI_SCHEMA_HELP "a schema that is compared; several times"
#define CLI_PRIVILEGES_HELP "owners and privileges are part of the model"

/*
 * Reads the model that the command line or the configuration names: before a
 * transaction, as it may take time.  False if none is named.
 */
extern bool cli_model_read(const CliArguments *arguments);

/* Declares what was read, in the present transaction, and returns its schemas. */
extern char *cli_model_declare(const CliArguments *arguments);

/* True if the stored model is older than what is applied. */
extern bool cli_model_is_stale(void);

/*
 * What is to be compared is the stored model, as no other is named: an error if
 * that is older than what is applied, and would drop something.
 */
extern void cli_model_refuse_stale(void);

/*
 * Adds a parameter for the schemas that are asked for, and returns how the
 * statement refers to it; none are asked for: NULL.
 */
extern char *cli_model_add_schemas(const CliArguments *arguments, CliParameters *parameters);

/* The schemas that are asked for, or all, as statements; in a transaction. */
extern char *cli_model_dump(const CliArguments *arguments);

/* Brings the schema file of the configuration up to date, if it has one. */
extern void cli_model_update_file(const CliArguments *arguments);

/* True if owners and privileges are part of the model. */
extern bool cli_model_privileges(const CliArguments *arguments);

#endif							/* CLI_MODEL_H */
