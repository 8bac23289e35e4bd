/*
 * The inside of a rulebook, for this floor only. Built by load*.c, then never changed; the pool of
 * search readers is the one part that moves, behind its own lock.
 */
#ifndef DIALOGUE_BOOK_H
#define DIALOGUE_BOOK_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/report.h"
#include "dialogue/rulebook.h"
#include "kb/article.h"
#include "kb/search.h"
#include "match/examples.h"
#include "match/pattern_set.h"
#include "model/conversation.h"
#include "text/lexicon.h"

/* The languages a visitor can be answered in. */
enum locale { LOCALE_VI, LOCALE_EN, LOCALE_COUNT };

/* Intents the engine itself has a use for; docs/rules.md "Required intents". */
enum required {
    REQUIRED_GREETING,
    REQUIRED_THANKS,
    REQUIRED_GOODBYE,
    REQUIRED_YES,
    REQUIRED_NO,
    REQUIRED_PERSON,
    REQUIRED_COUNT
};

/* The bot's own sentences; docs/rules.md "messages.yml". The names: message_key_names. */
enum message_key {
    MESSAGE_ASK_WHICH,
    MESSAGE_ASK_REPHRASE,
    MESSAGE_OFFER_PERSON,
    MESSAGE_HANDOVER_ASKED,
    MESSAGE_HANDOVER_UNSURE,
    MESSAGE_HANDOVER_RULE,
    MESSAGE_HANDOVER_FAILURE,
    MESSAGE_HOURS_CLOSED,
    MESSAGE_HOURS_PHONE,
    MESSAGE_HOURS_PHONE_THANKS,
    MESSAGE_HOURS_PHONE_INVALID,
    MESSAGE_HELPFUL_YES,
    MESSAGE_HELPFUL_NO,
    MESSAGE_AGENT_JOINED,
    MESSAGE_AGENT_RETURNED,
    MESSAGE_CONVERSATION_CLOSED,
    MESSAGE_QUEUE_WAITING,
    MESSAGE_BUTTON_PERSON,
    MESSAGE_BUTTON_CALLBACK,
    MESSAGE_BUTTON_NONE,
    MESSAGE_FLOW_FIRST, /* from here on optional: flow_texts.c has words */
    MESSAGE_FLOW_CANCELLED = MESSAGE_FLOW_FIRST,
    MESSAGE_FLOW_WAITING,
    MESSAGE_FLOW_BACK,
    MESSAGE_FLOW_REMIND,
    MESSAGE_FLOW_CLOSED,
    MESSAGE_FLOW_OFFER_PERSON,
    MESSAGE_FLOW_STALE,
    MESSAGE_FLOW_CORRECTED,
    MESSAGE_FLOW_NOTED,
    MESSAGE_FLOW_AGAIN,
    MESSAGE_FLOW_IMEI,
    MESSAGE_FLOW_FUTURE,
    MESSAGE_FLOW_FAILED,
    MESSAGE_FLOW_STILL_WORKING,
    MESSAGE_QUEUE_LEFT,
    MESSAGE_BUTTON_YES,
    MESSAGE_BUTTON_NO,
    MESSAGE_BUTTON_SKIP,
    MESSAGE_BUTTON_RETRY,
    MESSAGE_KEY_COUNT
};

extern const char *const required_names[REQUIRED_COUNT + 1];       /* NULL-ended */
extern const char *const message_key_names[MESSAGE_KEY_COUNT + 1]; /* NULL-ended */

enum {
    INTENTS_MAX = 2000,
    ARTICLES_MAX = 20000,
    INTENT_PATTERNS_MAX = 40,
    INTENT_EXAMPLES_MAX = 200,
    INTENT_NEEDS_MAX = 8,
    VARIANTS_MAX = 12,
    BUTTONS_MAX = 5,
    REPLY_BYTES_MAX = 2000,
    TITLE_BYTES_MAX = 200,
    ANSWER_CHARS_MAX = 600,
    READERS_MAX = 16
};

struct variants {
    struct str *items;
    struct place *places;
    size_t count;
};

