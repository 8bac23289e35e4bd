/*
 * Any bytes as an article and as a question: terms stay within their size and the text, the match
 * expression is no SQL error, hits lie inside the articles.
 */
#include <stdint.h>
#include <stdlib.h>

#include "kb/passages.h"
#include "kb/query.h"
#include "kb/search.h"
#include "kb/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int check_term(void *ctx, int flags, const char *term, int size, int from, int to)
{
    const struct str *text = ctx;
    must(flags == 0 || flags == FTS5_TOKEN_COLOCATED);
    must(size >= 2 && size <= WORD_TERM_MAX);
    must(term[0] == TERM_FOLDED || term[0] == TERM_ACCENTED || term[0] == TERM_PAIR);
    must(from >= 0 && to >= from && (size_t)to <= text->len);
    return SQLITE_OK;
}

static void check_search(struct arena *arena, const struct kb_index *index,
                         const struct article *articles, const struct normalised *text)
{
    struct err err = {0};
    struct kb_hit hits[10];
    struct kb_query query = {.text = text};
    struct kb_reader *reader = kb_reader_open(index, &err);
    must(reader != NULL);
    size_t count = kb_search(reader, &query, arena, hits, COUNT(hits));
    must(kb_reader_failures(reader) == 0);
    for (size_t i = 0; i < count; i++) {
        must(hits[i].article < 2 && hits[i].confidence >= 0.0F && hits[i].confidence <= 1.0F);
        must(hits[i].from <= hits[i].to && hits[i].to <= articles[hits[i].article].plain.len);
        must(i == 0 || hits[i].score <= hits[i - 1].score);
    }
    struct query *made = query_new(arena, index, text);
    must(made->term_count <= QUERY_TERMS_MAX && made->slot_count <= QUERY_SLOTS_MAX);
    kb_reader_close(reader);
}

/* The first byte says where the article ends and the question begins. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lexicon *lexicon;
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    if (lexicon == NULL)
        lexicon = lexicon_new(NULL, 0, &report);
    struct str all = str_dup(arena, (struct str){(const char *)data, size});
    size_t cut = size == 0 ? 0 : 1 + (size - 1) * data[0] / 255;
    struct str document = str_sub(all, 1, cut), question = str_sub(all, cut, all.len);

    must(tokenizer_run(lexicon, document, &document, check_term) == SQLITE_OK);
    struct article articles[2] = {
        article_from_passage(arena, STR("a"), question, document),
        {.id = STR("b"), .title = document, .plain = question},
    };
    struct err err = {0};
    struct kb_index *index = kb_index_new(articles, COUNT(articles), lexicon, &err);
    must(index != NULL);
    struct normalised text = text_normalise(arena, lexicon, question);
    check_search(arena, index, articles, &text);
    kb_index_free(index);
    arena_free(arena);
    return 0;
}
