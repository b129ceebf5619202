#include "core/auth/throttle.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/work.h"

const char *throttle_address(struct arena *arena, const char *address)
{
    struct in6_addr network;
    char text[INET6_ADDRSTRLEN];

    if (inet_pton(AF_INET6, address, &network) != 1)
        return address;
    memset(network.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &network, text, sizeof text);
    return arena_printf(arena, "%s/64", text);
}

void throttle_read(const struct rows *rows, struct throttle *throttle)
{
    *throttle = (struct throttle){0};
    for (int i = 0; i < rows->count; i++) {
        int64_t over = rows_integer(rows, i, "attempts") - rows_integer(rows, i, "attempt_limit");
        int seconds = (int)rows_integer(rows, i, "seconds_left");

        throttle->account_limit = (int)rows_integer(rows, i, "account_limit");
        throttle->minutes = (int)rows_integer(rows, i, "minutes");
        if (over <= 0)
            continue;
        throttle->is_over = true;
        throttle->is_first_over |= over == 1;
        if (seconds > throttle->seconds_left)
            throttle->seconds_left = seconds;
    }
}

int throttle_minutes(int seconds)
{
    return seconds <= 60 ? 1 : (seconds + 59) / 60;
}

bool throttle_fail(struct work *work, const struct throttle *throttle)
{
    fail(work, ERR_THROTTLED,
         "%d回続けて誤ったため、あと%d分ほどログインできません。"
         "しばらく待ってから、もう一度お試しください。",
         throttle->account_limit, throttle_minutes(throttle->seconds_left));
    work->error.retry_after = throttle->seconds_left;
    return false;
}
