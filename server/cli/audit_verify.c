#include "cli/audit_verify.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/work.h"
#include "cli/cli.h"
#include "core/audit/verify.h"

static const char help[] =
    "usage: mamori audit verify [--anchors FILE]\n"
    "\n"
    "Checks the operation log: every row against its link in the chain of hashes, every link against\n"
    "the one before, and the anchors against the chain. Then checks the tables of evidence (decisions,\n"
    "minutes, statements of members, filed requests, ...) against the log: each row must be what the log\n"
    "says of it. Prints the first fault.\n"
    "\n"
    "  --anchors FILE   anchors kept elsewhere (default: audit-anchors in the state folder)\n"
    "\n"
    "Exit status: 0 the log holds, 1 it is broken or could not be read, 2 wrong usage.\n";

static void print_fault(const struct audit_report *report)
{
    printf("BROKEN");
    if (report->first_bad_seq && report->first_bad_seq == report->last_bad_seq)
        printf(" at seq %" PRId64, report->first_bad_seq);
    else if (report->first_bad_seq)
        printf(" between seq %" PRId64 " and %" PRId64, report->first_bad_seq,
               report->last_bad_seq);
    if (report->audit_id)
        printf(" (audit row %" PRId64 ")", report->audit_id);
    printf(": %s\n  %s\n", report->reason, report->reason_ja);
}

int audit_report_print(const struct audit_report *report)
{
    printf("links verified: %" PRId64 ", anchors verified: %" PRId64
           ", rows not yet chained: %" PRId64 ", tables of evidence verified: %" PRId64 "\n",
           report->verified, report->anchors, report->unsealed, report->evidence);
    if (report->is_broken) {
        print_fault(report);
        return 1;
    }
    if (report->verified && !report->anchors)
        printf(
            "No anchor was found: a chain cut at its end or rewritten as a whole would not show.\n");
    printf("OK\n");
    return 0;
}

static int verify(struct cli *cli, const char *anchors)
{
    struct audit_report report;

    if (!anchors)
        anchors = arena_printf(cli->work->arena, "%s/audit-anchors", cli->config->state);
    if (!audit_verify(cli->work, cli->pool, anchors, &report))
        return cli_fail(cli);
    return audit_report_print(&report);
}

int cli_audit_verify(int argc, char **argv)
{
    static const struct option options[] = {
        {"anchors", required_argument, NULL, 'a'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char *anchors = NULL;
    struct cli cli;
    int letter, status;

    optind = 1;
    while ((letter = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (letter == 'h') {
            fputs(help, stdout);
            return 0;
        }
        if (letter != 'a') {
            fputs(help, stderr);
            return 2;
        }
        anchors = optarg;
    }
    if (!cli_open(&cli, CLI_SERVER))
        return 1;
    status = verify(&cli, anchors);
    cli_close(&cli);
    return status;
}
