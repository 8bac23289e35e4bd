#include "kb/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "kb/image.h"
#include "kb/query.h"
#include "kb/rank.h"
#include "kb/tokenizer.h"

enum {
    CANDIDATES_MAX = 50,
    SEARCH_US_MAX = 50 * 1000,
    PROGRESS_STEPS = 200, /* SQLite instructions between two looks at the time */
    ANY_NAME = -1
};

struct candidate {
    uint32_t article;
    float score;
};

struct kb_reader {
    const struct kb_index *index;
    sqlite3 *db;
    sqlite3_stmt *match;
    struct rank_scratch *scratch;
    uint64_t failures;

    /* The search under way */
    const struct kb_query *asked;
    int locale, category; /* as entries have them, or ANY_NAME */
    const struct query *query;
    struct candidate best[CANDIDATES_MAX]; /* a heap, worst on top */
    size_t best_count;
    int64_t until_us;
};

/* Only numbers are compared here: every article with one of the words comes by, and their texts are
 * all over memory. */
static bool is_wanted(const struct kb_reader *reader, const struct entry *entry)
{
    int64_t as_of_ms = reader->asked->as_of_ms;
    if (reader->locale != ANY_NAME && reader->locale != entry->locale)
        return false;
    if (reader->category != ANY_NAME && reader->category != entry->category)
        return false;
    if (as_of_ms == 0)
        return true;
    return entry->valid_from_ms <= as_of_ms &&
           (entry->valid_to_ms == 0 || as_of_ms < entry->valid_to_ms);
}

/* The number that articles have for a name; ANY_NAME for none, a number no article has for one that
 * none of them uses. */
static int name_number(const struct kb_index *index, struct str name)
{
    const struct name_number *known = map_find(&index->names, name);
    return name.len == 0 ? ANY_NAME : known == NULL ? UINT16_MAX : known->number;
}

/* Finding candidates: called by FTS5 for every article that holds one of the terms */

static bool is_worse(struct candidate a, struct candidate b)
{
    return a.score < b.score || (a.score <= b.score && a.article > b.article);
}

static void sift_down(struct candidate *heap, size_t count, size_t at)
{
    for (;;) {
        size_t worst = at, left = 2 * at + 1;
        if (left < count && is_worse(heap[left], heap[worst]))
            worst = left;
        if (left + 1 < count && is_worse(heap[left + 1], heap[worst]))
            worst = left + 1;
        if (worst == at)
            return;
        struct candidate swap = heap[at];
        heap[at] = heap[worst];
        heap[worst] = swap;
        at = worst;
    }
}

static void keep_candidate(struct kb_reader *reader, struct candidate fresh)
{
    if (reader->best_count < CANDIDATES_MAX) {
        reader->best[reader->best_count++] = fresh;
        if (reader->best_count == CANDIDATES_MAX)
            for (size_t i = CANDIDATES_MAX / 2; i-- > 0;)
                sift_down(reader->best, CANDIDATES_MAX, i);
        return;
    }
    if (is_worse(fresh, reader->best[0]))
        return;
    reader->best[0] = fresh;
    sift_down(reader->best, CANDIDATES_MAX, 0);
}

/* BM25 over weighted columns, with the document counts we know already. */
static float row_score(const struct kb_reader *reader, const Fts5ExtensionApi *api,
                       Fts5Context *context, uint32_t article)
{
    static const float column_weight[IMAGE_COLUMNS] = {
        [IMAGE_TITLE] = 4.0F, [IMAGE_QUESTIONS] = 4.0F, [IMAGE_BODY] = 1.0F, [IMAGE_TAGS] = 1.5F};
    const struct kb_index *index = reader->index;
    float stretch = 0.5F + 0.5F * (float)index->entries[article].length / index->mean_length;
    float score = 0;

    for (size_t i = 0; i < reader->query->term_count; i++) {
        Fts5PhraseIter iter;
        int column, offset;
        float times = 0;
        if (api->xPhraseFirst(context, (int)i, &iter, &column, &offset) != SQLITE_OK)
            return score;
        for (; column >= 0; api->xPhraseNext(context, &iter, &column, &offset))
            if (column < IMAGE_COLUMNS)
                times += column_weight[column];
        score += reader->query->terms[i].idf * times / (times + stretch);
    }
    return score;
}

static void on_row(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *result,
                   int arg_count, sqlite3_value **args)
{
    struct kb_reader *reader = api->xUserData(context);
    sqlite3_int64 rowid = api->xRowid(context);

    (void)arg_count;
    (void)args;
    sqlite3_result_null(result);
    if (rowid < 1 || (uint64_t)rowid > reader->index->count)
        return;
    uint32_t article = (uint32_t)(rowid - 1);
    if (!is_wanted(reader, &reader->index->entries[article]))
        return;
    keep_candidate(reader, (struct candidate){.article = article,
                                              .score = row_score(reader, api, context, article)});
}

static int on_progress(void *ctx)
{
    const struct kb_reader *reader = ctx;
    return clock_thread_us() > reader->until_us;
}

