/* Patterns that mean another word once the marks are left out: "chưa", "chữa" and "chua". */
#include "dialogue/inspect_parts.h"
#include "dialogue/understand.h"
#include "text/fold.h"

struct folding {
    struct inspection *inspection;
    struct kind kind;
    bool *is_told; /* by source: one finding for each pattern */
};

static bool has_hit_of(const struct pattern_hit *hits, size_t count, uint32_t owner)
{
    for (size_t i = 0; i < count; i++) {
        if (hits[i].owner == owner)
            return true;
    }
    return false;
}

/* The words of a message that stand where another message of the same words has a hit. */
static struct str words_at(const struct normalised *marked, const struct normalised *bare,
                           const struct pattern_hit *hit)
{
    uint32_t from = UINT32_MAX, to = 0;
    if (marked->token_count != bare->token_count)
        return STR("");
    for (size_t i = 0; i < bare->token_count; i++) {
        if (bare->tokens[i].from >= hit->to || bare->tokens[i].to <= hit->from)
            continue;
        from = marked->tokens[i].from < from ? marked->tokens[i].from : from;
        to = marked->tokens[i].to > to ? marked->tokens[i].to : to;
    }
    return from < to ? str_sub(marked->t, from, to) : STR("");
}

static void tell(struct folding *folding, const struct pattern_hit *hit, struct str words,
                 struct str example, struct str where)
{
    const struct rulebook *book = folding->inspection->book;
    const struct pattern_source *source = &book->sources[hit->pattern];
    folding->is_told[hit->pattern] = true;
    if (!kind_tell(&folding->kind, source->place))
        return;
    report_add(folding->inspection->report, REPORT_WARNING, source->place, source->source,
               "typed without marks, \"" STR_FMT "\" (" STR_FMT
               ") is caught by this pattern: \"" STR_FMT
               "\" has another meaning there. Add a word to the pattern that tells them apart",
               STR_ARG(example), STR_ARG(where), STR_ARG(words));
}

/* Whether the message, typed without marks, is answered by the hit's intent. */
static bool is_taken_over(struct folding *folding, struct str bare, uint32_t owner,
                          struct arena *arena)
{
    struct context context = {.locale = LOCALE_VI};
    struct reading reading;
    understand(folding->inspection->book, bare, &context, arena, &reading);
    return reading.count > 0 && reading.list[0].intent == (int)owner;
}

/* One text of an intent: who else catches it once its marks are gone? */
static void see_text(struct folding *folding, size_t intent, struct str text, struct place place,
                     struct arena *arena)
{
    const struct rulebook *book = folding->inspection->book;
    struct normalised marked = text_normalise(arena, book->lexicon, text);
    struct str plain = text_unaccented(arena, text);
    struct pattern_hit *with, *without;
    if (str_equal(plain, text))
        return;
    struct normalised bare = text_normalise(arena, book->lexicon, plain);
    size_t with_count = pattern_set_match(book->patterns, &marked, arena, NULL, &with);
    size_t without_count = pattern_set_match(book->patterns, &bare, arena, NULL, &without);
    for (size_t i = 0; i < without_count; i++) {
        uint32_t owner = without[i].owner;
        struct str words = words_at(&marked, &bare, &without[i]);
        if (folding->is_told[without[i].pattern] || words.len == 0 ||
            book->intents[owner].needs.count > 0 || inspect_same_answer(book, intent, owner) ||
            has_hit_of(with, with_count, owner) || !is_taken_over(folding, plain, owner, arena))
            continue;
        struct str where = place_words(arena, place);
        tell(folding, &without[i], words, text, where);
    }
}

static void see_phrases(struct folding *folding, size_t intent, const struct phrases *phrases)
{
    for (size_t i = 0; i < phrases->count; i++) {
        struct arena *arena = arena_new();
        see_text(folding, intent, phrases->items[i], phrases->places[i], arena);
        arena_free(arena);
    }
}

/* The texts that other intents' patterns are about. */
static void see_pattern(struct folding *folding, uint32_t source)
{
    enum { SAMPLES = 6 };
    const struct rulebook *book = folding->inspection->book;
    const struct pattern_source *pattern = &book->sources[source];
    struct arena *arena = arena_new();
    struct str texts[SAMPLES];
    size_t count = pattern_set_samples(book->patterns, source, arena, texts, SAMPLES);
    for (size_t i = 0; i < count; i++) {
        struct normalised text = text_normalise(arena, book->lexicon, texts[i]);
        struct pattern_hit hit;
        if (pattern_set_try(book->patterns, source, &text, arena, &hit))
            see_text(folding, pattern->owner, texts[i], pattern->place, arena);
    }
    arena_free(arena);
}

void inspect_folded(struct inspection *inspection)
{
    const struct rulebook *book = inspection->book;
    struct folding folding = {.inspection = inspection,
                              .is_told = ARENA_ARRAY(inspection->arena, bool, book->source_count)};
    for (size_t i = 0; i < book->intent_count; i++) {
        see_phrases(&folding, i, &book->intents[i].examples);
        see_phrases(&folding, i, &book->intents[i].tests_yes);
    }
    for (size_t i = 0; i < book->source_count; i++) {
        if (!book->sources[i].is_exclusion)
            see_pattern(&folding, (uint32_t)i);
    }
    kind_end(inspection, &folding.kind, "patterns with another meaning without their marks");
}
