#include "cli/user_add.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/work.h"
#include "cli/cli.h"
#include "core/access/begin.h"
#include "core/auth/account.h"
#include "core/auth/password.h"
#include "db/db.h"
#include "modules/org/person.h"

static const char help[] =
    "usage: mamori user add --staff-no N --family 姓 --family-kana セイ [options]\n"
    "\n"
    "Adds a person with an account. The password is asked for twice without echo; it is read from\n"
    "the first line of standard input with --password-stdin, and made and printed once with\n"
    "--generate.\n"
    "\n"
    "  --staff-no N          staff number, never used twice\n"
    "  --family 姓           family name           --family-kana セイ   its reading\n"
    "  --given 名            given name            --given-kana メイ    its reading\n"
    "  --login L             login, if it is not the staff number\n"
    "  --role R              portal_admin or auditor; roles of the policy follow from posts\n"
    "  --employment CODE     regular (default), reappointed, fixed_term, fiscal_year_appointee, …\n"
    "  --from DATE           first day of employment (default: today)\n"
    "  --unit CODE           main unit; without one a person is not in scope\n"
    "  --password-stdin      read the password from standard input\n"
    "  --generate            make a password and print it\n";

struct options {
    struct new_person person;
    struct new_account account;
    bool from_stdin, generate, wants_help;
};

static const struct option long_options[] = {
    {"staff-no", required_argument, NULL, 'n'},
    {"family", required_argument, NULL, 'f'},
    {"given", required_argument, NULL, 'g'},
    {"family-kana", required_argument, NULL, 'F'},
    {"given-kana", required_argument, NULL, 'G'},
    {"login", required_argument, NULL, 'l'},
    {"role", required_argument, NULL, 'r'},
    {"employment", required_argument, NULL, 'e'},
    {"from", required_argument, NULL, 'd'},
    {"unit", required_argument, NULL, 'u'},
    {"password-stdin", no_argument, NULL, 's'},
    {"generate", no_argument, NULL, 'x'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const char **text_option(struct options *options, int letter)
{
    switch (letter) {
    case 'n':
        return &options->person.staff_no;
    case 'f':
        return &options->person.family_name;
    case 'g':
        return &options->person.given_name;
    case 'F':
        return &options->person.family_kana;
    case 'G':
        return &options->person.given_kana;
    case 'e':
        return &options->person.employment;
    case 'd':
        return &options->person.from;
    case 'u':
        return &options->person.unit;
    case 'l':
        return &options->account.login;
    case 'r':
        return &options->account.role;
    default:
        return NULL;
    }
}

static bool read_options(int argc, char **argv, struct options *out)
{
    int letter;

    *out =
        (struct options){.person = {.given_name = "", .given_kana = "", .employment = "regular"}};
    optind = 1;
    while ((letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        const char **text = text_option(out, letter);

        if (text)
            *text = optarg;
        else if (letter == 's')
            out->from_stdin = true;
        else if (letter == 'x')
            out->generate = true;
        else if (letter == 'h')
            out->wants_help = true;
        else
            return false;
    }
    out->account.staff_no = out->person.staff_no;
    return out->wants_help || (optind == argc && out->person.staff_no && out->person.family_name &&
                               out->person.family_kana);
}

/* ---- the password --------------------------------------------------------------------------- */

static const char *read_line(struct arena *arena)
{
    char line[LIMIT_PASSWORD + 3];

    if (!fgets(line, sizeof line, stdin))
        return NULL;
    line[strcspn(line, "\r\n")] = '\0';
    return arena_strdup(arena, line);
}

static const char *ask(struct arena *arena, const char *prompt)
{
    struct termios before, silent;
    bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    const char *line;

    fprintf(stderr, "%s: ", prompt);
    fflush(stderr);
    if (is_terminal) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    line = read_line(arena);
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    return line;
}

static const char *ask_twice(struct arena *arena)
{
    const char *first = ask(arena, "パスワード"), *second;

    if (!first)
        return NULL;
    second = ask(arena, "パスワード（確認）");
    if (second && !strcmp(first, second))
        return first;
    fprintf(stderr, "mamori: 2回の入力が一致しません。もう一度実行してください。\n");
    return NULL;
}

static bool check_password(const char *password)
{
    switch (password_judge(password)) {
    case PASSWORD_TOO_SHORT:
        fprintf(stderr,
                "mamori: パスワードは8文字以上にしてください（15文字以上を推奨します）。\n");
        return false;
    case PASSWORD_TOO_LONG:
        fprintf(stderr, "mamori: パスワードは%dバイト以内にしてください。\n", LIMIT_PASSWORD);
        return false;
    case PASSWORD_SHORT:
        fprintf(stderr, "mamori: 15文字以上のパスワードを推奨します。\n");
        return true;
    case PASSWORD_LONG_ENOUGH:
        break;
    }
    return true;
}

static const char *choose_password(struct arena *arena, const struct options *options)
{
    const char *password;

    if (options->generate)
        return password_generate(arena);
    password = options->from_stdin ? read_line(arena) : ask_twice(arena);
    return password && check_password(password) ? password : NULL;
}

/* ---- the command ---------------------------------------------------------------------------- */

struct addition {
    const struct cli *cli;
    const struct options *options;
    const char *name;
};

static bool add(struct work *work, void *context)
{
    struct addition *addition = context;

    access_begin_work(work, addition->cli->login);
    return person_add(work, &addition->options->person) &&
           account_add(work, &addition->options->account, &addition->name);
}

static int add_user(struct cli *cli, struct options *options)
{
    const char *password = choose_password(cli->work->arena, options);
    struct addition addition = {cli, options, NULL};

    if (!password)
        return 1;
    if (options->person.from &&
        !calendar_parse(cli->work->arena, options->person.from, &options->person.from)) {
        fail_field(cli->work, "from", "日付を 2026-11-22 のように入力してください。");
        return cli_fail(cli);
    }
    if (!password_hash(cli->work, password, &options->account.password_hash) ||
        !db_transaction(cli->work, cli->pool, DB_WRITE, add, &addition))
        return cli_fail(cli);
    printf("%s（%s）を登録しました。\n", addition.name, options->person.staff_no);
    if (options->generate)
        printf("パスワード: %s\n", password);
    return 0;
}

int cli_user_add(int argc, char **argv)
{
    struct options options;
    struct cli cli;
    int status;

    if (!read_options(argc, argv, &options)) {
        fputs(help, stderr);
        return 2;
    }
    if (options.wants_help) {
        fputs(help, stdout);
        return 0;
    }
    if (!cli_open(&cli, CLI_SERVER))
        return 1;
    status = add_user(&cli, &options);
    cli_close(&cli);
    return status;
}