/* Fills reader->best; false on any trouble inside SQLite. */
static bool find_candidates(struct kb_reader *reader)
{
    struct str match = reader->query->match;
    int rc = sqlite3_bind_text(reader->match, 1, match.data, (int)match.len, SQLITE_STATIC);

    reader->best_count = 0;
    reader->until_us = clock_thread_us() + SEARCH_US_MAX;
    while (rc == SQLITE_OK || rc == SQLITE_ROW)
        rc = sqlite3_step(reader->match);
    (void)sqlite3_reset(reader->match);
    (void)sqlite3_clear_bindings(reader->match);
    return rc == SQLITE_DONE;
}

/* Ranking */

struct ranked {
    uint32_t article;
    float score;
    struct evidence evidence;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

/* A heading alone answers nothing: with it go the lines it leads, up to a chat message's length. */
static void choose_passage(const struct kb_index *index, uint32_t best, struct kb_hit *hit)
{
    enum { PASSAGE_MAX = 600 };
    if (best == UINT32_MAX)
        return;
    const struct segment *segment = &index->segments[best];
    uint32_t last = index->entries[hit->article].last;
    hit->from = segment->from;
    hit->to = segment->to;
    for (uint32_t s = best + 1; segment->leads && s < last; s++) {
        const struct segment *next = &index->segments[s];
        if (!next->joined || (s > best + 1 && next->to - hit->from > PASSAGE_MAX))
            break;
        hit->to = next->to;
    }
    hit->passage = str_sub(index->articles[hit->article].plain, hit->from, hit->to);
}

static size_t rank_candidates(struct kb_reader *reader, struct kb_hit *out, size_t max)
{
    struct ranked ranked[CANDIDATES_MAX] = {0};
    size_t count = reader->best_count;

    rank_begin(reader->scratch, reader->query);
    for (size_t i = 0; i < count; i++) {
        ranked[i].article = reader->best[i].article;
        ranked[i].evidence = rank_article(reader->scratch, ranked[i].article);
        ranked[i].score = rank_score(&ranked[i].evidence);
    }
    rank_finish(reader->scratch);
    qsort(ranked, count, sizeof(struct ranked), compare_ranked);

    for (size_t i = 0; i < count && i < max; i++) {
        float rival = i > 0 ? ranked[0].score : count > 1 ? ranked[1].score : 0.0F;
        out[i] = (struct kb_hit){.article = ranked[i].article, .score = ranked[i].score};
        out[i].confidence =
            rank_confidence(reader->query, &ranked[i].evidence, ranked[i].score, rival);
        out[i].matched_question = ranked[i].evidence.is_phrasing_best;
        choose_passage(reader->index, ranked[i].evidence.best_line, &out[i]);
    }
    return count < max ? count : max;
}

size_t kb_search(struct kb_reader *reader, const struct kb_query *query, struct arena *arena,
                 struct kb_hit *out, size_t max)
{
    size_t count = 0;
    reader->asked = query;
    reader->locale = name_number(reader->index, query->locale);
    reader->category = name_number(reader->index, query->category);
    reader->query = query_new(arena, reader->index, query->text);
    if (reader->query->term_count > 0) {
        if (find_candidates(reader)) {
            count = rank_candidates(reader, out, max);
        } else {
            reader->failures++;
            log_warn("kb.search", "failed=%llu reason=\"%s\"", (unsigned long long)reader->failures,
                     sqlite3_errmsg(reader->db));
        }
    }
    reader->asked = NULL;
    reader->query = NULL;
    return count;
}

/* Readers */

static bool prepare(struct kb_reader *reader, struct err *err)
{
    fts5_api *api = tokenizer_fts5(reader->db);
    bool ok = api != NULL &&
              api->xCreateFunction(api, "letan_row", reader, on_row, NULL) == SQLITE_OK &&
              sqlite3_prepare_v3(reader->db, "SELECT letan_row(kb) FROM kb WHERE kb MATCH ?1", -1,
                                 SQLITE_PREPARE_PERSISTENT, &reader->match, NULL) == SQLITE_OK;
    return ok || err_set(err, ERR_IO, "search index: %s", sqlite3_errmsg(reader->db));
}

struct kb_reader *kb_reader_open(const struct kb_index *index, struct err *err)
{
    struct kb_reader *reader = HEAP_NEW(struct kb_reader);
    reader->index = index;
    reader->scratch = rank_scratch_new(index);
    reader->db = image_open(index, err);
    if (reader->db == NULL || !prepare(reader, err)) {
        kb_reader_close(reader);
        return NULL;
    }
    sqlite3_progress_handler(reader->db, PROGRESS_STEPS, on_progress, reader);
    return reader;
}

void kb_reader_close(struct kb_reader *reader)
{
    if (reader == NULL)
        return;
    sqlite3_finalize(reader->match);
    sqlite3_close(reader->db);
    rank_scratch_free(reader->scratch);
    free(reader);
}

uint64_t kb_reader_failures(const struct kb_reader *reader)
{
    return reader->failures;
}
