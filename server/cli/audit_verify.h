#ifndef CLI_AUDIT_VERIFY_H
#define CLI_AUDIT_VERIFY_H

/* `mamori audit verify …`: argv[0] is "verify". Exit status 0: the log holds, 1: broken. */
int cli_audit_verify(int argc, char **argv);

#endif
