#include "dialogue/library.h"

#include <stdlib.h>
#include <string.h>

#include "dialogue/book.h"
#include "text/fold.h"
#include "text/utf8.h"

enum { QUERY_WORDS_MAX = 16, HITS = 20 };

/* What each kind of agreement is worth; the knowledge base's own confidence (0..1) comes on top. */
static const float in_title = 1.0F, in_questions = 0.6F, worth_showing = 0.25F;

/* Words with one space before each and one at the end: " bao hanh bao lau ". */
struct keys {
    struct str title, questions;
};

struct library {
    atomic_int refs;
    struct rulebook *book;
    struct arena *arena;
    struct keys *keys; /* of each article */
};

static void add_words(struct strbuf *out, struct arena *arena, struct str text)
{
    struct str bare = fold_text(arena, text);
    bool is_gap = true;
    for (size_t i = 0; i < bare.len; i++) {
        unsigned char c = (unsigned char)bare.data[i];
        bool is_letter = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_letter && is_gap)
            strbuf_add_byte(out, ' ');
        if (is_letter)
            strbuf_add_byte(out, (char)c);
        is_gap = !is_letter;
    }
}

static struct str words_of_text(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len + 2);
    add_words(&out, arena, text);
    strbuf_add_byte(&out, ' ');
    return strbuf_view(&out);
}

static struct keys keys_of(struct arena *arena, const struct article *article)
{
    struct strbuf questions = strbuf_new(arena, 256);
    for (size_t i = 0; i < article->question_count; i++)
        add_words(&questions, arena, article->questions[i]);
    for (size_t i = 0; i < article->tag_count; i++)
        add_words(&questions, arena, article->tags[i]);
    strbuf_add_byte(&questions, ' ');
    return (struct keys){words_of_text(arena, article->title), strbuf_view(&questions)};
}

struct library *library_new(struct rulebook *rulebook)
{
    struct library *library = HEAP_NEW(struct library);
    atomic_init(&library->refs, 1);
    library->book = rulebook_ref(rulebook);
    library->arena = arena_new();
    library->keys = ARENA_ARRAY(library->arena, struct keys, rulebook->article_count);
    for (size_t i = 0; i < rulebook->article_count; i++)
        library->keys[i] = keys_of(library->arena, &rulebook->articles[i]);
    return library;
}

struct library *library_ref(struct library *library)
{
    atomic_fetch_add(&library->refs, 1);
    return library;
}

void library_unref(struct library *library)
{
    if (library == NULL || atomic_fetch_sub(&library->refs, 1) != 1)
        return;
    rulebook_unref(library->book);
    arena_free(library->arena);
    free(library);
}

const struct rulebook *library_rulebook(const struct library *library)
{
    return library->book;
}

/* ---- the list ---- */

struct listed {
    const struct article *article;
    size_t at; /* to keep the authors' order */
};

static int by_category(const void *a, const void *b)
{
    const struct listed *one = a, *other = b;
    int order = str_compare(one->article->category, other->article->category);
    return order != 0 ? order : one->at < other->at ? -1 : 1;
}

