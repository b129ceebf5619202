#include "cli/policy_import.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/work.h"
#include "cli/cli.h"
#include "core/access/begin.h"
#include "db/db.h"
#include "modules/policies/policy.h"
#include "modules/policies/policy_text.h"

static const char help[] =
    "usage: mamori policy import --code CODE --title TITLE --version N --in-force DATE\n"
    "                            [options] FILE\n"
    "\n"
    "Reads the text of a policy, as extracted from its PDF, into clauses and stores it as a version.\n"
    "Prints how many clauses of each level it found and what it could not place. A text with errors\n"
    "is not stored at all.\n"
    "\n"
    "  --code CODE           standard_basic, or any name of small letters, digits and _\n"
    "  --title TITLE         名称\n"
    "  --version N           版\n"
    "  --in-force DATE       施行日; the version before ends the day before\n"
    "  --level LEVEL         basic_policy, standard_basic, standard_detailed, procedure,\n"
    "                        emergency_plan or related_regulation (default: CODE)\n"
    "  --publicity P         public or non_public (default: as clause 10 says for the level)\n"
    "  --established DATE    制定日\n"
    "  --published DATE      公表日\n"
    "  --summary TEXT        one sentence for the list\n"
    "  --dry-run             read and report, store nothing\n";

struct options {
    struct policy_import import;
    const char *file;
    int is_dry_run;
    int wants_help;
};

enum {
    OPTION_CODE = 1,
    OPTION_TITLE,
    OPTION_VERSION,
    OPTION_IN_FORCE,
    OPTION_LEVEL,
    OPTION_PUBLICITY,
    OPTION_ESTABLISHED,
    OPTION_PUBLISHED,
    OPTION_SUMMARY
};

static const char **member_of(struct policy_import *import, int option)
{
    const char **members[] = {
        [OPTION_CODE] = &import->code,
        [OPTION_TITLE] = &import->title,
        [OPTION_VERSION] = &import->version,
        [OPTION_IN_FORCE] = &import->in_force_from,
        [OPTION_LEVEL] = &import->level,
        [OPTION_PUBLICITY] = &import->publicity,
        [OPTION_ESTABLISHED] = &import->established_on,
        [OPTION_PUBLISHED] = &import->published_on,
        [OPTION_SUMMARY] = &import->summary,
    };

    return option >= OPTION_CODE && option <= OPTION_SUMMARY ? members[option] : NULL;
}

static bool read_options(int argc, char **argv, struct options *options)
{
    const struct option longs[] = {
        {"code", required_argument, NULL, OPTION_CODE},
        {"title", required_argument, NULL, OPTION_TITLE},
        {"version", required_argument, NULL, OPTION_VERSION},
        {"in-force", required_argument, NULL, OPTION_IN_FORCE},
        {"level", required_argument, NULL, OPTION_LEVEL},
        {"publicity", required_argument, NULL, OPTION_PUBLICITY},
        {"established", required_argument, NULL, OPTION_ESTABLISHED},
        {"published", required_argument, NULL, OPTION_PUBLISHED},
        {"summary", required_argument, NULL, OPTION_SUMMARY},
        {"dry-run", no_argument, &options->is_dry_run, 1},
        {"help", no_argument, &options->wants_help, 1},
        {NULL, 0, NULL, 0},
    };
    const struct policy_import *import = &options->import;
    int letter;

    optind = 1;
    while ((letter = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        const char **member = member_of(&options->import, letter);

        if (member)
            *member = optarg;
        else if (letter)
            return false;
    }
    options->file = optind + 1 == argc ? argv[optind] : NULL;
    return options->wants_help || (options->file && import->code && import->title &&
                                   import->version && import->in_force_from);
}

/* The whole file, one byte more than is allowed so that the reader says it is too large. */
static struct buffer *read_file(struct arena *arena, const char *path)
{
    struct buffer *bytes = buffer_new(arena, LIMIT_POLICY_TEXT + 1);
    FILE *file = fopen(path, "re");
    char piece[65536];
    size_t length;

    if (!file) {
        fprintf(stderr, "mamori: %s: %s\n", path, strerror(errno));
        return NULL;
    }
    while (!bytes->overflowed && (length = fread(piece, 1, sizeof piece, file)) > 0) {
        size_t room = bytes->maximum - bytes->length;

        if (length > room) {
            buffer_add(bytes, piece, room);
            break;
        }
        buffer_add(bytes, piece, length);
    }
    fclose(file);
    return bytes;
}

static void print_report(const struct policy_report *report)
{
    static const char *const words[] = {
        [POLICY_ERROR] = "誤り",
        [POLICY_WARNING] = "注意",
        [POLICY_UNPLACED] = "未配置",
    };

    for (int level = 1; level <= POLICY_LEVELS; level++)
        printf("第%d階層 %zu\n", level, report->levels[level]);
    printf("脚注 %zu\n表 %zu\n図 %zu\n", report->footnotes, report->tables, report->figures);
    printf("誤り %zu、注意 %zu、未配置 %zu\n", report->found[POLICY_ERROR],
           report->found[POLICY_WARNING], report->found[POLICY_UNPLACED]);
    for (size_t i = 0; i < report->problem_count; i++) {
        const struct policy_problem *problem = &report->problems[i];

        if (problem->line)
            printf("%s: %zu行目 %s\n", words[problem->severity], problem->line, problem->message);
        else
            printf("%s: %s\n", words[problem->severity], problem->message);
    }
}

struct store {
    const struct cli *cli;
    const struct options *options;
    const struct buffer *bytes;
    const struct policy_text *text;
};

static bool store_text(struct work *work, void *context)
{
    const struct store *store = context;

    access_begin_work(work, store->cli->login);
    return policy_import_store(work, &store->options->import, store->bytes->data,
                               store->bytes->length, store->text);
}

static int import_file(struct cli *cli, struct options *options)
{
    struct buffer *bytes = read_file(cli->work->arena, options->file);
    struct policy_text text;
    struct store store = {cli, options, bytes, &text};
    bool is_readable;

    if (!bytes)
        return 1;
    is_readable = policy_text_read(cli->work->arena, bytes->data, bytes->length, &text);
    print_report(&text.report);
    if (!is_readable) {
        fputs("mamori: 誤りがあるため、何も取り込んでいません。\n", stderr);
        return 1;
    }
    if (!policy_import_check(cli->work, &options->import))
        return cli_fail(cli);
    if (options->is_dry_run) {
        puts("確認のみを行いました。何も取り込んでいません。");
        return 0;
    }
    if (!db_transaction(cli->work, cli->pool, DB_WRITE, store_text, &store))
        return cli_fail(cli);
    printf("「%s」第%s版を取り込みました（施行日 %s）。\n", options->import.title,
           options->import.version, options->import.in_force_from);
    return 0;
}

int cli_policy_import(int argc, char **argv)
{
    struct options options = {0};
    struct cli cli;
    int status;

    if (!read_options(argc, argv, &options) || options.wants_help) {
        fputs(help, options.wants_help ? stdout : stderr);
        return options.wants_help ? 0 : 2;
    }
    options.import.source_name = strrchr(options.file, '/');
    options.import.source_name =
        options.import.source_name ? options.import.source_name + 1 : options.file;
    if (!cli_open(&cli, CLI_SERVER))
        return 1;
    status = import_file(&cli, &options);
    cli_close(&cli);
    return status;
}
