#include "kb/index.h"

#include <stdlib.h>
#include <string.h>

#include "kb/image.h"

float index_flag_weight(unsigned flags)
{
    if ((flags & WORD_ASIDE) != 0)
        return 0.15F;
    if ((flags & WORD_QUESTION) != 0)
        return 0.5F;
    if ((flags & WORD_GRAMMAR) != 0)
        return 0.6F;
    return 1.0F;
}

bool index_next_phrasing(struct str *rest, struct str *out)
{
    while (rest->len > 0) {
        size_t at = 0;
        while (at < rest->len) {
            char byte = rest->data[at];
            bool is_dot = byte == '.' && at > 0 && rest->data[at - 1] == ' ' &&
                          (at + 1 == rest->len || rest->data[at + 1] == ' ');
            if (byte == '\n' || byte == '|' || byte == '?' || is_dot)
                break;
            at++;
        }
        *out = str_trim(str_sub(*rest, 0, at));
        *rest = str_sub(*rest, at + 1, rest->len);
        if (out->len > 0)
            return true;
    }
    return false;
}

/* Building */

struct builder {
    struct kb_index *index;
    struct arena *scratch;
    uint32_t article;
    float *flag_weight; /* by term number: the weight of the flags first seen with it */
    size_t flag_capacity;
};

static void place_word(struct builder *build, const struct words *words, size_t at,
                       bool has_accents)
{
    struct kb_index *index = build->index;
    const struct word *word = &words->items[at];
    char buffer[WORD_TERM_MAX];
    struct placed placed = {0};

    struct str text = words_term(buffer, TERM_FOLDED, word->folded);
    placed.folded = vocabulary_count(&index->vocabulary, text, build->article)->id;
    if (has_accents || (word->flags & WORD_MARKED) != 0) {
        text = words_term(buffer, TERM_ACCENTED, word->accented);
        placed.accented = vocabulary_count(&index->vocabulary, text, build->article)->id;
    }
    ptrdiff_t partner = words_partner(words, at);
    if (partner >= 0) {
        text = words_pair(buffer, words->items[partner].folded, word->folded);
        placed.pair = vocabulary_count(&index->vocabulary, text, build->article)->id;
    }
    size_t needed = index->vocabulary.count;
    if (needed > build->flag_capacity) {
        build->flag_capacity = needed * 2;
        build->flag_weight = heap_resize(build->flag_weight, build->flag_capacity * sizeof(float));
    }
    build->flag_weight[placed.folded] = index_flag_weight(word->flags);
    *ARENA_PUSH(index->arena, index->words, index->word_count, index->word_capacity) = placed;
}

static struct segment *add_segment(struct builder *build, enum segment_kind kind, struct str text)
{
    struct kb_index *index = build->index;
    struct segment *segment =
        ARENA_PUSH(index->arena, index->segments, index->segment_count, index->segment_capacity);
    *segment = (struct segment){.kind = kind, .first = (uint32_t)index->word_count};
    while (text.len > 0) {
        struct str piece = str_sub(text, 0, article_piece(text));
        text = str_sub(text, piece.len, text.len);
        arena_reset(build->scratch);
        struct normalised normal = text_normalise(build->scratch, index->lexicon, piece);
        struct words words = words_of(build->scratch, &normal);
        for (size_t i = 0; i < words.count; i++)
            place_word(build, &words, i, normal.accents == ACCENT_FULL);
    }
    segment->last = (uint32_t)index->word_count;
    return segment;
}

static void add_phrasings(struct builder *build, struct str text)
{
    struct str phrasing;
    while (index_next_phrasing(&text, &phrasing))
        add_segment(build, SEGMENT_PHRASING, phrasing);
}

/* A line with more lines below it in its block that ends like a heading or an introduction. */
static bool is_lead(struct str line, bool is_first, bool has_next)
{
    enum { LEAD_MAX = 160 };
    if (!is_first || !has_next || line.len > LEAD_MAX)
        return false;
    return !str_ends(line, STR(".")) && !str_ends(line, STR("!")) && !str_has(line, STR(" | "));
}

static void add_lines(struct builder *build, struct str plain)
{
    struct str rest = plain, line;
    bool is_first = true, in_lead = false;
    while (rest.len > 0 && str_split(&rest, '\n', &line)) {
        if (str_trim(line).len == 0) {
            is_first = true;
            in_lead = false;
            continue;
        }
        bool has_next = rest.len > 0 && rest.data[0] != '\n';
        struct segment *segment = add_segment(build, SEGMENT_LINE, line);
        segment->from = (uint32_t)(line.data - plain.data);
        segment->to = segment->from + (uint32_t)line.len;
        segment->joined = in_lead;
        segment->leads = is_lead(line, is_first, has_next);
        in_lead = in_lead || segment->leads;
        is_first = false;
    }
}

static uint16_t number_of(struct kb_index *index, struct str name)
{
    if (name.len == 0)
        return 0;
    struct name_number *known = map_find(&index->names, name);
    if (known == NULL) {
        known = ARENA_NEW(index->arena, struct name_number);
        must(index->names.count < UINT16_MAX - 1);
        known->number = (uint16_t)(index->names.count + 1);
        map_set(&index->names, name, known);
    }
    return known->number;
}

