/*
 * A message → what it could mean, ranked: patterns, examples and articles weighed together.
 *
 * Confidence of a candidate is 1 − (1−p)(1−e)(1−a): three witnesses that would have to be wrong
 * together ("noisy or"), where
 *
 *   p  0.80 + 0.18·coverage for a pattern hit on accented text, 0.72 + 0.22·coverage on folded
 *      text; less when a longer or higher-ranked hit of another intent holds the same words
 *   e  0.95 × the calibrated probability of the example model
 *   a  0.80 × the confidence of the article search
 *
 * and of e and a, which know the same phrasings, the smaller one counts 0.6 times.
 *
 * An intent that answers with an article joins the evidence of that article. Small talk counts only
 * as far as it covers the message: "chào shop, bảo hành mấy năm" is a question.
 * docs/understanding.md tells the rest. Pure apart from the index, which it only reads; any thread.
 */
#ifndef DIALOGUE_UNDERSTAND_H
#define DIALOGUE_UNDERSTAND_H

#include "dialogue/book.h"
#include "text/normalise.h"

enum { CANDIDATES_MAX = 12 };

struct candidate {
    int intent; /* index into intents, or -1: an article that no intent answers with */
    int group;  /* index into groups, or -1 */
    double confidence;
    bool has_pattern;
    struct pattern_hit hit;
    double pattern, example, article; /* the evidence as it came: 0 is none */
    bool is_weakened;                 /* another intent's hit holds the same words */
    struct str passage;               /* of the article search, or empty */
    int passage_of;                   /* the article it is from */
};

struct reading {
    struct normalised text;
    enum locale locale;
    struct candidate list[CANDIDATES_MAX]; /* best first */
    size_t count;
    double none; /* probability of "none of the intents" by the examples */
    bool is_searched;
    bool is_person_refused; /* "không cần gặp nhân viên" */
};

/* Where the conversation stands, as far as understanding depends on it. */
struct context {
    struct str intent, article; /* of the last answer: what "needs" refers to */
    enum locale locale;         /* until the text says otherwise */
    int64_t now_ms;
};

void understand(const struct rulebook *book, struct str text, const struct context *context,
                struct arena *arena, struct reading *out);

/* The candidate with this intent, or NULL. */
const struct candidate *reading_find(const struct reading *reading, int intent);

/* Whether one intent's hit counts less because of another's: both touch the same words, and the
 * other intent is ranked higher by its author or, ranked the same, its hit holds all of these words
 * and more. */
bool understand_hit_yields(const struct rulebook *book, const struct pattern_hit *hit,
                           const struct pattern_hit *to);

/* Whether a candidate leads to the same answer as another. */
bool candidate_same_answer(const struct rulebook *book, const struct candidate *a,
                           const struct candidate *b);

#endif
