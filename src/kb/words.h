/*
 * The words of a text as the index and the query see them.
 *
 * Documents and questions pass through here, so both sides agree on what a word is, which keys it
 * has and which pairs it forms. Internal to this floor. Pure; any thread.
 */
#ifndef KB_WORDS_H
#define KB_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/normalise.h"

enum {
    WORD_KEY_MAX = 30, /* bytes of one key; longer words are cut at a character */
    WORD_TERM_MAX = 64 /* bytes of one index term: a letter, key, '_', key */
};

enum word_flag {
    WORD_ASIDE = 1 << 0,    /* a person or particle: no query term of its own */
    WORD_QUESTION = 1 << 1, /* a question word: counts in pairs, little alone */
    WORD_GRAMMAR = 1 << 2,  /* và, của, để …: says little about the subject */
    WORD_MARKED = 1 << 3,   /* typed with Vietnamese marks */
    WORD_VALUE = 1 << 4,    /* a number, date, code …, or a part of one */
    WORD_GUESSED = 1 << 5   /* mistyped; the key is what was probably meant */
};

struct word {
    struct str folded;   /* "doi"; for a value the value itself */
    struct str accented; /* "đổi"; also for words that carry no mark */
    struct str alt;      /* a second folded reading, or empty */
    uint32_t from, to;   /* bytes of T */
    int token;           /* its number in the text */
    uint8_t flags;       /* enum word_flag */
};

struct words {
    struct word *items;
    size_t count, capacity;
};

/* All words of the text in order, in arena. */
struct words words_of(struct arena *arena, const struct normalised *text);

/* The word before items[at] that it forms a pair with, or -1: the nearest that is not aside (an
 * aside word pairs with its neighbour). */
ptrdiff_t words_partner(const struct words *words, size_t at);

/* Index terms, written into buffer; the view ends at WORD_TERM_MAX bytes at the latest. */
struct str words_term(char buffer[WORD_TERM_MAX], char kind, struct str key);
struct str words_pair(char buffer[WORD_TERM_MAX], struct str first, struct str second);

enum { TERM_FOLDED = 'f', TERM_ACCENTED = 'a', TERM_PAIR = 'b' };

#endif
