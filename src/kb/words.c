#include "kb/words.h"

#include <stdlib.h>
#include <string.h>

/* Words that join others and name no subject, sorted by bytes, folded. A marked word counts as
 * grammar only if its accented form is in the second list: "để" is, "dễ" is not. */
static const struct str grammar_folded[] = {
#include "kb/grammar_folded.inc"
};
static const struct str grammar_accented[] = {
#include "kb/grammar_accented.inc"
};

static int compare_name(const void *key, const void *item)
{
    const struct str *want = key, *have = item;
    return str_compare(*want, *have);
}

static bool is_grammar(const struct token *token)
{
    if (token->typed_accented)
        return bsearch(&token->a, grammar_accented, COUNT(grammar_accented), sizeof(struct str),
                       compare_name) != NULL;
    return bsearch(&token->f, grammar_folded, COUNT(grammar_folded), sizeof(struct str),
                   compare_name) != NULL;
}

static struct str clip_key(struct str key)
{
    if (key.len <= WORD_KEY_MAX)
        return key;
    size_t end = WORD_KEY_MAX;
    while (end > WORD_KEY_MAX - 4 && ((unsigned char)key.data[end] & 0xC0) == 0x80)
        end--;
    return str_sub(key, 0, end);
}

static void add_word(struct arena *arena, struct words *words, struct word word)
{
    word.folded = clip_key(word.folded);
    word.accented = clip_key(word.accented);
    word.alt = clip_key(word.alt);
    /* A NUL would end the FTS5 expression early. */
    if (word.folded.len > 0 && memchr(word.folded.data, '\0', word.folded.len) == NULL)
        *ARENA_PUSH(arena, words->items, words->count, words->capacity) = word;
}

static bool is_key_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte & 0x80) != 0;
}

/* The runs of letters and digits of a protected span, so that "năm 1954" meets "20/7/1954". */
static void add_parts(struct arena *arena, struct words *words, struct str text, struct word whole)
{
    size_t at = 0;
    while (at < text.len) {
        size_t from = at;
        while (at < text.len && is_key_byte(text.data[at]))
            at++;
        struct str part = str_sub(text, from, at);
        if (part.len > 0 && part.len < text.len) {
            whole.folded = whole.accented = part;
            add_word(arena, words, whole);
        }
        if (at == from)
            at++;
    }
}

static void add_span(struct arena *arena, struct words *words, const struct normalised *text,
                     const struct token *token)
{
    struct str value = text->spans[token->span].value;
    struct str shown = token->a.len > 0 ? token->a : token->f;
    struct word word = {.from = token->from, .to = token->to, .flags = WORD_VALUE};
    word.token = (int)(token - text->tokens);

    word.folded = word.accented = value.len > 0 ? value : shown;
    add_word(arena, words, word);
    add_parts(arena, words, shown, word);
}

struct words words_of(struct arena *arena, const struct normalised *text)
{
    struct words words = {0};
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if ((token->roles & TOKEN_EMOJI) != 0)
            continue;
        if (token->span >= 0) {
            add_span(arena, &words, text, token);
            continue;
        }
        unsigned flags = token->typed_accented ? WORD_MARKED : 0;
        if ((token->roles & (TOKEN_PERSON | TOKEN_PARTICLE)) != 0)
            flags |= WORD_ASIDE;
        if ((token->roles & TOKEN_QUESTION) != 0)
            flags |= WORD_QUESTION;
        if (is_grammar(token))
            flags |= WORD_GRAMMAR;
        add_word(arena, &words,
                 (struct word){.folded = token->f,
                               .accented = token->a,
                               .alt = token->alt,
                               .from = token->from,
                               .to = token->to,
                               .token = (int)i,
                               .flags = (uint8_t)flags});
    }
    return words;
}

ptrdiff_t words_partner(const struct words *words, size_t at)
{
    enum { ASIDE_MAX = 3 }; /* "đổi giúp cho em hàng" is still a pair */
    bool is_aside = (words->items[at].flags & WORD_ASIDE) != 0;
    for (size_t back = 1; back <= ASIDE_MAX + 1 && back <= at; back++) {
        if (is_aside || (words->items[at - back].flags & WORD_ASIDE) == 0)
            return (ptrdiff_t)(at - back);
    }
    return -1;
}

struct str words_term(char buffer[WORD_TERM_MAX], char kind, struct str key)
{
    must(key.len <= WORD_KEY_MAX);
    buffer[0] = kind;
    memcpy(buffer + 1, key.data, key.len);
    return (struct str){buffer, key.len + 1};
}

struct str words_pair(char buffer[WORD_TERM_MAX], struct str first, struct str second)
{
    must(first.len <= WORD_KEY_MAX && second.len <= WORD_KEY_MAX);
    buffer[0] = TERM_PAIR;
    memcpy(buffer + 1, first.data, first.len);
    buffer[1 + first.len] = '_';
    memcpy(buffer + 2 + first.len, second.data, second.len);
    return (struct str){buffer, first.len + second.len + 2};
}
