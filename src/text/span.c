#include "text/span.h"

#include <string.h>

#include "text/fold.h"
#include "text/scan.h"
#include "text/utf8.h"

static const struct finder {
    enum span_kind kind;
    bool (*find)(struct scan *scan);
} hard[] =
    {
        {SPAN_URL, span_is_url},           {SPAN_EMAIL, span_is_email},
        {SPAN_PHONE, span_is_phone},       {SPAN_ORDER, span_is_order},
        {SPAN_DATE, span_is_date},         {SPAN_TIME, span_is_time},
        {SPAN_MONEY, span_is_money},       {SPAN_MONEY, span_is_money_words},
        {SPAN_DURATION, span_is_duration}, {SPAN_SIZE, span_is_size},
        {SPAN_NUMBER, span_is_number},
},
  soft[] = {
      {SPAN_DATE, span_is_day},
      {SPAN_SIZE, span_is_letter_size},
};

struct search {
    struct scan scan;
    struct span_list list;
    struct span *soft; /* those found so far */
    size_t capacity, soft_count, soft_capacity, emoticon_capacity;
};

static bool find_here(struct scan *scan, const struct finder *finders, size_t count,
                      struct span *span)
{
    for (size_t i = 0; i < count; i++) {
        scan->value = STR("");
        if (!finders[i].find(scan) || scan->end <= scan->at)
            continue;
        uint32_t from = scan->cells[scan->at].at, to = scan->cells[scan->end].at;
        *span = (struct span){finders[i].kind, from, to, str_sub(scan->t, from, to),
                              scan->value,     false};
        return true;
    }
    return false;
}

/* ---- emoticons ---- */

/* The last sign of each may be repeated: ":)))". */
static const struct {
    const char *signs;
    int mood;
} emoticons[] = {
    {":)", 1},   {":-)", 1},  {"=)", 1},  {":d", 1},   {"=d", 1},   {"^^", 1},
    {"^_^", 1},  {"<3", 1},   {";)", 0},  {":v", 0},   {":3", 1},   {":p", 0},
    {"xd", 1},   {"@@", -1},  {":(", -1}, {":-(", -1}, {"=(", -1},  {"t_t", -1},
    {"t.t", -1}, {"-_-", -1}, {":o", 0},  {"o_o", 0},  {":'(", -1},
};

static bool may_end_emoticon(uint32_t p)
{
    return p == 0 || p == ' ' || p == '\n' || p == '.' || p == ',' || p == '!' || p == '?';
}

/* Where the emoticon at i ends, or i. */
static size_t emoticon_end(const struct scan *scan, size_t i, int *mood)
{
    for (size_t e = 0; e < COUNT(emoticons); e++) {
        const char *signs = emoticons[e].signs;
        size_t n = 0, end;
        while (signs[n] != '\0' && scan_fold(scan, i + n) == (unsigned char)signs[n])
            n++;
        if (signs[n] != '\0')
            continue;
        for (end = i + n; scan_fold(scan, end) == (unsigned char)signs[n - 1]; end++)
            continue;
        if (may_end_emoticon(scan_fold(scan, end))) {
            *mood = emoticons[e].mood;
            return end;
        }
    }
    return i;
}

static bool take_emoticon(struct search *search)
{
    struct scan *scan = &search->scan;
    uint32_t before = scan->at == 0 ? ' ' : scan_fold(scan, scan->at - 1);
    uint32_t here = scan_fold(scan, scan->at);
    int mood;
    if ((before != ' ' && before != '\n') || here > 'x' || strchr(":=^<;@-xto", (int)here) == NULL)
        return false;
    scan->end = emoticon_end(scan, scan->at, &mood);
    if (scan->end == scan->at)
        return false;
    struct emoticon *emoticon = ARENA_PUSH(scan->arena, search->list.emoticons,
                                           search->list.emoticon_count, search->emoticon_capacity);
    *emoticon = (struct emoticon){scan->cells[scan->at].at, scan->cells[scan->end].at};
    search->list.mood += mood;
    return true;
}

/* ---- all of them ---- */

static bool fill_cells(struct scan *scan)
{
    struct str rest = scan->t;
    bool is_worth_a_look = false;
    scan->cells = ARENA_ARRAY(scan->arena, struct cell, scan->t.len + 1);
    for (uint32_t point; utf8_next(&rest, &point);) {
        uint32_t at = (uint32_t)(scan->t.len - rest.len);
        struct cell *cell = &scan->cells[scan->count];
        cell->point = fold_lower(point);
        cell->fold = fold_point(point);
        is_worth_a_look |= scan_is_digit(point) || point == '@' || point == '.';
        scan->cells[++scan->count].at = at;
    }
    return is_worth_a_look;
}

/* A span begins where a word does. */
static bool may_begin(const struct scan *scan, size_t i)
{
    uint32_t here = scan_fold(scan, i), before = i == 0 ? ' ' : scan_fold(scan, i - 1);
    return (scan_is_word(here) || here == '+' || here == '#') && !scan_is_word(before);
}

static bool has_number_words(struct str t)
{
    return str_has(t, STR("triệu")) || str_has(t, STR("trieu")) || str_has(t, STR("nghìn")) ||
           str_has(t, STR("ngàn")) || str_has(t, STR("nghin")) || str_has(t, STR("ngan")) ||
           str_has(t, STR("nửa")) || str_has(t, STR("nua")) || str_has(t, STR("tỷ"));
}

static void add_soft(struct search *search, size_t *soft_end)
{
    struct span span;
    struct scan *scan = &search->scan;
    if (scan->at < *soft_end || !find_here(scan, soft, COUNT(soft), &span))
        return;
    span.is_words = true;
    *ARENA_PUSH(scan->arena, search->soft, search->soft_count, search->soft_capacity) = span;
    *soft_end = scan->end;
}

/* The soft ones behind the others, so that the numbers of those stay what tokens say. */
static void append_soft(struct search *search)
{
    struct span_list *list = &search->list;
    list->hard_count = list->count;
    for (size_t i = 0; i < search->soft_count; i++)
        *ARENA_PUSH(search->scan.arena, list->items, list->count, search->capacity) =
            search->soft[i];
}

struct span_list span_find_all(struct arena *arena, struct str t)
{
    struct search search = {.scan = {.arena = arena, .t = t}};
    struct scan *scan = &search.scan;
    size_t steps = 0, soft_end = 0;
    scan->steps = &steps;
    bool has_hard = fill_cells(scan) || has_number_words(t);
    for (; scan->at < scan->count; scan->at++) {
        struct span span;
        if (take_emoticon(&search)) {
            scan->at = scan->end - 1;
            continue;
        }
        if (!may_begin(scan, scan->at))
            continue;
        add_soft(&search, &soft_end);
        if (!has_hard || !find_here(scan, hard, COUNT(hard), &span))
            continue;
        *ARENA_PUSH(arena, search.list.items, search.list.count, search.capacity) = span;
        scan->at = scan->end - 1;
    }
    append_soft(&search);
    search.list.steps = steps;
    return search.list;
}
