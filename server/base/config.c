#include "base/config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* The one table of settings: what stands in the environment, what holds when it doesn't. */
struct setting {
    const char *variable;
    const char *fallback; /* NULL: unset */
    bool is_secret;
    const char *meaning;
};

enum setting_index {
    S_LISTEN,
    S_STATE,
    S_DATABASE_URL,
    S_SAMPLE,
    S_MODE,
    S_NOW,
    S_PUBLIC_URL,
    S_HOSTS,
    S_TRUSTED_PROXIES,
    S_CONNECTIONS,
    S_DB_POOL,
    S_TLS_CERT,
    S_TLS_KEY,
    S_SMTP,
    S_CLAMD,
    S_CITY,
    SETTING_COUNT
};

static const struct setting settings[SETTING_COUNT] = {
    [S_LISTEN] = {"MAMORI_LISTEN", "127.0.0.1:8080", false, "address:port"},
    [S_STATE] = {"MAMORI_STATE", ".mamori", false, "private cluster, sample accounts, anchors"},
    [S_DATABASE_URL] = {"MAMORI_DATABASE_URL", NULL, true, "libpq connection string"},
    [S_SAMPLE] = {"MAMORI_SAMPLE", "yes", false, "yes, or no: an empty city"},
    [S_MODE] = {"MAMORI_MODE", "production", false, "production or demo"},
    [S_NOW] = {"MAMORI_NOW", NULL, false, "RFC 3339 instant; demo only"},
    [S_PUBLIC_URL] = {"MAMORI_PUBLIC_URL", NULL, false, "origin of absolute links"},
    [S_HOSTS] = {"MAMORI_HOSTS", NULL, false, "accepted Host values, comma-separated"},
    [S_TRUSTED_PROXIES] = {"MAMORI_TRUSTED_PROXIES", "", false, "addresses, comma-separated"},
    [S_CONNECTIONS] = {"MAMORI_CONNECTIONS", "4000", false, "connection limit"},
    [S_DB_POOL] = {"MAMORI_DB_POOL", "8", false, "database connections"},
    [S_TLS_CERT] = {"MAMORI_TLS_CERT", NULL, false, "certificate file (PEM)"},
    [S_TLS_KEY] = {"MAMORI_TLS_KEY", NULL, false, "key file (PEM)"},
    [S_SMTP] = {"MAMORI_SMTP", NULL, true, "mail gateway"},
    [S_CLAMD] = {"MAMORI_CLAMD", NULL, false, "virus scanner"},
    [S_CITY] = {"MAMORI_CITY", "藤沢市", false, "name in headings and forms"},
};

static const char *value_of(enum setting_index index)
{
    const char *value = getenv(settings[index].variable);

    return value && *value ? value : settings[index].fallback;
}

static const char *lower(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);

    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return copy;
}

/* Comma-separated parts without surrounding blanks, lower case, after the `kept` given first. */
static const char *const *split(struct arena *arena, const char *text, const char *const *kept,
                                size_t kept_count)
{
    size_t room = kept_count + 2 + strlen(text), count = 0;
    const char **parts = arena_array(arena, room, sizeof *parts);

    for (size_t i = 0; i < kept_count; i++)
        parts[count++] = lower(arena, kept[i]);
    while (*text) {
        size_t length = strcspn(text, ", ");

        if (length)
            parts[count++] = lower(arena, arena_strndup(arena, text, length));
        text += length;
        text += strspn(text, ", ");
    }
    return parts;
}

static bool read_number(enum setting_index index, int minimum, int maximum, int *out)
{
    char *end;
    long value = strtol(value_of(index), &end, 10);

    if (*end || value < minimum || value > maximum)
        return false;
    *out = (int)value;
    return true;
}

