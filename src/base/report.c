#include "base/report.h"

#include <stdarg.h>

enum { PROBLEMS_MAX = 200, LINE_SHOWN_MAX = 160, TEXT_MAX = 1024 };

struct report report_new(struct arena *arena)
{
    return (struct report){.arena = arena};
}

/* Bytes that start a character; good enough to count columns in UTF-8. */
static bool starts_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

static struct str line_at(struct str source, int number)
{
    struct str line;
    for (int i = 1; str_split(&source, '\n', &line); i++) {
        if (i == number)
            return str_ends(line, STR("\r")) ? str_sub(line, 0, line.len - 1) : line;
    }
    return STR("");
}

/* The whole characters of a long line around the column; *column becomes the one within them. */
static struct str line_part(struct arena *arena, struct str line, int *column)
{
    size_t at = 0, from, to;
    if (line.len <= LINE_SHOWN_MAX)
        return str_dup(arena, line);
    for (int left = *column; at < line.len; at++) {
        if (starts_character(line.data[at]) && --left <= 0)
            break;
    }
    from = at > LINE_SHOWN_MAX / 2 ? at - LINE_SHOWN_MAX / 2 : 0;
    while (from < at && !starts_character(line.data[from]))
        from++;
    to = from + LINE_SHOWN_MAX < line.len ? from + LINE_SHOWN_MAX : line.len;
    while (to > from && to < line.len && !starts_character(line.data[to]))
        to--;
    for (size_t i = 0; i < from; i++)
        *column -= starts_character(line.data[i]);
    *column += from > 0; /* for the dots */
    return str_printf(arena, "%s" STR_FMT "%s", from > 0 ? "…" : "",
                      STR_ARG(str_sub(line, from, to)), to < line.len ? "…" : "");
}

/* Without the last character where the buffer's end, here or in the caller, may have cut it. */
static struct str whole_characters(const char *text, bool was_cut)
{
    struct str whole = str_view(text);
    if (!was_cut)
        return whole;
    while (whole.len > 0 && !starts_character(whole.data[whole.len - 1]))
        whole.len--;
    return whole.len > 0 ? str_sub(whole, 0, whole.len - 1) : whole;
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

    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    int whole = vsnprintf(text, sizeof(text), format, args);
    va_end(args);

    int caret = place.column > 0 ? place.column : 1;
    struct str line = line_part(report->arena, line_at(source, place.line), &caret);
    struct report_entry *problem =
        ARENA_PUSH(report->arena, report->problems, report->count, report->capacity);
    *problem = (struct report_entry){
        .level = level,
        .place = {str_dup(report->arena, place.file), place.line, place.column},
        .text = str_dup(report->arena, whole_characters(text, whole >= TEXT_MAX - 1)),
        .line = line,
        .caret = caret,
    };
}

/* What authors wrote must not steer the terminal. */
static void print_text(struct str text, FILE *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        fputc((byte < 0x20 && byte != '\t') || byte == 0x7f ? '?' : byte, out);
    }
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

/* The place among all problems of the first one of this file. */
static size_t file_rank(const struct report *report, struct str file)
{
    size_t i = 0;
    while (!str_equal(report->problems[i].place.file, file))
        i++;
    return i;
}

static bool comes_before(const struct report *report, const struct report_entry *a,
                         const struct report_entry *b)
{
    size_t rank_a = file_rank(report, a->place.file), rank_b = file_rank(report, b->place.file);
    if (rank_a != rank_b)
        return rank_a < rank_b;
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line;
    return a->place.column < b->place.column;
}

/* Files as they first appear, within each from top to bottom. By insertion, which keeps the order
 * of problems at one place; there are 200 at most. */
static void put_in_order(const struct report *report, const struct report_entry **order)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct report_entry *problem = &report->problems[i];
        size_t at = i;
        for (; at > 0 && comes_before(report, problem, order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = problem;
    }
}

void report_print(const struct report *report, FILE *out)
{
    const struct report_entry *order[PROBLEMS_MAX];
    put_in_order(report, order);
    for (size_t i = 0; i < report->count; i++) {
        const struct report_entry *problem = order[i];
        print_text(problem->place.file, out);
        if (problem->place.line > 0)
            fprintf(out, ":%d:%d", problem->place.line,
                    problem->place.column > 0 ? problem->place.column : 1);
        fputs(problem->level == REPORT_ERROR ? ": error: " : ": warning: ", out);
        print_text(problem->text, out);
        if (problem->line.len > 0) {
            fputs("\n    ", out);
            print_text(problem->line, out);
            fputc('\n', out);
            print_caret(problem->line, problem->caret, out);
        } else {
            fputc('\n', out);
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
