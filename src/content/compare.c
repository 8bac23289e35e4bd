#include "content/compare.h"

#include <stdlib.h>

#include "base/map.h"
#include "dialogue/measure.h"
#include "dialogue/turn.h"

static const int64_t usual_time_ms = INT64_C(1795489200000); /* as talks (content/talks.c) */

struct comparing {
    struct comparison out;
    struct arena *arena;
    size_t capacity;
    struct map groups; /* kind, before and after → struct group */
};

struct group {
    size_t number; /* of out.changes */
};

static void answer(const struct rulebook *rulebook, struct str text, struct arena *arena,
                   struct outcome *out)
{
    struct turn_input input = {.text = text,
                               .locale = STR("vi"),
                               .channel = STR("web"),
                               .now_ms = usual_time_ms,
                               .people_open = true,
                               .code_seed = STR("compare compare compare compare ")};
    dialogue_turn(rulebook, &input, arena, out);
}

static struct str answer_id(const struct outcome *outcome)
{
    return outcome->article.len > 0 ? outcome->article : outcome->intent;
}

static bool same_words(const struct outcome *a, const struct outcome *b)
{
    if (a->reply_count != b->reply_count)
        return false;
    for (size_t i = 0; i < a->reply_count; i++) {
        if (!str_equal(a->replies[i].body, b->replies[i].body))
            return false;
    }
    return true;
}

/* Empty: nothing a visitor would notice. */
static struct str kind_of(const struct outcome *before, const struct outcome *after,
                          struct arena *arena)
{
    const char *was = decision_name(before->decision), *is = decision_name(after->decision);
    if (before->decision != after->decision)
        return str_printf(arena, "%s → %s", was, is);
    if (!str_equal(answer_id(before), answer_id(after)))
        return before->decision == DECISION_ASK ? STR("ask → ask something else")
                                                : str_printf(arena, "%s → other %s", was, is);
    return same_words(before, after) ? STR("") : STR("same answer in other words");
}

static void add_change(struct comparing *comparing, struct str kind, const struct outcome *before,
                       const struct outcome *after, struct str text)
{
    struct arena *arena = comparing->arena;
    struct comparison *out = &comparing->out;
    struct str was = answer_id(before), is = answer_id(after);
    struct str key = str_printf(arena, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(kind),
                                STR_ARG(was), STR_ARG(is));
    struct group *group = map_find(&comparing->groups, key);
    if (group == NULL) {
        group = ARENA_NEW(arena, struct group);
        group->number = out->change_count;
        map_set(&comparing->groups, key, group);
        *ARENA_PUSH(arena, out->changes, out->change_count, comparing->capacity) =
            (struct change){.kind = str_dup(arena, kind),
                            .before = str_dup(arena, was),
                            .after = str_dup(arena, is)};
    }
    must(group->number < out->change_count);
    struct change *change = &out->changes[group->number];
    if (change->example_count < CHANGE_EXAMPLES)
        change->examples[change->example_count++] = str_dup(arena, text);
    change->count++;
    out->changed++;
}

static int by_size(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    int kind = str_compare(x->kind, y->kind), before = str_compare(x->before, y->before);
    return kind != 0 ? kind : before != 0 ? before : str_compare(x->after, y->after);
}

struct comparison compare_rulebooks(const struct rulebook *before, const struct rulebook *after,
                                    struct arena *arena)
{
    struct comparing comparing = {.arena = arena, .groups = map_new(arena)};
    struct map seen = map_new(arena);
    const struct rulebook *books[] = {before, after};
    for (size_t b = 0; b < COUNT(books); b++) {
        struct str *texts;
        size_t count = rulebook_sentences(books[b], arena, &texts);
        for (size_t i = 0; i < count; i++) {
            if (map_find(&seen, texts[i]) != NULL)
                continue;
            map_set(&seen, texts[i], &seen);
            comparing.out.sentences++;
            struct arena *once = arena_new();
            struct outcome was, is;
            answer(before, texts[i], once, &was);
            answer(after, texts[i], once, &is);
            struct str kind = kind_of(&was, &is, once);
            if (kind.len > 0)
                add_change(&comparing, kind, &was, &is, texts[i]);
            arena_free(once);
        }
    }
    if (comparing.out.change_count > 1)
        qsort(comparing.out.changes, comparing.out.change_count, sizeof(struct change), by_size);
    return comparing.out;
}
