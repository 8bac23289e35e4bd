#include "text/synonyms.h"

#include "base/map.h"

/* The phrases with one folded key; they differ in their marks ("giá", "gia"). */
struct phrase {
    struct concept *concept;
    struct str words[SYNONYM_WORDS_MAX]; /* accented */
    size_t count;
    bool has_marks;
    struct phrase *next;
};

/* What phrases begin with a word: how long the longest is, so that most words cost one look-up. */
struct first_word {
    size_t longest;
};

struct synonyms {
    struct arena *arena;
    struct map phrases; /* folded key → struct phrase */
    struct map firsts;  /* first folded word → struct first_word */
};

struct synonyms *synonyms_new(struct arena *arena)
{
    struct synonyms *synonyms = ARENA_NEW(arena, struct synonyms);
    synonyms->arena = arena;
    synonyms->phrases = map_new(arena);
    synonyms->firsts = map_new(arena);
    return synonyms;
}

/* ---- building ---- */

static bool is_same_phrase(const struct phrase *a, const struct phrase *b)
{
    for (size_t i = 0; i < a->count; i++) {
        if (!str_equal(a->words[i], b->words[i]))
            return false;
    }
    return a->count == b->count;
}

static void note_first_word(struct synonyms *synonyms, struct str word, size_t count)
{
    struct first_word *first = map_find(&synonyms->firsts, word);
    if (first == NULL) {
        first = ARENA_NEW(synonyms->arena, struct first_word);
        map_set(&synonyms->firsts, str_dup(synonyms->arena, word), first);
    }
    if (count > first->longest)
        first->longest = count;
}

static void add_key(struct concept *into, struct str key)
{
    for (size_t i = 0; i < into->count; i++) {
        if (str_equal(into->phrases[i], key))
            return; /* "order" and "đặt hàng" have one key when the table reads the first so */
    }
    if (into->count == 0)
        into->name = key;
    into->phrases[into->count++] = key;
}

static const char *add_phrase(struct synonyms *synonyms, const struct normalised *text,
                              struct concept *concept)
{
    struct arena *arena = synonyms->arena;
    struct phrase *phrase = ARENA_NEW(arena, struct phrase);
    phrase->concept = concept;
    for (size_t i = 0; i < text->token_count; i++) {
        if (text->tokens[i].span >= 0)
            return "numbers, amounts and links have no synonyms; leave it out";
        if (i == SYNONYM_WORDS_MAX)
            return "a synonym has at most six words";
        phrase->words[phrase->count++] = str_dup(arena, text->tokens[i].a);
        phrase->has_marks |= text->tokens[i].typed_accented;
    }
    if (phrase->count == 0)
        return "there is no word here";
    struct str key = str_dup(arena, text->f);
    phrase->next = map_find(&synonyms->phrases, key);
    for (const struct phrase *other = phrase->next; other != NULL; other = other->next) {
        if (is_same_phrase(other, phrase))
        return other->concept == concept ? "this stands in the group already"
                                         : "this stands in another group already";
    }
    map_set(&synonyms->phrases, key, phrase);
    note_first_word(synonyms, text->tokens[0].f, phrase->count);
    add_key(concept, key);
    return NULL;
}

const char *synonyms_add(struct synonyms *synonyms, const struct lexicon *lexicon, struct str line,
                         struct str *where)
{
    struct concept *concept = ARENA_NEW(synonyms->arena, struct concept);
    struct str rest = line, part;
    size_t parts = 0;
    while (str_split(&rest, '=', &part)) {
        struct str phrase = str_trim(part);
        *where = phrase.len > 0 ? phrase : part;
        if (parts++ == SYNONYM_PHRASES_MAX)
            return "a group has at most 40 phrases; begin a second line with other words";
        struct arena *scratch = arena_new();
        struct normalised text = text_normalise(scratch, lexicon, phrase);
        const char *wrong = add_phrase(synonyms, &text, concept);
        arena_free(scratch);
        if (wrong != NULL)
            return wrong;
    }
    *where = line;
    return parts < 2 ? "a group has two phrases or more, with \"=\" between them" : NULL;
}

/* ---- finding ---- */

static bool has_its_marks(const struct phrase *phrase, const struct token *tokens)
{
    for (size_t i = 0; i < phrase->count; i++) {
        if (tokens[i].typed_accented && !str_equal(tokens[i].a, phrase->words[i]))
            return false;
    }
    return true;
}

/* The concept of the phrase that stands at these tokens, or NULL: none, or more than one. */
static const struct concept *concept_at(const struct phrase *phrase, const struct token *tokens,
                                        bool with_accents)
{
    bool is_bare = !with_accents || !tokens[0].typed_accented;
    const struct concept *found = NULL;
    for (; phrase != NULL; phrase = phrase->next) {
        if (phrase->count == 1 && phrase->has_marks && is_bare)
            continue;
        if (with_accents && !has_its_marks(phrase, tokens))
            continue;
        if (found != NULL && found != phrase->concept)
            return NULL;
        found = phrase->concept;
    }
    return found;
}

/* The folded tokens first … last as they stand in F. */
static struct str folded(const struct normalised *text, size_t first, size_t last)
{
    return str_sub(text->f, text->tokens[first].f_from,
                   text->tokens[last].f_from + text->tokens[last].f.len);
}

static bool find_at(const struct synonyms *synonyms, const struct normalised *text,
                    bool with_accents, size_t first, struct concept_use *use)
{
    const struct first_word *begin = map_find(&synonyms->firsts, text->tokens[first].f);
    size_t left = text->token_count - first;
    if (begin == NULL)
        return false;
    for (size_t n = left < begin->longest ? left : begin->longest; n > 0; n--) {
        size_t last = first + n - 1;
        const struct phrase *phrase = map_find(&synonyms->phrases, folded(text, first, last));
        const struct concept *concept = concept_at(phrase, &text->tokens[first], with_accents);
        if (concept != NULL) {
            *use = (struct concept_use){concept, first, last};
            return true;
        }
    }
    return false;
}

size_t text_concepts(const struct normalised *text, const struct lexicon *lexicon,
                     bool with_accents, struct arena *arena, struct concept_use **uses)
{
    const struct synonyms *synonyms = lexicon_synonyms(lexicon);
    size_t count = 0;
    *uses = ARENA_ARRAY(arena, struct concept_use, text->token_count);
    for (size_t i = 0; i < text->token_count; i++) {
        if (find_at(synonyms, text, with_accents, i, &(*uses)[count]))
            i = (*uses)[count++].last;
    }
    return count;
}
