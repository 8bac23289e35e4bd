/*
 * One message, article line, example or rule literal in its three forms.
 *
 *   T  display text: repaired Unicode, nothing else changed; what people see and logs quote
 *   A  accented key: T in lower case, canonical tone placement, safe teencode and elongation
 *   F  folded key: A with every reading that typing without marks needs; bare letters, one space
 *
 * The same function runs over everything that is ever compared, so both sides agree. Pure; any
 * thread. Rules U, case, tone, K, E, L, T, F, G and their order: docs/vietnamese.md.
 */
#ifndef TEXT_NORMALISE_H
#define TEXT_NORMALISE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/lexicon.h"

enum {
    TEXT_INPUT_MAX = 16 * 1024, /* longer input is cut at a character before anything else */
    TEXT_TOKENS_MAX = 2048
};

/* What a stretch of the message is; in F it is written as its placeholder. */
enum span_kind {
    SPAN_URL,      /* <url>   */
    SPAN_EMAIL,    /* <email> */
    SPAN_PHONE,    /* <phone> value: digits as dialled within the country: "0912345678" */
    SPAN_ORDER,    /* <order> an order code: letters and digits, as the shop writes them */
    SPAN_MONEY,    /* <money> value: đồng, "2500000" */
    SPAN_DATE,     /* <date>  value: "12/3/2024", "12/3", "+1d", "t7+1w" …: text/day.h */
    SPAN_TIME,     /* <time>  value: "15:30" */
    SPAN_DURATION, /* <dur>   value: months, days or minutes: "18m", "2-3d", "90min", "1m15d" */
    SPAN_SIZE,     /* <size>  value: number and unit, "1.65 m", "128 gb", "20 %", "size XL" */
    SPAN_NUMBER    /* <num>   value: the number with a decimal point */
};

struct span {
    enum span_kind kind;
    uint32_t from, to; /* bytes of T */
    struct str text;   /* T from..to */
    struct str value;  /* normalised value as text, e.g. "2500000" for "2tr5"; may be empty */
    bool is_words;     /* its words stay words in A and F, and its numbers spans of their own: "hôm
                          nay", "thứ 7 tuần sau", "size M" */
};

/* Roles a word can play; bits. From docs/vietnamese.md §12. */
enum token_role {
    TOKEN_PERSON = 1 << 0,   /* anh, chị, em, shop, mình … dropped from F's content words */
    TOKEN_PARTICLE = 1 << 1, /* ạ, nhé, dạ, ơi … at a clause edge */
    TOKEN_NEGATOR = 1 << 2,  /* không, chưa, đừng … that really negates here */
    TOKEN_QUESTION = 1 << 3, /* gì, nào, đâu, bao lâu … */
    TOKEN_NEGATED = 1 << 4,  /* in the scope of a negator */
    TOKEN_EMOJI = 1 << 5     /* kept in T only */
};

struct token {
    struct str a;        /* its accented key, e.g. "không" for "ko" */
    struct str f;        /* its folded key, e.g. "khong"; a placeholder "<money>" for a span */
    struct str alt;      /* a second folded reading (class C or K of the table), or empty */
    uint32_t from, to;   /* bytes of T it stands for */
    uint32_t a_from;     /* where a begins in A */
    uint32_t f_from;     /* where f begins in F, or UINT32_MAX if it is not in F */
    bool typed_accented; /* the visitor typed at least one Vietnamese mark in it */
    bool is_read;        /* read from shorthand or taken apart: other letters were typed */
    uint8_t roles;       /* enum token_role bits */
    int16_t span;        /* index into spans, or -1 */
};

enum accent_state { ACCENT_FULL, ACCENT_PARTIAL, ACCENT_NONE };

enum question_type {
    QUESTION_NOT,
    QUESTION_WHAT,
    QUESTION_WHICH,
    QUESTION_WHO,
    QUESTION_WHERE,
    QUESTION_WHEN,
    QUESTION_HOW_LONG,
    QUESTION_HOW_MUCH,
    QUESTION_WHY,
    QUESTION_HOW,
    QUESTION_YES_NO,
    QUESTION_CHOICE /* this or that: "hay là" */
};

struct normalised {
    struct str t, a, f;
    struct token *tokens; /* words in order; A and F are these joined by single spaces, A with its
                             punctuation kept */
    size_t token_count;
    struct span *spans; /* left to right, none overlapping; then those that are words */
    size_t span_count;
    enum accent_state accents;
    enum question_type question;
    int8_t mood;       /* emoji and emoticons: -1, 0, +1 */
    bool is_shouting;  /* 70 % or more of at least 8 letters are capitals */
    bool is_insistent; /* ??? or !!! or a word drawn out */
};

/* Normalises raw bytes (any bytes). Everything in the result lives in arena. */
struct normalised text_normalise(struct arena *arena, const struct lexicon *lexicon,
                                 struct str raw);

/* "phone", "money" …: in JSON and in logs. */
const char *span_kind_name(enum span_kind kind);

/* What stands for such a span in F: "<money>". */
struct str span_placeholder(enum span_kind kind);

/* "full", "partial", "none"; "what", "how_long" … "not": in JSON. */
const char *accent_state_name(enum accent_state accents);
const char *question_type_name(enum question_type question);

/* T alone, for messages that are stored and shown (rules U1 to U7). */
struct str text_display(struct arena *arena, struct str raw);

/* Whether the key could be a Vietnamese syllable typed without its marks. */
bool text_is_syllable(struct str folded);

/* The place in T of bytes a_from..a_to of A: the words they touch. */
void text_a_to_t(const struct normalised *text, uint32_t a_from, uint32_t a_to, uint32_t *t_from,
                 uint32_t *t_to);

/* The same from F. */
void text_f_to_t(const struct normalised *text, uint32_t f_from, uint32_t f_to, uint32_t *t_from,
                 uint32_t *t_to);

#endif
