#include "text/spelling.h"

#include <stdlib.h>

#include "text/spelling_words.h"
#include "text/word.h"

enum { FIRST_PAIR_SLOTS = 1024 };

struct spelling *spelling_new(const struct lexicon *lexicon)
{
    struct spelling *spelling = HEAP_NEW(struct spelling);
    spelling->arena = arena_new();
    spelling->lexicon = lexicon;
    spelling->words = map_new(spelling->arena);
    spelling->pair_slots = FIRST_PAIR_SLOTS;
    spelling->pairs = heap_alloc(FIRST_PAIR_SLOTS, sizeof(uint64_t));
    return spelling;
}

void spelling_free(struct spelling *spelling)
{
    if (spelling == NULL)
        return;
    arena_free(spelling->arena);
    free(spelling->pairs);
    free(spelling->deletions);
    free(spelling);
}

/* ---- words ---- */

static struct known_word *word_of(struct spelling *spelling, struct str folded)
{
    struct known_word *word = map_find(&spelling->words, folded);
    if (word != NULL)
        return word;
    word = ARENA_NEW(spelling->arena, struct known_word);
    word->f = str_dup(spelling->arena, folded);
    map_set(&spelling->words, word->f, word);
    *ARENA_PUSH(spelling->arena, spelling->list, spelling->count, spelling->capacity) = word;
    return word;
}

static void add_form(struct spelling *spelling, struct known_word *word, struct str accented,
                     uint32_t times)
{
    struct known_form **at = &word->forms;
    while (*at != NULL && !str_equal((*at)->a, accented))
        at = &(*at)->next;
    if (*at == NULL) {
        *at = ARENA_NEW(spelling->arena, struct known_form);
        (*at)->a = str_dup(spelling->arena, accented);
    }
    (*at)->times += times;
}

void spelling_add_word(struct spelling *spelling, struct str folded, uint32_t times)
{
    must(!spelling->is_settled);
    if (folded.len > 0)
        word_of(spelling, folded)->times += times;
}

void spelling_add_form(struct spelling *spelling, struct str accented, uint32_t times)
{
    must(!spelling->is_settled);
    struct word letters;
    if (accented.len == 0 || !word_read(accented, &letters))
        return;
    struct arena *scratch = arena_new();
    add_form(spelling, word_of(spelling, word_folded(scratch, &letters)), accented, times);
    arena_free(scratch);
}

/* ---- pairs ---- */

static uint64_t pair_hash(struct str first, struct str second)
{
    uint64_t hash = str_hash(first) * UINT64_C(0x9E3779B97F4A7C15) ^ str_hash(second);
    return hash == 0 ? 1 : hash;
}

static uint64_t *pair_slot(uint64_t *pairs, size_t slots, uint64_t hash)
{
    size_t i = (size_t)(hash >> 7) & (slots - 1);
    while (pairs[i] != 0 && pairs[i] != hash)
        i = (i + 1) & (slots - 1);
    return &pairs[i];
}

static void grow_pairs(struct spelling *spelling)
{
    size_t slots = spelling->pair_slots * 2;
    uint64_t *pairs = heap_alloc(slots, sizeof(uint64_t));
    for (size_t i = 0; i < spelling->pair_slots; i++) {
        if (spelling->pairs[i] != 0)
            *pair_slot(pairs, slots, spelling->pairs[i]) = spelling->pairs[i];
    }
    free(spelling->pairs);
    spelling->pairs = pairs;
    spelling->pair_slots = slots;
}

void spelling_add_pair(struct spelling *spelling, struct str first, struct str second)
{
    must(!spelling->is_settled);
    if (spelling->pair_count * 2 >= spelling->pair_slots)
        grow_pairs(spelling);
    uint64_t hash = pair_hash(first, second);
    uint64_t *slot = pair_slot(spelling->pairs, spelling->pair_slots, hash);
    spelling->pair_count += *slot == 0;
    *slot = hash;
}

bool spelling_has_pair(const struct spelling *spelling, struct str first, struct str second)
{
    return *pair_slot(spelling->pairs, spelling->pair_slots, pair_hash(first, second)) != 0;
}

/* ---- learning a text ---- */

ptrdiff_t spelling_neighbour(const struct normalised *text, size_t at, int step)
{
    enum { ASIDE_MAX = 3 }; /* "đổi giúp cho em hàng" is still a pair */
    ptrdiff_t i = (ptrdiff_t)at + step;
    for (int n = 0; n <= ASIDE_MAX; n++, i += step) {
        if (i < 0 || i >= (ptrdiff_t)text->token_count)
            return -1;
        if ((text->tokens[i].roles & (TOKEN_PERSON | TOKEN_PARTICLE)) == 0)
            return i;
    }
    return -1;
}

static void learn_token(struct spelling *spelling, const struct normalised *text, size_t at)
{
    const struct token *token = &text->tokens[at];
    if (token->span >= 0 || token->f.len == 0)
        return;
    struct known_word *word = word_of(spelling, token->f);
    word->times++;
    if (token->is_read && token->alt.len > 0 && !str_has(token->alt, STR(" ")))
        word_of(spelling, token->alt)->times++; /* "voucher" beside "mã giảm giá" */
    bool is_whole = token->typed_accented || text->accents == ACCENT_FULL;
    if (is_whole && !token->is_read && token->a.len > 0)
        add_form(spelling, word, token->a, 1);
    ptrdiff_t before = spelling_neighbour(text, at, -1);
    if (before >= 0)
        spelling_add_pair(spelling, text->tokens[before].f, token->f);
    if (at > 0 && before + 1 != (ptrdiff_t)at)
        spelling_add_pair(spelling, text->tokens[at - 1].f, token->f);
}

void spelling_learn(struct spelling *spelling, const struct normalised *text)
{
    must(!spelling->is_settled);
    for (size_t i = 0; i < text->token_count; i++)
        learn_token(spelling, text, i);
}

/* ---- the table of deletions ---- */

bool spelling_is_plain(struct str key)
{
    for (size_t i = 0; i < key.len; i++) {
        if (key.data[i] < 'a' || key.data[i] > 'z')
            return false;
    }
    return key.len >= SPELLING_LETTERS_MIN && key.len <= SPELLING_LETTERS_MAX;
}

uint32_t spelling_hash_without(struct str key, size_t at)
{
    uint32_t hash = 2166136261; /* FNV-1a */
    for (size_t i = 0; i < key.len; i++) {
        if (i != at)
            hash = (hash ^ (unsigned char)key.data[i]) * 16777619;
    }
    return hash;
}

static int compare_deletion(const void *left, const void *right)
{
    const struct deletion *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->word < b->word ? -1 : a->word > b->word;
}

void spelling_settle(struct spelling *spelling)
{
    must(!spelling->is_settled);
    size_t room = 0;
    for (size_t i = 0; i < spelling->count; i++)
        room += spelling->list[i]->f.len + 1;
    spelling->deletions = heap_alloc(room + 1, sizeof(struct deletion));
    for (size_t i = 0; i < spelling->count; i++) {
        struct str key = spelling->list[i]->f;
        for (size_t at = 0; spelling_is_plain(key) && at <= key.len; at++) {
            struct deletion *deletion = &spelling->deletions[spelling->deletion_count++];
            *deletion = (struct deletion){spelling_hash_without(key, at), (uint32_t)i};
        }
    }
    qsort(spelling->deletions, spelling->deletion_count, sizeof(struct deletion), compare_deletion);
    spelling->is_settled = true;
}

bool spelling_knows(const struct spelling *spelling, struct str folded)
{
    return map_find(&spelling->words, folded) != NULL;
}
