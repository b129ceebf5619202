#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * One JSON object a line on standard error: {"at":…,"level":…,"message":…}. Everything is escaped,
 * so no input can forge a line. Secrets, passwords and restricted values are never passed here.
 */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Something the operator must know: a lost database, a full disk. */
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A defect of ours; somebody should look. */
void log_bug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a client did wrong; nobody needs to look unless it repeats. */
void log_client(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Silence everything below warnings (commands whose output people read). */
void log_quiet(void);

#endif
