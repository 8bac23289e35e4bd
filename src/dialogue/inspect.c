#include "dialogue/inspect.h"

#include "dialogue/inspect_parts.h"

bool kind_tell(struct kind *kind, struct place place)
{
    if (++kind->count == FINDINGS_MAX + 1)
        kind->last = place;
    return kind->count <= FINDINGS_MAX;
}

void kind_end(struct inspection *inspection, const struct kind *kind, const char *what)
{
    if (kind->count > FINDINGS_MAX)
        report_add(inspection->report, REPORT_WARNING, kind->last, STR(""), "… and %zu more %s",
                   kind->count - FINDINGS_MAX, what);
}

struct str place_words(struct arena *arena, struct place place)
{
    return str_printf(arena, STR_FMT ":%d", STR_ARG(place.file), place.line);
}

bool inspect_same_answer(const struct rulebook *book, size_t a, size_t b)
{
    const struct intent *x = &book->intents[a], *y = &book->intents[b];
    return a == b || (x->answer == ANSWER_ARTICLE && y->answer == ANSWER_ARTICLE &&
                      str_equal(x->article, y->article));
}

void rulebook_inspect(const struct rulebook *rulebook, struct report *report)
{
    struct inspection inspection = {.book = rulebook, .report = report, .arena = arena_new()};
    inspect_patterns(&inspection);
    inspect_folded(&inspection);
    inspect_examples(&inspection);
    inspect_articles(&inspection);
    arena_free(inspection.arena);
}
