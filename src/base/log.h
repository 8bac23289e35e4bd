/*
 * One line per event: its name, then key=value, or the same as a JSON object.
 *
 *     log_info("desk.accept", "convo=%s wait_ms=%" PRId64, id, wait_ms);
 *
 * error = a person must act; warn = odd but handled; info = one per turn or less; debug = for us.
 * Never log what people wrote, tokens or passwords. Values are cut at 200 bytes and control bytes
 * are escaped, so a hostile value can neither forge a line nor fill a disk. A value with spaces is
 * written with quotes by the caller: key="two words". The log is the one global; any thread may
 * write. A line that cannot be written at once (a stuck reader) is dropped and counted.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/must.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* Where lines go (a file descriptor, 2 by default) and how. Call before threads start. */
void log_setup(int fd, enum log_format format, enum log_level level);

bool log_is_on(enum log_level level);

/* Lines dropped since the start because the reader of the log was stuck. */
uint64_t log_dropped(void);

void log_event(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);

#define log_error(event, ...) log_event(LOG_ERROR, event, __VA_ARGS__)
#define log_warn(event, ...)  log_event(LOG_WARN, event, __VA_ARGS__)
#define log_info(event, ...)  log_event(LOG_INFO, event, __VA_ARGS__)
#define log_debug(event, ...)                                                                      \
    (log_is_on(LOG_DEBUG) ? log_event(LOG_DEBUG, event, __VA_ARGS__) : (void)0)

#endif
