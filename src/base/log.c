#include "base/log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 2048, VALUE_BYTES = 200 };

static struct {
    int fd;
    enum log_format format;
    enum log_level level;
    _Atomic uint64_t dropped;
} sink = {.fd = 2, .level = LOG_INFO};

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_setup(int fd, enum log_format format, enum log_level level)
{
    sink.fd = fd;
    sink.format = format;
    sink.level = level;
}

bool log_is_on(enum log_level level)
{
    return level <= sink.level;
}

uint64_t log_dropped(void)
{
    return sink.dropped;
}

struct line {
    char text[LINE_BYTES];
    size_t len;
};

static void put(struct line *line, const char *text)
{
    size_t room = sizeof(line->text) - 8 - line->len; /* what closes the line always fits */
    size_t len = strlen(text);
    if (len > room)
        len = room;
    memcpy(line->text + line->len, text, len);
    line->len += len;
}

/* One byte of a value, harmless in a terminal and inside JSON quotes. */
static void put_byte(struct line *line, char byte, bool in_json)
{
    char escaped[8] = {byte, '\0'};
    if ((unsigned char)byte < 0x20 || byte == 0x7f)
        snprintf(escaped, sizeof(escaped), "\\u%04x", (unsigned char)byte);
    else if (in_json && (byte == '"' || byte == '\\'))
        snprintf(escaped, sizeof(escaped), "\\%c", byte);
    put(line, escaped);
}

static void put_value(struct line *line, const char *from, const char *to, bool in_json)
{
    if (to - from > VALUE_BYTES)
        to = from + VALUE_BYTES;
    for (; from < to; from++)
        put_byte(line, *from, in_json);
}

/* The end of the value that starts at text: the next space outside quotes. */
static const char *value_end(const char *text)
{
    bool quoted = *text == '"';
    const char *end = text + (quoted ? 1 : 0);
    while (*end != '\0' && *end != (quoted ? '"' : ' '))
        end++;
    return quoted && *end == '"' ? end + 1 : end;
}

static void put_pairs(struct line *line, const char *pairs, bool in_json)
{
    while (*pairs != '\0') {
        const char *equals = strchr(pairs, '=');
        if (equals == NULL)
            break;
        const char *value = equals + 1, *end = value_end(value);
        put(line, in_json ? ",\"" : " ");
        put_value(line, pairs, equals, in_json);
        put(line, in_json ? "\":\"" : "=");
        if (in_json && *value == '"' && end > value + 1)
            put_value(line, value + 1, end - 1, true);
        else
            put_value(line, value, end, in_json);
        if (in_json)
            put(line, "\"");
        pairs = end;
        while (*pairs == ' ')
            pairs++;
    }
}

static void put_head(struct line *line, enum log_level level, const char *event, bool in_json)
{
    struct timespec now;
    struct tm utc;
    char head[128];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    char stamp[32];
    strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(head, sizeof(head),
             in_json ? "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\",\"event\":\"%s\""
                     : "%s.%03ldZ %s %s",
             stamp, now.tv_nsec / 1000000, level_names[level], event);
    put(line, head);
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    if (!log_is_on(level))
        return;
    bool in_json = sink.format == LOG_FORMAT_JSON;
    char pairs[LINE_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(pairs, sizeof(pairs), format, args);
    va_end(args);

    struct line line = {.len = 0};
    put_head(&line, level, event, in_json);
    put_pairs(&line, pairs, in_json);
    memcpy(line.text + line.len, in_json ? "}\n" : "\n", in_json ? 2 : 1);
    line.len += in_json ? 2 : 1;

    struct pollfd ready = {.fd = sink.fd, .events = POLLOUT};
    if (poll(&ready, 1, 0) != 1 || write(sink.fd, line.text, line.len) != (ssize_t)line.len)
        sink.dropped++;
}
