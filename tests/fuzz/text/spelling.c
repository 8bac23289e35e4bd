/*
 * A content and a message of any bytes, with a NUL between: candidates come cheapest first, cost
 * what the header says, and lead to words the content has; nothing is offered for words that it has
 * as typed, or for spans.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/must.h"
#include "text/spelling.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_candidate(const struct spelling *spelling, const struct normalised *text,
                            size_t at, const struct spelling_candidate *found)
{
    struct str rest = found->f, word;
    must(found->cost >= 0.1F && found->cost <= 2.5F);
    must(found->tokens >= 1 && at + found->tokens <= text->token_count);
    while (str_split(&rest, ' ', &word))
        must(spelling_knows(spelling, word));
    must(found->tokens == 2 || text->tokens[at].span < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str message = {(const char *)data, size}, content;
    if (!str_split(&message, '\0', &content))
        return 0;
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct lexicon *lexicon = lexicon_new(NULL, 0, &report);
    struct spelling *spelling = spelling_new(lexicon);
    struct normalised text = text_normalise(arena, lexicon, content);
    spelling_learn(spelling, &text);
    spelling_settle(spelling);

    struct spelling_candidate found[SPELLING_CANDIDATES_MAX];
    for (size_t i = 0; i < text.token_count; i++) { /* the content itself is right */
        size_t count = spelling_candidates(spelling, &text, i, arena, found);
        for (size_t k = 0; k < count; k++)
            must(found[k].tokens == 2 || text.tokens[i].typed_accented);
    }
    text = text_normalise(arena, lexicon, message);
    for (size_t i = 0; i < text.token_count; i++) {
        size_t count = spelling_candidates(spelling, &text, i, arena, found);
        for (size_t k = 0; k < count; k++) {
            check_candidate(spelling, &text, i, &found[k]);
            must(k == 0 || found[k - 1].cost <= found[k].cost);
        }
    }
    spelling_free(spelling);
    lexicon_free(lexicon);
    arena_free(arena);
    return 0;
}
