#include "base/report.h"

#include <stdarg.h>

enum { PROBLEMS_MAX = 200, LINE_SHOWN_MAX = 160 };

struct report report_new(struct arena *arena)
{
    return (struct report){.arena = arena};
}

static struct str line_at(struct str source, int number)
{
    struct str line;
    for (int i = 1; str_split(&source, '\n', &line); i++) {
        if (i == number)
            return str_sub(line, 0, LINE_SHOWN_MAX);
    }
    return STR("");
}

void report_add(struct report *report, enum report_level level, struct place place,
                struct str source, const char *format, ...)
{
    if (level == REPORT_ERROR)
        report->errors++;
    else
        report->warnings++;
    if (report->count >= PROBLEMS_MAX)
        return;

    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);

    struct report_entry *problem =
        ARENA_PUSH(report->arena, report->problems, report->count, report->capacity);
    *problem = (struct report_entry){
        .level = level,
        .place = {str_dup(report->arena, place.file), place.line, place.column},
        .text = str_dup(report->arena, str_view(text)),
        .line = str_dup(report->arena, line_at(source, place.line)),
    };
}

/* Bytes that start a character; good enough to count columns in UTF-8. */
static bool starts_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

static void print_caret(struct str line, int column, FILE *out)
{
    fputs("    ", out);
    int at = 1;
    for (size_t i = 0; i < line.len && at < column; i++) {
        if (!starts_character(line.data[i]))
            continue;
        fputc(line.data[i] == '\t' ? '\t' : ' ', out);
        at++;
    }
    fputs("^\n", out);
}

void report_print(const struct report *report, FILE *out)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct report_entry *problem = &report->problems[i];
        fprintf(out, STR_FMT, STR_ARG(problem->place.file));
        if (problem->place.line > 0)
            fprintf(out, ":%d:%d", problem->place.line,
                    problem->place.column > 0 ? problem->place.column : 1);
        fprintf(out, ": %s: " STR_FMT "\n", problem->level == REPORT_ERROR ? "error" : "warning",
                STR_ARG(problem->text));
        if (problem->line.len > 0) {
            fprintf(out, "    " STR_FMT "\n", STR_ARG(problem->line));
            print_caret(problem->line, problem->place.column, out);
        }
    }
    size_t all = report->errors + report->warnings;
    if (all > report->count)
        fprintf(out, "… and %zu more problems\n", all - report->count);
}

struct place place_of(struct str file, struct str source, size_t offset)
{
    struct place place = {.file = file, .line = 1, .column = 1};
    for (size_t i = 0; i < offset && i < source.len; i++) {
        if (source.data[i] == '\n') {
            place.line++;
            place.column = 1;
        } else if (starts_character(source.data[i])) {
            place.column++;
        }
    }
    return place;
}
