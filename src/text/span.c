#include "text/span.h"

#include "text/fold.h"
#include "text/scan.h"
#include "text/utf8.h"

/* ---- all of them ---- */

static const struct {
    enum span_kind kind;
    bool (*find)(struct scan *scan);
} finders[] = {
    {SPAN_URL, span_is_url},           {SPAN_EMAIL, span_is_email},
    {SPAN_PHONE, span_is_phone},       {SPAN_ORDER, span_is_order},
    {SPAN_DATE, span_is_date},         {SPAN_TIME, span_is_time},
    {SPAN_MONEY, span_is_money},       {SPAN_MONEY, span_is_money_words},
    {SPAN_DURATION, span_is_duration}, {SPAN_SIZE, span_is_size},
    {SPAN_NUMBER, span_is_number},
};

static bool find_here(struct scan *scan, struct span *span)
{
    for (size_t i = 0; i < COUNT(finders); i++) {
        scan->value = STR("");
        if (!finders[i].find(scan) || scan->end <= scan->at)
            continue;
        uint32_t from = scan->cells[scan->at].at, to = scan->cells[scan->end].at;
        *span = (struct span){finders[i].kind, from, to, str_sub(scan->t, from, to), scan->value};
        return true;
    }
    return false;
}

static void fill_cells(struct scan *scan)
{
    struct str rest = scan->t;
    scan->cells = ARENA_ARRAY(scan->arena, struct cell, scan->t.len + 1);
    for (uint32_t point; utf8_next(&rest, &point);) {
        uint32_t at = (uint32_t)(scan->t.len - rest.len);
        struct cell *cell = &scan->cells[scan->count];
        cell->point = point;
        cell->fold = fold_point(point);
        scan->cells[++scan->count].at = at;
    }
}

/* A span begins where a word does; only what holds a digit, an @, a dot or a number word can be
 * one. */
static bool may_begin(const struct scan *scan, size_t i)
{
    uint32_t here = scan_fold(scan, i), before = i == 0 ? ' ' : scan_fold(scan, i - 1);
    return (scan_is_word(here) || here == '+' || here == '#') && !scan_is_word(before);
}

static bool is_worth_a_look(const struct scan *scan)
{
    for (size_t i = 0; i < scan->count; i++) {
        uint32_t p = scan->cells[i].fold;
        if (scan_is_digit(p) || p == '@' || p == '.')
            return true;
    }
    return false;
}

static bool has_number_words(struct str t)
{
    return str_has(t, STR("triệu")) || str_has(t, STR("trieu")) || str_has(t, STR("nghìn")) ||
           str_has(t, STR("ngàn")) || str_has(t, STR("nghin")) || str_has(t, STR("ngan")) ||
           str_has(t, STR("nửa")) || str_has(t, STR("nua")) || str_has(t, STR("tỷ"));
}

void span_find_all(struct arena *arena, struct str t, struct span **spans, size_t *count)
{
    struct scan scan = {.arena = arena, .t = t};
    size_t capacity = 0;
    *spans = NULL;
    *count = 0;
    fill_cells(&scan);
    if (!is_worth_a_look(&scan) && !has_number_words(t))
        return;
    for (scan.at = 0; scan.at < scan.count; scan.at++) {
        struct span span;
        if (!may_begin(&scan, scan.at) || !find_here(&scan, &span))
            continue;
        *ARENA_PUSH(arena, *spans, *count, capacity) = span;
        scan.at = scan.end - 1;
    }
}
