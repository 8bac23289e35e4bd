/*
 * Spans and days of any bytes: spans are bytes of T, those that are not words lie left to right and
 * apart; the work is linear; a value that resolves gives possible days, the first not behind the
 * last.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/must.h"
#include "text/day.h"
#include "text/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_day(struct str value)
{
    struct day today = {2026, 11, 24}, first, last;
    if (!day_resolve(value, today, &first, &last))
        return;
    must(day_is_possible(first.year, first.month, first.day));
    must(day_is_possible(last.year, last.month, last.day));
    must(day_number(first) <= day_number(last));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { STEPS_MAX = 700, SLACK = 10000 };
    struct arena *arena = arena_new();
    struct str raw = {(const char *)data, size}, t = text_display(arena, raw);
    struct span_list list = span_find_all(arena, t);
    uint32_t end = 0;
    must(list.hard_count <= list.count && list.steps <= STEPS_MAX * t.len + SLACK);
    for (size_t i = 0; i < list.count; i++) {
        const struct span *span = &list.items[i];
        must(span->from < span->to && span->to <= t.len);
        must(str_equal(str_sub(t, span->from, span->to), span->text));
        must(span->is_words == (i >= list.hard_count));
        if (i < list.hard_count)
            must(span->from >= end);
        end = span->to;
        if (span->kind == SPAN_DATE)
            check_day(span->value);
    }
    check_day(raw);
    arena_free(arena);
    return 0;
}
