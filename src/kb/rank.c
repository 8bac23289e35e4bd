#include "kb/rank.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_PAIR = 0x80, MARK_NUMBER = 0x7F };

struct rank_scratch {
    const struct kb_index *index;
    const struct query *query;
    uint8_t *mark; /* by term number: slot or pair number plus 1, pairs with MARK_PAIR; 0: none */
    float in_segment[QUERY_SLOTS_MAX]; /* quality of each slot here, 0..1 */
    float in_heading[QUERY_SLOTS_MAX];
    float in_article[QUERY_SLOTS_MAX];
    float times[QUERY_SLOTS_MAX];
    bool pair_here[QUERY_SLOTS_MAX];
    float pair_times[QUERY_SLOTS_MAX];
    uint8_t touched[QUERY_SLOTS_MAX]; /* slots with in_segment > 0 */
    uint8_t touched_pairs[QUERY_SLOTS_MAX];
    size_t touched_count, touched_pair_count;
};

static const float wrong_marks = 0.5F; /* a word that agrees only when folded counts so much */
static const float pair_share = 0.6F;  /* a pair beside a word of the same rarity */

struct rank_scratch *rank_scratch_new(const struct kb_index *index)
{
    struct rank_scratch *scratch = HEAP_NEW(struct rank_scratch);
    scratch->index = index;
    scratch->mark = heap_alloc(index->vocabulary.count, 1);
    return scratch;
}

void rank_scratch_free(struct rank_scratch *scratch)
{
    if (scratch == NULL)
        return;
    free(scratch->mark);
    free(scratch);
}

static void set_marks(struct rank_scratch *scratch, bool on)
{
    const struct query *query = scratch->query;
    for (size_t i = query->slot_count; i-- > 0;) {
        uint8_t mark = on ? (uint8_t)(i + 1) : 0;
        if (query->slots[i].alt != 0)
            scratch->mark[query->slots[i].alt] = mark;
        if (query->slots[i].folded != 0)
            scratch->mark[query->slots[i].folded] = mark;
    }
    for (size_t i = 0; i < query->pair_count; i++)
        scratch->mark[query->pairs[i].term] = on ? (uint8_t)((i + 1) | MARK_PAIR) : 0;
}

void rank_begin(struct rank_scratch *scratch, const struct query *query)
{
    static_assert((int)QUERY_SLOTS_MAX < (int)MARK_NUMBER, "a slot and its kind must fit a mark");
    scratch->query = query;
    set_marks(scratch, true);
}

void rank_finish(struct rank_scratch *scratch)
{
    set_marks(scratch, false);
    scratch->query = NULL;
}

static void see_word(struct rank_scratch *scratch, struct placed placed)
{
    uint8_t mark = scratch->mark[placed.folded];
    if (mark != 0) {
        size_t at = (size_t)mark - 1;
        const struct query_slot *slot = &scratch->query->slots[at];
        bool differs = slot->is_exact && placed.accented != 0 && placed.accented != slot->accented;
        float quality = differs ? wrong_marks : 1.0F;
        if (scratch->in_segment[at] <= 0.0F)
            scratch->touched[scratch->touched_count++] = (uint8_t)at;
        scratch->in_segment[at] = fmaxf(scratch->in_segment[at], quality);
        scratch->times[at] += quality;
    }
    mark = scratch->mark[placed.pair];
    if (placed.pair != 0 && mark != 0) {
        size_t at = (size_t)(mark & MARK_NUMBER) - 1;
        scratch->pair_times[at] += 1.0F;
        if (!scratch->pair_here[at])
            scratch->touched_pairs[scratch->touched_pair_count++] = (uint8_t)at;
        scratch->pair_here[at] = true;
    }
}

/* What a segment holds of the question. */
struct found {
    float words, pairs;
};

static struct found see_segment(struct rank_scratch *scratch, const struct segment *segment)
{
    const struct query *query = scratch->query;
    struct found found = {0};

    scratch->touched_count = scratch->touched_pair_count = 0;
    for (uint32_t w = segment->first; w < segment->last; w++)
        see_word(scratch, scratch->index->words[w]);
    for (size_t i = 0; i < scratch->touched_pair_count; i++) {
        size_t at = scratch->touched_pairs[i];
        const struct query_pair *pair = &query->pairs[at];
        float quality = fminf(scratch->in_segment[pair->first], scratch->in_segment[pair->second]);
        found.pairs += pair->weight * quality;
        scratch->pair_here[at] = false;
    }
    for (size_t i = 0; i < scratch->touched_count; i++) {
        size_t at = scratch->touched[i];
        float quality = scratch->in_segment[at];
        found.words += query->slots[at].weight * quality;
        scratch->in_article[at] = fmaxf(scratch->in_article[at], quality);
        if (segment->kind == SEGMENT_PHRASING)
            scratch->in_heading[at] = fmaxf(scratch->in_heading[at], quality);
        scratch->in_segment[at] = 0.0F;
    }
    return found;
}

