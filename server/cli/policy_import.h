#ifndef CLI_POLICY_IMPORT_H
#define CLI_POLICY_IMPORT_H

/* `mamori policy import …`: argv[0] is "import". Exit status: 0 stored, 1 not stored, 2 usage. */
int cli_policy_import(int argc, char **argv);

#endif
