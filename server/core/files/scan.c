#include "core/files/scan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/work.h"

enum { PIECE = 64 * 1024, ANSWER = 500, PATIENCE_MS = 30 * 1000 };

/* A connection that never blocks: every wait ends at the same deadline. */
struct scanner {
    int socket;
    int64_t deadline;
};

static bool wait_for(const struct scanner *scanner, short events)
{
    struct pollfd wait = {scanner->socket, events, 0};
    int64_t left = scanner->deadline - clock_monotonic();

    return left > 0 && poll(&wait, 1, (int)left) > 0;
}

/* ---- opening -----------------------------------------------------------------------------------
 */

static bool is_connected(const struct scanner *scanner)
{
    int problem = 0;
    socklen_t size = sizeof problem;

    return wait_for(scanner, POLLOUT) &&
           !getsockopt(scanner->socket, SOL_SOCKET, SO_ERROR, &problem, &size) && !problem;
}

static bool open_socket(struct scanner *scanner, int family, const struct sockaddr *address,
                        socklen_t length)
{
    scanner->socket = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (scanner->socket < 0)
        return false;
    if (!connect(scanner->socket, address, length) ||
        (errno == EINPROGRESS && is_connected(scanner)))
        return true;
    close(scanner->socket);
    return false;
}

static bool open_path(struct scanner *scanner, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path)
        return false;
    memcpy(address.sun_path, path, strlen(path) + 1);
    return open_socket(scanner, AF_UNIX, (const struct sockaddr *)&address, sizeof address);
}

static bool open_first(struct scanner *scanner, const struct addrinfo *found)
{
    for (; found; found = found->ai_next)
        if (open_socket(scanner, found->ai_family, found->ai_addr, found->ai_addrlen))
            return true;
    return false;
}

/* [::1]:3310 → ::1 */
static const char *host_of(struct arena *arena, const char *clamd, const char *colon)
{
    size_t length = (size_t)(colon - clamd);

    return *clamd == '[' && length > 2 && colon[-1] == ']'
               ? arena_strndup(arena, clamd + 1, length - 2)
               : arena_strndup(arena, clamd, length);
}

static bool open_host(struct scanner *scanner, const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    bool is_open;

    if (getaddrinfo(host, port, &hints, &found))
        return false;
    is_open = open_first(scanner, found);
    freeaddrinfo(found);
    return is_open;
}

static bool open_scanner(struct work *work, struct scanner *scanner, const char *clamd)
{
    const char *colon = strrchr(clamd, ':');

    scanner->deadline = clock_monotonic() + PATIENCE_MS;
    return *clamd == '/' || !colon
               ? open_path(scanner, clamd)
               : open_host(scanner, host_of(work->arena, clamd, colon), colon + 1);
}

/* ---- asking ------------------------------------------------------------------------------------
 */

static bool send_all(const struct scanner *scanner, const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length) {
        ssize_t sent = send(scanner->socket, at, length, MSG_NOSIGNAL);

        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            if (!wait_for(scanner, POLLOUT))
                return false;
            continue;
        }
        if (sent < 0)
            return false;
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

/* Each piece behind its length in network order; a length of 0 ends the stream. */
static bool send_stream(const struct scanner *scanner, const char *bytes, size_t length)
{
    uint32_t end = 0;

    if (!send_all(scanner, "zINSTREAM", sizeof "zINSTREAM"))
        return false;
    for (size_t at = 0; at < length; at += PIECE) {
        size_t piece = length - at < PIECE ? length - at : PIECE;
        uint32_t size = htonl((uint32_t)piece);

        if (!send_all(scanner, &size, sizeof size) || !send_all(scanner, bytes + at, piece))
            return false;
    }
    return send_all(scanner, &end, sizeof end);
}

/* Up to its NUL. What ends otherwise is no answer: "". */
static void receive_answer(const struct scanner *scanner, char answer[ANSWER])
{
    size_t length = 0;

    while (length < ANSWER && wait_for(scanner, POLLIN)) {
        ssize_t got = recv(scanner->socket, answer + length, ANSWER - length, 0);

        if (got <= 0)
            break;
        length += (size_t)got;
        if (memchr(answer, '\0', length))
            return;
    }
    answer[0] = '\0';
}

/* "stream: Eicar-Signature FOUND" → the name; NULL: it says something else. */
static const char *found_in(struct arena *arena, const char *answer)
{
    static const char lead[] = "stream: ", end[] = " FOUND";
    size_t length = strlen(answer);

    if (length <= sizeof lead + sizeof end - 2 || strncmp(answer, lead, sizeof lead - 1) != 0 ||
        strcmp(answer + length - (sizeof end - 1), end) != 0)
        return NULL;
    return arena_strndup(arena, answer + sizeof lead - 1, length - (sizeof lead + sizeof end - 2));
}

static bool judge(struct work *work, const char *answer, const char **found)
{
    if (!strcmp(answer, "stream: OK"))
        return true;
    *found = found_in(work->arena, answer);
    if (*found)
        return true;
    log_warning("virus scanner: %s", *answer ? answer : "no answer");
    return fail(
        work, ERR_UNAVAILABLE,
        "ウイルスの検査ができないため、ファイルを添付できません。しばらくしてから、もう一度"
        "添付してください。この状態が続くときは、情報セキュリティ推進事務局に連絡してください。");
}

/* Where the stream is refused midway, the reason has arrived all the same. */
bool file_scan(struct work *work, const char *clamd, const char *bytes, size_t length,
               const char **found)
{
    char answer[ANSWER] = "";
    struct scanner scanner;

    *found = NULL;
    if (!open_scanner(work, &scanner, clamd))
        return judge(work, "", found);
    if (!send_stream(&scanner, bytes, length))
        log_client("virus scanner: the stream was cut");
    receive_answer(&scanner, answer);
    close(scanner.socket);
    return judge(work, answer, found);
}
