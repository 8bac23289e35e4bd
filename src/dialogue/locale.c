#include "dialogue/locale.h"

#include <stdlib.h>
#include <string.h>

/* English words that are neither Vietnamese syllables nor loan words of everyday shop talk ("ok",
 * "hello", "ship", "sale", "order" prove nothing). Sorted. */
static const char *const english[] = {
    "about",     "again",    "agent",     "already",      "and",        "any",         "anyone",
    "anymore",   "anything", "are",       "back",         "because",    "been",        "before",
    "bought",    "broken",   "buy",       "cancel",       "cannot",     "change",      "could",
    "days",      "deliver",  "delivered", "delivery",     "did",        "does",        "doesn't",
    "doesnt",    "don't",    "dont",      "english",      "exchange",   "fee",         "fees",
    "find",      "for",      "free",      "from",         "get",        "give",        "have",
    "help",      "here",     "hours",     "how",          "human",      "i'd",         "i'm",
    "i've",      "if",       "install",   "installation", "instalment", "instalments", "invoice",
    "is",        "it",       "it's",      "item",         "know",       "like",        "long",
    "many",      "mind",     "month",     "months",       "much",       "my",          "need",
    "never",     "not",      "of",        "open",         "opening",    "or",          "our",
    "out",       "pay",      "payment",   "person",       "phone",      "please",      "policy",
    "price",     "product",  "products",  "purchase",     "real",       "receive",     "refund",
    "refunds",   "repair",   "return",    "returns",      "shipping",   "should",      "someone",
    "something", "speak",    "still",     "store",        "talk",       "thank",       "thanks",
    "that",      "the",      "them",      "there",        "they",       "this",        "track",
    "wait",      "waiting",  "want",      "warranty",     "was",        "when",        "where",
    "which",     "who",      "why",       "will",         "with",       "won't",       "work",
    "working",   "would",    "wrong",     "you",          "your"};

/* Vietnamese words without marks that no English sentence holds. Sorted. */
static const char *const vietnamese[] = {
    "anh",   "bao",  "bi",    "bn",   "cai",   "cho",   "chua", "chung", "chuyen", "co",
    "cua",   "dang", "dau",   "dc",   "dien",  "doi",   "dong", "duoc",  "em",     "gia",
    "giao",  "gio",  "giup",  "gui",  "hang",  "hanh",  "hoi",  "hong",  "khach",  "khi",
    "khong", "kiem", "ko",    "la",   "lam",   "lanh",  "lay",  "loi",   "minh",   "mua",
    "muon",  "nao",  "nay",   "nhan", "nhieu", "nhu",   "nua",  "oi",    "phai",   "phi",
    "qua",   "roi",  "sao",   "sua",  "thang", "thanh", "thi",  "tien",  "tinh",   "toan",
    "toi",   "tra",  "trong", "tuan", "vay",   "ve",    "vien", "voi",   "xin"};

static int by_word(const void *key, const void *entry)
{
    return str_compare(*(const struct str *)key, str_view(*(const char *const *)entry));
}

static bool is_in(struct str word, const char *const *list, size_t count)
{
    return bsearch(&word, list, count, sizeof(*list), by_word) != NULL;
}

/* The word as typed, in lower-case ASCII; normalisation may have written out an abbreviation. */
static struct str typed(const struct normalised *text, const struct token *token, char *room,
                        size_t size)
{
    struct str word = str_sub(text->t, token->from, token->to);
    if (word.len > size)
        return STR("");
    for (size_t i = 0; i < word.len; i++) {
        char byte = word.data[i];
        room[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
    }
    return (struct str){room, word.len};
}

enum locale locale_of_text(const struct normalised *text, enum locale before)
{
    size_t foreign = 0, native = 0, words = 0;
    for (size_t i = 0; i < text->token_count && i < 200; i++) {
        const struct token *token = &text->tokens[i];
        char room[24];
        if (token->span >= 0 || (token->roles & TOKEN_EMOJI) != 0)
            continue;
        words++;
        struct str word = typed(text, token, room, sizeof(room));
        if (token->typed_accented)
            native += 2;
        else if (is_in(word, english, COUNT(english)))
            foreign++;
        else if (is_in(word, vietnamese, COUNT(vietnamese)))
            native++;
    }
    if (foreign >= (words <= 3 ? 1U : 2U) && foreign > native)
        return LOCALE_EN;
    if (native >= 2 || (native == 1 && words <= 3))
        return LOCALE_VI;
    return before;
}