struct button {
    struct str title[LOCALE_COUNT]; /* English may be empty */
    struct str payload;
    struct place place;
};

struct flow;
struct policy;

enum answer_kind { ANSWER_NOTHING, ANSWER_ARTICLE, ANSWER_SAY, ANSWER_HANDOVER, ANSWER_FLOW };

/* A phrase of an intent's own tests, or any other text with its place. */
struct phrases {
    struct str *items;
    struct place *places;
    size_t count;
};

/* Said once in a conversation after the answer, never to somebody who is angry. */
struct offer_text {
    struct variants say[LOCALE_COUNT];
};

struct intent {
    struct str id;
    struct str title[LOCALE_COUNT]; /* English may be empty */
    struct place place;             /* of its id */
    struct str file_text;           /* the whole file, for messages */
    struct phrases patterns, exclude, examples, outsiders, tests_yes, tests_no, needs;
    int priority;
    bool is_smalltalk;
    enum answer_kind answer;
    struct str article; /* id, of ANSWER_ARTICLE; of the flow, of ANSWER_FLOW */
    struct place article_place;
    struct phrases next; /* what people ask after it: ids of intents and articles */
    struct offer_text offer;
    int group; /* its index in groups, or -1 */
    struct variants say[LOCALE_COUNT];
    struct str team;
    int handover_priority;
    enum handoff_reason reason;
    struct button buttons[BUTTONS_MAX];
    size_t button_count;
};

/* The same article in its languages. */
struct article_group {
    struct str id;
    int in[LOCALE_COUNT]; /* index into articles, or -1 */
    int intent;           /* the first intent that answers with it, or -1 */
};

struct fact {
    struct str name;
    struct str value[LOCALE_COUNT];
};

struct reader_pool {
    pthread_mutex_t lock;
    struct kb_reader *idle[READERS_MAX];
    size_t count;
};

struct rulebook {
    atomic_int refs;
    int64_t release;
    struct arena *arena;
    struct lexicon *lexicon;
    struct pattern_set *patterns;
    struct example_model *examples;
    struct kb_index *index;
    struct reader_pool *readers;

    struct intent *intents;
    size_t intent_count, intent_capacity;
    struct map intent_ids;        /* id → struct intent */
    int required[REQUIRED_COUNT]; /* index into intents */

    struct article *articles;
    struct place *article_places;
    struct str *article_sources;
    size_t article_count, article_capacity, article_places_capacity, article_sources_capacity;
    struct article_group *groups;
    size_t group_count;
    struct map group_ids; /* id → struct article_group */

    struct phrases products; /* kinds of goods, longest first: what "thế còn …?" exchanges */
    struct fact *facts;
    size_t fact_count, fact_capacity;
    struct variants messages[MESSAGE_KEY_COUNT][LOCALE_COUNT];

    struct flow *flows;
    size_t flow_count, flow_capacity;
    struct map flow_ids; /* id → struct flow */
    struct policy *policies;
    size_t policy_count, policy_capacity;
    struct pattern_set *slot_patterns; /* or NULL: no slot has one */
    uint32_t slot_pattern_count;

    struct pattern_source *sources; /* what pattern_hit.pattern counts */
    size_t source_count, pattern_count, example_count;
};

/* A view of the intents grown in the arena is stable only after loading. */
const struct intent *book_intent(const struct rulebook *book, struct str id);
const struct article_group *book_group(const struct rulebook *book, struct str id);
const struct fact *book_fact(const struct rulebook *book, struct str name);

/* The article of a group for a visitor of this language that is valid at now_ms: the same
 * language first, else the other. NULL when none is. */
const struct article *book_article(const struct rulebook *book, const struct article_group *group,
                                   enum locale locale, int64_t now_ms);

/* What a button or a question calls an intent or an article. */
struct str book_intent_title(const struct intent *intent, enum locale locale);

enum locale locale_from_name(struct str name);
const char *locale_name(enum locale locale);

/* A search reader for this thread; give it back. NULL when none can be opened. */
struct kb_reader *book_reader_take(const struct rulebook *book);
void book_reader_give(const struct rulebook *book, struct kb_reader *reader);

#endif