static void add_article(struct builder *build, const struct article *article)
{
    struct kb_index *index = build->index;
    struct entry *entry = &index->entries[build->article];
    entry->locale = number_of(index, article->locale);
    entry->category = number_of(index, article->category);
    entry->valid_from_ms = article->valid_from_ms;
    entry->valid_to_ms = article->valid_to_ms;
    entry->first = (uint32_t)index->segment_count;
    add_phrasings(build, article->title);
    for (size_t i = 0; i < article->question_count; i++)
        add_phrasings(build, article->questions[i]);
    size_t words_before = index->word_count; /* more ways of asking make no article longer */
    for (size_t i = 0; i < article->tag_count; i++)
        add_segment(build, SEGMENT_TAG, article->tags[i]);
    add_segment(build, SEGMENT_TAG, article->product);
    add_segment(build, SEGMENT_TAG, article->answer);
    add_lines(build, article->plain);
    entry->last = (uint32_t)index->segment_count;
    entry->length = (uint32_t)(index->word_count - words_before);
}

/* What each segment's distinct words say together; needs the final document counts. */
static void weigh_segments(struct builder *build)
{
    struct kb_index *index = build->index;
    size_t terms = index->vocabulary.count;
    uint32_t *seen_in = heap_alloc(terms, sizeof(uint32_t));

    index->idf = ARENA_ARRAY(index->arena, float, terms);
    for (size_t id = 1; id < terms; id++)
        index->idf[id] = vocabulary_idf(&index->vocabulary, index->vocabulary.by_id[id]->df);
    for (uint32_t s = 0; s < index->segment_count; s++) {
        struct segment *segment = &index->segments[s];
        for (uint32_t w = segment->first; w < segment->last; w++) {
            struct placed placed = index->words[w];
            if (seen_in[placed.folded] != s + 1)
                segment->weight += index->idf[placed.folded] * build->flag_weight[placed.folded];
            if (placed.pair != 0 && seen_in[placed.pair] != s + 1)
                segment->pair_weight += index->idf[placed.pair];
            seen_in[placed.folded] = s + 1;
            seen_in[placed.pair] = s + 1;
        }
    }
    free(seen_in);
}

/* Words and pairs as counted: a mistyped word is compared with these. */
static void learn_spelling(struct kb_index *index)
{
    index->spelling = spelling_new(index->lexicon);
    for (size_t id = 1; id < index->vocabulary.count; id++) {
        const struct term *term = index->vocabulary.by_id[id];
        struct str key = str_sub(term->text, 1, term->text.len), first;
        if (term->text.data[0] == TERM_FOLDED)
            spelling_add_word(index->spelling, key, term->df);
        else if (term->text.data[0] == TERM_ACCENTED)
            spelling_add_form(index->spelling, key, term->df);
        else if (str_split(&key, '_', &first))
            spelling_add_pair(index->spelling, first, key);
    }
    spelling_settle(index->spelling);
}

static void collect_sizes(struct kb_index *index)
{
    float words = 0;
    for (size_t i = 0; i < index->count; i++)
        words += (float)index->entries[i].length;
    index->mean_length = index->count == 0 ? 1.0F : words / (float)index->count + 1.0F;

    index->initials = arena_alloc(index->arena, index->word_count);
    for (size_t w = 0; w < index->word_count; w++) {
        char first = index->vocabulary.by_id[index->words[w].folded]->text.data[1];
        index->initials[w] = first;
        if (first < 'a' || first > 'z')
            index->initials[w] = '.';
    }
}

struct kb_index *kb_index_new(const struct article *articles, size_t count,
                              const struct lexicon *lexicon, struct err *err)
{
    must(lexicon != NULL && (articles != NULL || count == 0));
    struct kb_index *index = HEAP_NEW(struct kb_index);
    index->arena = arena_new();
    index->articles = articles;
    index->count = count;
    index->lexicon = lexicon;
    index->vocabulary = vocabulary_new(index->arena);
    index->vocabulary.articles = (uint32_t)count;
    index->entries = ARENA_ARRAY(index->arena, struct entry, count);
    index->names = map_new(index->arena);

    enum { FIRST_TERMS = 1024 };
    struct builder build = {.index = index, .scratch = arena_new(), .flag_capacity = FIRST_TERMS};
    build.flag_weight = heap_alloc(FIRST_TERMS, sizeof(float));
    for (size_t i = 0; i < count; i++) {
        build.article = (uint32_t)i;
        add_article(&build, &articles[i]);
    }
    weigh_segments(&build);
    learn_spelling(index);
    collect_sizes(index);
    arena_free(build.scratch);
    free(build.flag_weight);

    if (!image_build(index, err)) {
        kb_index_free(index);
        return NULL;
    }
    return index;
}

void kb_index_free(struct kb_index *index)
{
    if (index == NULL)
        return;
    sqlite3_free(index->image);
    spelling_free(index->spelling);
    arena_free(index->arena);
    free(index);
}
