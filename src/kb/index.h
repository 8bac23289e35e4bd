/*
 * What an index holds: the FTS5 image for finding candidates and, beside it, the words of every
 * article in order for ranking them. Immutable once built. Internal to this floor.
 */
#ifndef KB_INDEX_H
#define KB_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "kb/search.h"
#include "kb/vocabulary.h"
#include "kb/words.h"
#include "text/spelling.h"

/* One word of an article: numbers of its terms; 0: none. */
struct placed {
    uint32_t folded, accented, pair;
};

enum segment_kind {
    SEGMENT_PHRASING, /* the title, or one question of it or of the front matter */
    SEGMENT_TAG,      /* also the product and the short answer */
    SEGMENT_LINE      /* one line of article.plain */
};

struct segment {
    enum segment_kind kind;
    bool leads;           /* a heading or introduction: the lines after it belong to it */
    bool joined;          /* belongs to the lead before it */
    uint32_t first, last; /* its words: [first, last) of index.words */
    uint32_t from, to;    /* SEGMENT_LINE: bytes of article.plain */
    float weight;         /* what its distinct words say together */
    float pair_weight;
};

struct entry {
    uint32_t first, last;      /* its segments: [first, last) */
    uint32_t length;           /* words besides titles and questions */
    uint16_t locale, category; /* numbers of index.names; who may see it, without its texts */
    int64_t valid_from_ms, valid_to_ms;
};

struct kb_index {
    struct arena *arena;
    const struct article *articles;
    size_t count;
    const struct lexicon *lexicon;
    struct vocabulary vocabulary;
    struct spelling *spelling;
    float *idf; /* by term number */
    struct entry *entries;
    struct map names; /* of locales and categories → struct name_number */
    struct segment *segments;
    size_t segment_count, segment_capacity;
    struct placed *words;
    size_t word_count, word_capacity;
    char *initials; /* the first letter of each word; '.' where it is no letter */
    float mean_length;
    unsigned char *image; /* a serialized SQLite database */
    int64_t image_size;
};

struct name_number {
    uint16_t number; /* from 1; the empty name has 0 */
};

/* How much a word counts beside its rarity, 0..1: question words and grammar say little. */
float index_flag_weight(unsigned flags);

/* Cuts the next way of asking off a title: at line ends, "|", " . " and after "?". */
bool index_next_phrasing(struct str *rest, struct str *out);

#endif
