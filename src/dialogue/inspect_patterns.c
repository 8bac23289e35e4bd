/* Patterns that say nothing another one does not, or that never get to say anything. */
#include "dialogue/inspect_parts.h"
#include "dialogue/understand.h"

enum { SAMPLES = 12 };

struct watch {
    struct inspection *inspection;
    uint32_t source;
    size_t texts;       /* that the pattern matched */
    size_t excluded;    /* of those, taken out by the intent's own exclusion */
    int repeats, beats; /* a source that has done so on every text; -1 once not, -2 at first */
    struct str example;
};

struct kinds {
    struct kind never, repeated, shadowed;
};

static const struct pattern_source *source_of(const struct watch *watch, uint32_t number)
{
    return &watch->inspection->book->sources[number];
}

/* The hit of another pattern of the same intent that holds all of this one's words. */
static bool repeats(const struct watch *watch, const struct pattern_hit *own,
                    const struct pattern_hit *other)
{
    (void)watch; /* the same shape as beats() */
    return other->owner == own->owner && other->pattern != own->pattern &&
           other->from <= own->from && other->to >= own->to && other->form == own->form;
}

static bool beats(const struct watch *watch, const struct pattern_hit *own,
                  const struct pattern_hit *other)
{
    const struct rulebook *book = watch->inspection->book;
    const struct intent *intent = &book->intents[other->owner];
    return other->owner != own->owner && intent->needs.count == 0 && !intent->is_smalltalk &&
           !inspect_same_answer(book, own->owner, other->owner) &&
           understand_hit_yields(book, own, other);
}

typedef bool test_fn(const struct watch *watch, const struct pattern_hit *own,
                     const struct pattern_hit *other);

/* Keeps *who if it does it again on this text; on the first text takes who does. */
static void follow(const struct watch *watch, int *who, test_fn *does,
                   const struct pattern_hit *own, const struct pattern_hit *hits, size_t count)
{
    int found = -1;
    for (size_t i = 0; i < count && *who != -1; i++) {
        bool may = *who == -2 || *who == (int)hits[i].pattern;
        if (may && does(watch, own, &hits[i]) && found < 0)
            found = (int)hits[i].pattern;
    }
    *who = found;
}

static void see_text(struct watch *watch, struct str text, struct arena *arena)
{
    const struct rulebook *book = watch->inspection->book;
    struct normalised normal = text_normalise(arena, book->lexicon, text);
    struct pattern_hit own, *hits;
    if (!pattern_set_try(book->patterns, watch->source, &normal, arena, &own))
        return;
    size_t count = pattern_set_match(book->patterns, &normal, arena, NULL, &hits);
    bool is_left = false;
    for (size_t i = 0; i < count; i++)
        is_left |= hits[i].pattern == watch->source;
    if (watch->texts++ == 0)
        watch->example = str_dup(watch->inspection->arena, text);
    watch->excluded += !is_left;
    follow(watch, &watch->repeats, repeats, &own, hits, count);
    follow(watch, &watch->beats, beats, &own, hits, count);
}

static void tell(const struct watch *watch, struct kinds *kinds)
{
    struct inspection *inspection = watch->inspection;
    const struct rulebook *book = inspection->book;
    const struct pattern_source *own = source_of(watch, watch->source);
    if (watch->excluded == watch->texts) {
        if (kind_tell(&kinds->never, own->place))
            report_add(inspection->report, REPORT_ERROR, own->place, own->source,
                       "this pattern never counts: the intent's own exclude takes out all it "
                       "matches, such as \"" STR_FMT "\"",
                       STR_ARG(watch->example));
        return;
    }
    if (watch->beats >= 0 && kind_tell(&kinds->shadowed, own->place)) {
        const struct pattern_source *other = source_of(watch, (uint32_t)watch->beats);
        struct str where = place_words(inspection->arena, other->place);
        report_add(inspection->report, REPORT_WARNING, own->place, own->source,
                   "this pattern never wins: what it matches, such as \"" STR_FMT
                   "\", goes to intent \"" STR_FMT "\" by the pattern in " STR_FMT
                   ", which %s. Narrow that one, or set priority",
                   STR_ARG(watch->example), STR_ARG(book->intents[other->owner].id), STR_ARG(where),
                   book->intents[other->owner].priority > book->intents[own->owner].priority
                       ? "has the higher priority"
                       : "holds more words");
    }
}

static struct watch watch_pattern(struct inspection *inspection, uint32_t source)
{
    struct watch watch = {.inspection = inspection, .source = source, .repeats = -2, .beats = -2};
    struct arena *arena = arena_new();
    struct str texts[SAMPLES];
    size_t count = pattern_set_samples(inspection->book->patterns, source, arena, texts, SAMPLES);
    for (size_t i = 0; i < count; i++)
        see_text(&watch, texts[i], arena);
    arena_free(arena);
    return watch;
}

/* Of two patterns that say the same, the later one is told. */
static void tell_repeated(struct inspection *inspection, const struct watch *watches, size_t i,
                          struct kinds *kinds)
{
    const struct pattern_source *own = &inspection->book->sources[i];
    int other = watches[i].texts > 0 ? watches[i].repeats : -1;
    if (other < 0 || (watches[other].repeats == (int)i && (size_t)other > i) ||
        !kind_tell(&kinds->repeated, own->place))
        return;
    const struct place *place = &inspection->book->sources[other].place;
    struct str where = place_words(inspection->arena, *place);
    report_add(inspection->report, REPORT_WARNING, own->place, own->source,
               "this pattern adds nothing: what it matches, such as \"" STR_FMT
               "\", the pattern in " STR_FMT " matches too",
               STR_ARG(watches[i].example), STR_ARG(where));
}

void inspect_patterns(struct inspection *inspection)
{
    const struct rulebook *book = inspection->book;
    struct watch *watches = ARENA_ARRAY(inspection->arena, struct watch, book->source_count);
    struct kinds kinds = {.never = {0}};
    for (size_t i = 0; i < book->source_count; i++) {
        if (book->sources[i].is_exclusion)
            continue;
        watches[i] = watch_pattern(inspection, (uint32_t)i);
        if (watches[i].texts > 0)
            tell(&watches[i], &kinds);
    }
    for (size_t i = 0; i < book->source_count; i++) {
        if (!book->sources[i].is_exclusion)
            tell_repeated(inspection, watches, i, &kinds);
    }
    kind_end(inspection, &kinds.never, "patterns that never count");
    kind_end(inspection, &kinds.shadowed, "patterns that never win");
    kind_end(inspection, &kinds.repeated, "patterns that add nothing");
}