static float share(float part, float whole)
{
    return whole <= 0.0F ? 0.0F : fminf(part / whole, 1.0F);
}

/* Words and pairs in common, beside what each side has: 1 for the same text. */
static float likeness(const struct query *query, const struct segment *segment, struct found found)
{
    float common = found.words + pair_share * found.pairs;
    float ours = query->weight + pair_share * query->pair_weight;
    float theirs = segment->weight + pair_share * segment->pair_weight;
    return ours <= 0.0F || theirs <= 0.0F ? 0.0F : fminf(common / sqrtf(ours * theirs), 1.0F);
}

static float line_share(const struct query *query, struct found found)
{
    return share(found.words + pair_share * found.pairs,
                 query->weight + pair_share * query->pair_weight);
}

/* Sums over the whole article once its segments were seen, and forgets them. */
static void sum_article(struct rank_scratch *scratch, const struct entry *entry,
                        struct evidence *out)
{
    enum { TIMES_HALF = 1 }; /* BM25's k1; b is ½ */
    const struct query *query = scratch->query;
    float stretch = 0.5F + 0.5F * (float)entry->length / scratch->index->mean_length;
    float heading = 0, covered = 0, content = 0, density = 0, pairs = 0, pair_density = 0;

    for (size_t i = 0; i < query->slot_count; i++) {
        const struct query_slot *slot = &query->slots[i];
        heading += slot->weight * scratch->in_heading[i];
        covered += slot->weight * scratch->in_article[i];
        if (slot->is_content)
            content += slot->weight * scratch->in_article[i];
        density += slot->weight * scratch->times[i] / (scratch->times[i] + TIMES_HALF * stretch);
        scratch->in_heading[i] = scratch->in_article[i] = scratch->times[i] = 0;
    }
    for (size_t i = 0; i < query->pair_count; i++) {
        float times = scratch->pair_times[i];
        if (times > 0.0F)
            pairs += query->pairs[i].weight;
        pair_density += query->pairs[i].weight * times / (times + TIMES_HALF * stretch);
        scratch->pair_times[i] = 0;
    }
    out->heading = share(heading, query->weight);
    out->covered = share(covered, query->weight);
    out->content = share(content, query->content_weight);
    out->density = share(density, query->weight);
    out->pair_density = share(pair_density, query->pair_weight);
    out->pairs = share(pairs, query->pair_weight);
}

struct evidence rank_article(struct rank_scratch *scratch, uint32_t article)
{
    const float lead_share = 0.5F; /* a line inherits half of what its heading says */
    const struct kb_index *index = scratch->index;
    const struct entry *entry = &index->entries[article];
    struct evidence out = {.best_line = UINT32_MAX};
    float lead = 0;

    for (uint32_t s = entry->first; s < entry->last; s++) {
        const struct segment *segment = &index->segments[s];
        struct found found = see_segment(scratch, segment);
        if (segment->kind == SEGMENT_PHRASING)
            out.phrasing = fmaxf(out.phrasing, likeness(scratch->query, segment, found));
        if (segment->kind != SEGMENT_LINE)
            continue;
        float here = line_share(scratch->query, found);
        if (segment->leads)
            lead = here;
        else if (segment->joined)
            here = fminf(here + lead_share * lead, 1.0F);
        if (out.best_line == UINT32_MAX || here > out.line) {
            out.line = here;
            out.best_line = s;
        }
    }
    sum_article(scratch, entry, &out);
    out.is_phrasing_best = out.phrasing > 0.0F && out.heading >= 0.5F * out.covered;
    return out;
}

float rank_score(const struct evidence *evidence)
{
    return 2.3F * evidence->phrasing + 0.2F * evidence->heading + 0.6F * evidence->pairs +
           1.2F * evidence->density + 1.3F * evidence->pair_density;
}

/* A logistic model of six plain facts. The weights were fitted on Vietnamese questions with known
 * answers, as many questions about other subjects, and the same texts mistyped and unaccented. Sums
 * of weights enter as logarithms: the second telling word proves less than the first. */
float rank_confidence(const struct query *query, const struct evidence *best, float score,
                      float next_score)
{
    float lead = score <= 0.0F ? 0.0F : fmaxf((score - next_score) / score, -1.0F);
    float words = logf(1.0F + best->content * query->content_weight / query->unit);
    float pairs = logf(1.0F + best->pairs * query->pair_weight / query->unit);
    float unknown = logf(1.0F + query->unknown_weight / query->unit);
    /* Nearly the words of a title or question: asked by the book. */
    float same = fmaxf(best->phrasing - 0.8F, 0.0F) / 0.2F;

    float sum = -3.4F + 1.9F * best->density + 2.7F * lead + 1.25F * words + 2.0F * pairs -
                1.6F * unknown + 2.0F * same;
    return 1.0F / (1.0F + expf(-sum));
}