/* "127.0.0.1:8080", "[::1]:8080" */
static bool read_listen(struct arena *arena, struct config *config)
{
    const char *colon = strrchr(config->listen, ':');
    const char *start = config->listen;
    char *end;
    long port;

    if (!colon || colon == start)
        return false;
    port = strtol(colon + 1, &end, 10);
    if (*end || port < 0 || port > 65535)
        return false;
    if (*start == '[' && colon[-1] == ']')
        config->listen_address = arena_strndup(arena, start + 1, (size_t)(colon - start) - 2);
    else
        config->listen_address = arena_strndup(arena, start, (size_t)(colon - start));
    config->listen_port = (int)port;
    return true;
}

/* The host (with port) of an origin such as https://portal.example:8443. */
static const char *host_of(const char *origin)
{
    const char *slashes = strstr(origin, "://");

    return slashes ? slashes + 3 : origin;
}

static void read_hosts(struct arena *arena, struct config *config)
{
    const char *listed = value_of(S_HOSTS);
    const char *own[] = {
        config->listen,
        arena_printf(arena, "localhost:%d", config->listen_port),
        host_of(config->public_url),
    };

    config->hosts = listed ? split(arena, listed, NULL, 0) : split(arena, "", own, 3);
}

const char *config_serving_problem(const struct config *config)
{
    if (config->mode == MODE_PRODUCTION && !value_of(S_PUBLIC_URL))
        return "MAMORI_PUBLIC_URL is missing: set the origin people open, e.g. "
               "https://portal.example.lg.jp";
    return NULL;
}

static const char *check(struct arena *arena, struct config *config)
{
    const char *mode = value_of(S_MODE), *sample = value_of(S_SAMPLE);

    if (strcmp(mode, "demo") && strcmp(mode, "production"))
        return "MAMORI_MODE must be demo or production";
    if (strcmp(sample, "yes") && strcmp(sample, "no"))
        return "MAMORI_SAMPLE must be yes or no";
    if (!read_listen(arena, config))
        return "MAMORI_LISTEN must be address:port, e.g. 127.0.0.1:8080";
    if (!read_number(S_CONNECTIONS, 16, 1000000, &config->connections))
        return "MAMORI_CONNECTIONS must be a number from 16 to 1000000";
    if (!read_number(S_DB_POOL, 1, 500, &config->db_pool))
        return "MAMORI_DB_POOL must be a number from 1 to 500";
    if (!config->tls_certificate != !config->tls_key)
        return "MAMORI_TLS_CERT and MAMORI_TLS_KEY go together: set both or neither";
    if (config->mode == MODE_PRODUCTION && config->now)
        return "MAMORI_NOW is for tests and demonstrations: unset it, or set MAMORI_MODE=demo";
    return NULL;
}

const struct config *config_read(struct arena *arena, const char **problem)
{
    struct config *config = arena_alloc(arena, sizeof *config);
    const char *public_url = value_of(S_PUBLIC_URL);

    config->listen = value_of(S_LISTEN);
    config->state = value_of(S_STATE);
    config->database_url = value_of(S_DATABASE_URL);
    config->load_sample = !strcmp(value_of(S_SAMPLE), "yes");
    config->mode = strcmp(value_of(S_MODE), "demo") ? MODE_PRODUCTION : MODE_DEMO;
    config->now = value_of(S_NOW);
    config->tls_certificate = value_of(S_TLS_CERT);
    config->tls_key = value_of(S_TLS_KEY);
    config->smtp = value_of(S_SMTP);
    config->clamd = value_of(S_CLAMD);
    config->city = value_of(S_CITY);
    config->trusted_proxies = split(arena, value_of(S_TRUSTED_PROXIES), NULL, 0);
    *problem = check(arena, config);
    if (*problem)
        return NULL;
    config->public_url =
        public_url ? public_url
                   : arena_printf(arena, "%s://%s", config->tls_certificate ? "https" : "http",
                                  config->listen);
    read_hosts(arena, config);
    return config;
}

void config_print(FILE *out)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &settings[i];
        const char *value = value_of((enum setting_index)i);

        if (value && setting->is_secret)
            value = "(set)";
        fprintf(out, "%-24s %-28s %s\n", setting->variable, value && *value ? value : "-",
                setting->meaning);
    }
}
