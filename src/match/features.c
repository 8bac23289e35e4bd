#include "match/features.h"

#include "base/map.h"

enum { PIECE_MIN = 2, PIECE_MAX = 4, FEATURES_MAX = 4096 };

struct gathering {
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
static void add_pieces(struct gathering *gathering, struct str word)
{
    struct strbuf edged = strbuf_new(gathering->arena, word.len + 2);
    strbuf_add_byte(&edged, '_');
    strbuf_add(&edged, word);
    strbuf_add_byte(&edged, '_');
    struct str whole = strbuf_view(&edged);
    for (size_t size = PIECE_MIN; size <= PIECE_MAX; size++) {
        for (size_t at = 0; at + size <= whole.len && at < 64; at++)
            add(gathering, BLOCK_PIECES,
                joined(gathering, 'c', str_sub(whole, at, at + size), STR("")), 1);
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
            add_pieces(gathering, token->f);
        before_that = before;
        before = token->f;
    }
    if (text->token_count > 0)
        add(gathering, BLOCK_WORDS, joined(gathering, 'w', before, STR("$")), 1);
}

static void add_accented(struct gathering *gathering, const struct normalised *text)
{
    struct str before = STR("");
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (!token->typed_accented || token->a.len == 0) {
            before = STR("");
            continue;
        }
        add(gathering, BLOCK_ACCENTED, joined(gathering, 'a', token->a, STR("")), 1);
        if (before.len > 0)
            add(gathering, BLOCK_ACCENTED, joined(gathering, 'a', before, token->a), 1);
        before = token->a;
    }
}

size_t features_of(const struct normalised *text, bool with_accents, struct arena *arena,
                   struct feature **features)
{
    struct gathering gathering = {.arena = arena, .seen = map_new(arena)};
    gathering.features = ARENA_ARRAY(arena, struct feature, FEATURES_MAX);
    add_words(&gathering, text);
    if (with_accents)
        add_accented(&gathering, text);
    *features = gathering.features;
    return gathering.count;
}
