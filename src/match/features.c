#include "match/features.h"

#include <math.h>

#include "base/map.h"
#include "text/synonyms.h"

enum { PIECE_MIN = 2, PIECE_MAX = 5, FEATURES_MAX = 4096, MEANT_MAX = 2 };

struct gathering {
    const struct feature_source *source;
    struct arena *arena;
    struct map seen;
    struct feature *features;
    size_t count, capacity;
};

static void add(struct gathering *gathering, enum feature_block block, struct str name,
                float weight)
{
    struct feature *known = map_find(&gathering->seen, name);
    if (known != NULL) {
        known->count += weight;
        return;
    }
    if (gathering->count == FEATURES_MAX)
        return;
    /* The array is allocated whole so that the map may point into it. */
    struct feature *feature = &gathering->features[gathering->count++];
    *feature = (struct feature){name, block, weight};
    map_set(&gathering->seen, name, feature);
}

static struct str joined(struct gathering *gathering, char letter, struct str a, struct str b)
{
    struct strbuf name = strbuf_new(gathering->arena, a.len + b.len + 2);
    strbuf_add_byte(&name, letter);
    strbuf_add(&name, a);
    if (b.len > 0) {
        strbuf_add_byte(&name, ' ');
        strbuf_add(&name, b);
    }
    return strbuf_view(&name);
}

static bool is_placeholder(struct str word)
{
    return word.len > 0 && word.data[0] == '<';
}

/* Pieces of one word with its edges marked: "_ba" "bao" "ao_" … */
static void add_pieces(struct gathering *gathering, enum feature_block block, char letter,
                       struct str word)
{
    struct strbuf edged = strbuf_new(gathering->arena, word.len + 2);
    strbuf_add_byte(&edged, '_');
    strbuf_add(&edged, word);
    strbuf_add_byte(&edged, '_');
    struct str whole = strbuf_view(&edged);
    for (size_t size = PIECE_MIN; size <= PIECE_MAX; size++) {
        for (size_t at = 0; at + size <= whole.len && at < 64; at++)
            add(gathering, block, joined(gathering, letter, str_sub(whole, at, at + size), STR("")),
                1);
    }
}

/* What a word that no example has may have been meant to be counts as far as its cost allows. */
static void add_meant(struct gathering *gathering, const struct normalised *text, size_t at)
{
    struct spelling_candidate candidates[SPELLING_CANDIDATES_MAX];
    const struct spelling *spelling = gathering->source->spelling;
    if (spelling == NULL || spelling_knows(spelling, text->tokens[at].f))
        return;
    size_t count = spelling_candidates(spelling, text, at, gathering->arena, candidates);
    for (size_t i = 0; i < count && i < MEANT_MAX; i++) {
        float weight = exp2f(-candidates[i].cost);
        struct str f = candidates[i].f, part;
        struct str before = at > 0 ? text->tokens[at - 1].f : STR("^");
        while (f.len > 0 && str_split(&f, ' ', &part)) {
            add(gathering, BLOCK_WORDS, joined(gathering, 'w', part, STR("")), weight);
            add(gathering, BLOCK_WORDS, joined(gathering, 'w', before, part), weight);
            before = part;
        }
        size_t next = at + candidates[i].tokens;
        add(gathering, BLOCK_WORDS,
            joined(gathering, 'w', before,
                   next < text->token_count ? text->tokens[next].f : STR("$")),
            weight);
    }
}

static void add_words(struct gathering *gathering, const struct normalised *text)
{
    struct str before = STR("^"), before_that = STR("");
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        struct str alt = token->alt, part;
        add(gathering, BLOCK_WORDS, joined(gathering, 'w', token->f, STR("")), 1);
        add(gathering, BLOCK_WORDS, joined(gathering, 'w', before, token->f), 1);
        if (before_that.len > 0)
            add(gathering, BLOCK_WORDS, joined(gathering, 's', before_that, token->f), 0.5f);
        while (alt.len > 0 && str_split(&alt, ' ', &part))
            add(gathering, BLOCK_WORDS, joined(gathering, 'w', part, STR("")), 0.5f);
        if (!is_placeholder(token->f))
            add_pieces(gathering, BLOCK_PIECES, 'c', token->f);
        add_meant(gathering, text, i);
        before_that = before;
        before = token->f;
    }
    if (text->token_count > 0)
        add(gathering, BLOCK_WORDS, joined(gathering, 'w', before, STR("$")), 1);
}

