#include "cli/user_code.h"

#include <getopt.h>
#include <stdio.h>

#include "base/calendar.h"
#include "base/error.h"
#include "base/work.h"
#include "cli/cli.h"
#include "core/access/begin.h"
#include "core/auth/account_code.h"
#include "db/db.h"

static const char help[] =
    "usage: mamori user code --staff-no N [--until DATE]\n"
    "\n"
    "Prints a code with which a person chooses a password, once. For those who bear a role alone,\n"
    "as the CISO does, this is the only way: no administrator of the portal can make their code.\n"
    "\n"
    "  --staff-no N   staff number\n"
    "  --until DATE   last day of the code (default: in 14 days)\n";

static const struct option long_options[] = {
    {"staff-no", required_argument, NULL, 'n'},
    {"until", required_argument, NULL, 'd'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

struct issue {
    const struct cli *cli;
    const char *staff_no, *until;
    const char *name, *code;
};

static bool issue_code(struct work *work, void *context)
{
    struct issue *issue = context;
    const struct rows *person;
    const char **codes;

    access_begin_work(work, issue->cli->login);
    person = db_take(work, SQL_ADMIN_ACCOUNT_CODE_PERSON, PARAMS(issue->staff_no));
    if (!person || !account_code_check(work, person) ||
        !account_code_day(work, issue->until, &issue->until))
        return false;
    codes = account_code_issue(work, person, issue->until);
    if (!codes)
        return false;
    issue->name = rows_text(person, 0, "name");
    issue->code = codes[0];
    return true;
}

static int print_code(struct cli *cli, struct issue *issue)
{
    if (issue->until && !calendar_parse(cli->work->arena, issue->until, &issue->until)) {
        fail_field(cli->work, "until", "日付を 2026-11-22 のように入力してください。");
        return cli_fail(cli);
    }
    if (!db_transaction(cli->work, cli->pool, DB_WRITE, issue_code, issue))
        return cli_fail(cli);
    printf("%s（%s）のコード: %s（%sまで）\n", issue->name, issue->staff_no, issue->code,
           issue->until);
    return 0;
}

int cli_user_code(int argc, char **argv)
{
    struct issue issue = {0};
    struct cli cli;
    int letter, status;

    optind = 1;
    while ((letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (letter == 'n')
            issue.staff_no = optarg;
        else if (letter == 'd')
            issue.until = optarg;
        else {
            fputs(help, letter == 'h' ? stdout : stderr);
            return letter == 'h' ? 0 : 2;
        }
    }
    if (!issue.staff_no || optind != argc) {
        fputs(help, stderr);
        return 2;
    }
    if (!cli_open(&cli, CLI_SERVER))
        return 1;
    issue.cli = &cli;
    status = print_code(&cli, &issue);
    cli_close(&cli);
    return status;
}