size_t library_list(const struct library *library, struct str locale, int64_t now_ms,
                    struct arena *arena, const struct article ***out)
{
    const struct rulebook *book = library->book;
    enum locale in = locale_from_name(locale);
    struct listed *all = ARENA_ARRAY(arena, struct listed, book->group_count);
    size_t count = 0;
    for (size_t i = 0; i < book->group_count && count < LIBRARY_LIST_MAX; i++) {
        const struct article *article = book_article(book, &book->groups[i], in, now_ms);
        if (article != NULL)
            all[count++] = (struct listed){article, i};
    }
    if (count > 0)
        qsort(all, count, sizeof(*all), by_category);
    *out = ARENA_ARRAY(arena, const struct article *, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = all[i].article;
    return count;
}

/* ---- the search ---- */

struct query_words {
    struct str words[QUERY_WORDS_MAX]; /* each with its space before: a beginning of a word */
    size_t count;
};

static struct query_words split_query(struct arena *arena, struct str query)
{
    struct query_words split = {0};
    struct str rest = str_trim(words_of_text(arena, query)), word;
    while (rest.len > 0 && split.count < QUERY_WORDS_MAX && str_split(&rest, ' ', &word))
        split.words[split.count++] = str_printf(arena, " " STR_FMT, STR_ARG(word));
    return split;
}

/* The share of the words that begin a word of the key. */
static float share_in(const struct query_words *split, struct str key)
{
    size_t found = 0;
    for (size_t i = 0; i < split->count; i++)
        found += str_has(key, split->words[i]);
    return split->count == 0 ? 0.0F : (float)found / (float)split->count;
}

/* Below the whole, agreement counts little: half of the words are in half of all titles. */
static float steep(float share)
{
    return share >= 1.0F ? 1.0F : 0.4F * share * share;
}

static void add_index_hits(const struct library *library, struct str query, int64_t now_ms,
                           struct arena *arena, float *scores)
{
    const struct rulebook *book = library->book;
    struct kb_reader *reader = book_reader_take(book);
    if (reader == NULL)
        return;
    struct normalised text = text_normalise(arena, book->lexicon, query);
    struct kb_query wanted = {.text = &text, .as_of_ms = now_ms};
    struct kb_hit hits[HITS];
    size_t count = kb_search(reader, &wanted, arena, hits, HITS);
    for (size_t i = 0; i < count; i++)
        scores[hits[i].article] += hits[i].confidence;
    book_reader_give(book, reader);
}

struct found {
    const struct article *article;
    float score;
    size_t at;
};

static int by_score(const void *a, const void *b)
{
    const struct found *one = a, *other = b;
    if (one->score > other->score || one->score < other->score)
        return one->score > other->score ? -1 : 1;
    return one->at < other->at ? -1 : 1;
}

/* An article counts with the best of its languages and is shown in the one that was asked for. */
static float group_score(const struct article_group *group, const float *scores)
{
    float best = 0;
    for (size_t i = 0; i < LOCALE_COUNT; i++) {
        if (group->in[i] >= 0 && scores[group->in[i]] > best)
            best = scores[group->in[i]];
    }
    return best;
}

size_t library_search(const struct library *library, struct str query, struct str locale,
                      int64_t now_ms, struct arena *arena, const struct article **out, size_t max)
{
    const struct rulebook *book = library->book;
    struct str clipped = utf8_clip(query, LIBRARY_QUERY_MAX);
    struct query_words split = split_query(arena, clipped);
    float *scores = ARENA_ARRAY(arena, float, book->article_count);
    if (split.count == 0)
        return 0;
    for (size_t i = 0; i < book->article_count; i++) {
        float title = in_title * steep(share_in(&split, library->keys[i].title));
        float questions = in_questions * steep(share_in(&split, library->keys[i].questions));
        scores[i] = title + questions;
    }
    add_index_hits(library, clipped, now_ms, arena, scores);
    struct found *found = ARENA_ARRAY(arena, struct found, book->group_count);
    size_t count = 0;
    for (size_t i = 0; i < book->group_count; i++) {
        const struct article *article =
            book_article(book, &book->groups[i], locale_from_name(locale), now_ms);
        float score = group_score(&book->groups[i], scores);
        if (article != NULL && score >= worth_showing)
            found[count++] = (struct found){article, score, i};
    }
    if (count > 0)
        qsort(found, count, sizeof(*found), by_score);
    count = count < max ? count : max;
    for (size_t i = 0; i < count; i++)
        out[i] = found[i].article;
    return count;
}

/* ---- one ---- */

const struct article *library_find(const struct library *library, struct str id, struct str locale,
                                   int64_t now_ms)
{
    const struct article_group *group = book_group(library->book, id);
    return group == NULL ? NULL
                         : book_article(library->book, group, locale_from_name(locale), now_ms);
}

bool library_has(const struct library *library, struct str id, struct str locale, int64_t now_ms)
{
    const struct article *article = library_find(library, id, locale, now_ms);
    return article != NULL && str_equal(article->locale, locale);
}
