#include "cli/sample.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/config.h"
#include "base/json.h"
#include "base/work.h"
#include "cli/cli.h"
#include "core/access/begin.h"
#include "core/auth/sample_account.h"
#include "db/db.h"
#include "modules/assets/asset.h"
#include "modules/assets/inventory.h"
#include "modules/authority/authority.h"
#include "modules/committees/committee.h"
#include "modules/contractors/contractor.h"
#include "modules/exceptions/exception.h"
#include "modules/org/org.h"
#include "modules/policies/policy.h"

static const char help[] =
    "usage: mamori sample --accounts FILE\n"
    "\n"
    "Loads the sample city into an empty database and writes its accounts with their new passwords\n"
    "to FILE (mode 0600, JSON). Does nothing where there is data already.\n";

/* The fiscal year the sample was written for; later ones shift it, so that it never looks stale. */
enum { SAMPLE_FISCAL_YEAR = 2026 };

struct load {
    json_t *accounts;
    bool was_empty;
};

static bool load_settings(struct work *work)
{
    static const char *const settings[][2] = {
        {"sample", "yes"},
        {"contact.unit", "企画政策部 デジタル戦略課"},
        {"contact.phone", "内線 2345"},
        {"contact.night_unit", "本庁警備室"},
        {"contact.night_phone", "内線 2000"},
        {"discipline.personnel_unit", "0102"},
        {"front.news", "情報セキュリティポリシー対策基準＜基本編＞第9版を公開しています。"},
    };

    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (!db_run(work, SQL_SETTING_INSERT, PARAMS(settings[i][0], settings[i][1])))
            return false;
    return true;
}

static bool make_accounts(struct work *work, json_t *accounts)
{
    for (const struct sample_bearer *b = org_sample_bearers(); b->key; b++)
        if (!sample_account(work, accounts, b->key, b->staff_no, b->grant))
            return false;
    return true;
}

static bool load_city(struct work *work, void *context)
{
    struct load *load = context;
    int shift = calendar_fiscal_year(work->today) - SAMPLE_FISCAL_YEAR;

    if (shift < 0)
        shift = 0;
    access_begin_work(work, "cli:sample");
    if (!policy_is_empty(work, &load->was_empty) || !load->was_empty)
        return work->error.code == ERR_NONE;
    return load_settings(work) && org_sample(work, shift) && make_accounts(work, load->accounts) &&
           policy_sample(work, shift) && contractor_sample(work, shift) &&
           authority_sample(work, shift) && asset_sample(work, shift) &&
           inventory_sample(work, shift) && exception_sample(work, shift) &&
           committee_sample(work, shift);
}

/* Written beside and renamed, so that nobody reads half a file. */
static bool write_accounts(struct arena *arena, const char *path, const json_t *accounts)
{
    const char *beside = arena_printf(arena, "%s.part", path);
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    bool ok;

    if (!file)
        return false;
    ok = !json_dumpf(accounts, file, JSON_INDENT(2)) && fputc('\n', file) != EOF;
    ok = !fclose(file) && ok;
    return ok && !rename(beside, path);
}

static int load_sample(struct cli *cli, const char *path)
{
    struct load load = {.accounts = json_on_arena(cli->work->arena, json_object())};

    if (cli->config->mode == MODE_PRODUCTION) {
        fputs("mamori: the sample city is not for production: set MAMORI_MODE=demo\n", stderr);
        return 1;
    }
    if (!db_transaction(cli->work, cli->pool, DB_WRITE, load_city, &load))
        return cli_fail(cli);
    if (!load.was_empty) {
        puts("mamori: the database has data already: no sample city");
        return 0;
    }
    if (!write_accounts(cli->work->arena, path, load.accounts)) {
        fprintf(stderr, "mamori: cannot write %s: %s\n", path, strerror(errno));
        return 1;
    }
    printf("mamori: sample city loaded, %zu accounts\n", json_object_size(load.accounts));
    return 0;
}

int cli_sample(int argc, char **argv)
{
    struct cli cli;
    int status;

    if (argc != 3 || strcmp(argv[1], "--accounts")) {
        bool is_asked = argc == 2 && !strcmp(argv[1], "--help");

        fputs(help, is_asked ? stdout : stderr);
        return is_asked ? 0 : 2;
    }
    if (!cli_open(&cli, CLI_OWNER))
        return 1;
    status = load_sample(&cli, argv[2]);
    cli_close(&cli);
    return status;
}