static bool has_marks(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if ((unsigned char)word.data[i] >= 0x80)
            return true;
    }
    return false;
}

/* Only of a message that was typed with marks: there a word without them was meant so. */
static void add_accented(struct gathering *gathering, const struct normalised *text)
{
    struct str before = STR("");
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (token->a.len == 0 || (text->accents == ACCENT_NONE && !has_marks(token->a))) {
            before = STR("");
            continue;
        }
        add(gathering, BLOCK_ACCENTED, joined(gathering, 'a', token->a, STR("")), 1);
        add_pieces(gathering, BLOCK_ACCENTED_PIECES, 'd', token->a);
        if (before.len > 0)
            add(gathering, BLOCK_ACCENTED, joined(gathering, 'a', before, token->a), 1);
        before = token->a;
    }
}

static bool is_filler(const struct token *token)
{
    return (token->roles & (TOKEN_PERSON | TOKEN_PARTICLE)) != 0;
}

/* Pairs of words that only forms of address and particles part: "đổi [cho em] size". */
static void add_distant_pairs(struct gathering *gathering, const struct normalised *text)
{
    struct str before = STR("^");
    bool is_parted = false;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (is_filler(token)) {
            is_parted = true;
            continue;
        }
        if (is_parted)
            add(gathering, BLOCK_WORDS, joined(gathering, 'w', before, token->f), 1);
        before = token->f;
        is_parted = false;
    }
    if (is_parted)
        add(gathering, BLOCK_WORDS, joined(gathering, 'w', before, STR("$")), 1);
}

/* What kind of sentence it is: what it asks for, whether it denies, how long it is. */
static void add_shape(struct gathering *gathering, const struct normalised *text)
{
    static const char *const questions[] = {
        [QUESTION_NOT] = "not",           [QUESTION_WHAT] = "what",
        [QUESTION_WHICH] = "which",       [QUESTION_WHO] = "who",
        [QUESTION_WHERE] = "where",       [QUESTION_WHEN] = "when",
        [QUESTION_HOW_LONG] = "how long", [QUESTION_HOW_MUCH] = "how much",
        [QUESTION_WHY] = "why",           [QUESTION_HOW] = "how",
        [QUESTION_YES_NO] = "yes no",
    };
    static const char *const lengths[] = {"no word",     "one word",   "two words",
                                          "a few words", "a sentence", "sentences"};
    size_t words = 0;
    bool denies = false;
    for (size_t i = 0; i < text->token_count; i++) {
        words += !is_filler(&text->tokens[i]);
        denies = denies || (text->tokens[i].roles & TOKEN_NEGATOR) != 0;
    }
    size_t length = words <= 2 ? words : words <= 5 ? 3 : words <= 11 ? 4 : 5;
    add(gathering, BLOCK_SHAPE,
        joined(gathering, 'q', str_view(questions[text->question]), STR("")), 1);
    add(gathering, BLOCK_SHAPE, joined(gathering, 'q', str_view(lengths[length]), STR("")), 1);
    if (denies)
        add(gathering, BLOCK_SHAPE, joined(gathering, 'q', STR("denies"), STR("")), 1);
}

static void add_concepts(struct gathering *gathering, const struct normalised *text,
                         bool with_accents)
{
    struct concept_use *uses;
    struct str before = STR("");
    size_t count =
        text_concepts(text, gathering->source->lexicon, with_accents, gathering->arena, &uses);
    for (size_t i = 0; i < count; i++) {
        struct str name = uses[i].concept->name;
        add(gathering, BLOCK_CONCEPTS, joined(gathering, 'g', name, STR("")), 1);
        if (before.len > 0)
            add(gathering, BLOCK_CONCEPTS, joined(gathering, 'g', before, name), 1);
        before = name;
    }
}

size_t features_of(const struct feature_source *source, const struct normalised *text,
                   bool with_accents, struct arena *arena, struct feature **features)
{
    struct gathering gathering = {.source = source, .arena = arena, .seen = map_new(arena)};
    gathering.features = ARENA_ARRAY(arena, struct feature, FEATURES_MAX);
    add_words(&gathering, text);
    add_distant_pairs(&gathering, text);
    add_shape(&gathering, text);
    add_concepts(&gathering, text, with_accents);
    if (with_accents)
        add_accented(&gathering, text);
    *features = gathering.features;
    return gathering.count;
}
