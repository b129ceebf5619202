#ifndef CLI_AUDIT_VERIFY_H
#define CLI_AUDIT_VERIFY_H

struct audit_report;

/* `mamori audit verify …`: argv[0] is "verify". Exit status 0: the log holds, 1: broken. */
int cli_audit_verify(int argc, char **argv);

/* On standard output; returns the exit status, 0: the log holds. */
int audit_report_print(const struct audit_report *report);

#endif
