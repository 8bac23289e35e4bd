/*
 * Flows: conversations with a purpose, as data. For this floor only.
 *
 * flow_load.c and flow_load_step.c read them (docs/flows.md), flow_check.c refuses what cannot
 * work, flow_draw.c draws them, flow_run.c walks through them, flow_ask.c takes what the visitor
 * says meanwhile, flow_slot.c reads values out of words, flow_value.c fills blanks and judges
 * conditions, flow_act.c makes effects. Everything here is built at load and never changed.
 */
#ifndef DIALOGUE_FLOW_H
#define DIALOGUE_FLOW_H

#include "base/arena.h"
#include "base/report.h"
#include "base/str.h"
#include "dialogue/book.h"
#include "model/effect.h"

enum {
    FLOWS_MAX = 200,
    FLOW_STEPS_MAX = 120,
    FLOW_SLOTS_MAX = 24,
    FLOW_EXITS_MAX = 12,
    FLOW_FIELDS_MAX = 16,
    FLOW_OPTIONS_MAX = 12,
    FLOW_TERMS_MAX = 6,
    FLOW_VALUES_MAX = 12,
    FLOW_WORDS_MAX = 24,
    POLICY_DATES_MAX = 20,
    FLOW_TRIES = 3, /* wrong answers to one question, then a person is offered */
    FLOW_REMIND_MINUTES = 5,
    FLOW_CLOSE_MINUTES = 15 /* after the reminder */
};

/* ---- slots ---- */

enum slot_type {
    SLOT_TEXT,   /* the visitor's own words */
    SLOT_NAME,   /* of a person */
    SLOT_CHOICE, /* one of the options */
    SLOT_ORDER,  /* an order code */
    SLOT_SERIAL, /* letters and digits; fifteen digits are an IMEI and must check (Luhn) */
    SLOT_PHONE,
    SLOT_DIGITS, /* min..max digits in a row */
    SLOT_NUMBER, /* min..max */
    SLOT_MONEY,  /* đồng */
    SLOT_DATE,   /* YYYY-MM-DD */
    SLOT_EMAIL,
    SLOT_PATTERN, /* what a pattern matches */
    SLOT_TYPE_COUNT
};

extern const char *const slot_type_names[SLOT_TYPE_COUNT + 1]; /* NULL-ended */

struct slot_option {
    struct str value, title[LOCALE_COUNT];
    struct phrases words; /* other ways to say it */
};

struct slot {
    struct str name, title[LOCALE_COUNT];
    enum slot_type type;
    int64_t min, max;     /* digits, characters or the number itself; max 0: the type's own */
    int64_t keep_minutes; /* 0: as long as the flow */
    bool no_prefill;      /* do not look for it in the words that began the flow */
    bool is_past;         /* of a date: not after today */
    bool has_known;       /* of the customer, when it is known already: */
    enum customer_field known;
    struct str pattern; /* of SLOT_PATTERN */
    struct place place;
    uint32_t pattern_owner; /* its number among the slots with patterns */
    struct slot_option options[FLOW_OPTIONS_MAX];
    size_t option_count;
};

/* ---- conditions ---- */

enum term_op { TERM_KNOWN, TERM_IS, TERM_LESS, TERM_AT_MOST, TERM_MORE, TERM_AT_LEAST };

struct term {
    bool is_not;
    struct str name; /* a slot, table.column, or channel, hours, mood, locale … */
    enum term_op op;
    struct str values[FLOW_VALUES_MAX]; /* of TERM_IS: any of them */
    size_t value_count;
};

/* All terms hold. None: always. */
struct flow_condition {
    struct term terms[FLOW_TERMS_MAX];
    size_t count;
    struct str text; /* as written */
    struct place place;
};

/* ---- steps ---- */

enum step_kind {
    STEP_SAY,
    STEP_ANSWER, /* with an article */
    STEP_ASK,
    STEP_CONFIRM,
    STEP_BRANCH,
    STEP_LOOK_UP,
    STEP_CHANGE, /* a row of a table */
    STEP_SET,
    STEP_CASE,
    STEP_CASE_UPDATE,
    STEP_REMEMBER,
    STEP_RATE,
    STEP_REQUEST,
    STEP_FOLLOW_UP,
    STEP_CALL,
    STEP_HAND_OVER,
    STEP_GO,
    STEP_KIND_COUNT
};

extern const char *const step_kind_names[STEP_KIND_COUNT + 1]; /* the keys in YAML; NULL-ended */

/* Where a step leads. */
enum exit_kind {
    EXIT_NEXT,
    EXIT_YES,
    EXIT_NO,
    EXIT_SKIP,
    EXIT_IF, /* of a branch, with its condition */
    EXIT_FOUND,
    EXIT_NONE,
    EXIT_MANY,
    EXIT_DOWN,
    EXIT_BLOCKED, /* too many wrong look-ups */
    EXIT_DONE,
    EXIT_REFUSED, /* the row is in a state that does not allow it */
    EXIT_FAILED,
    EXIT_KIND_COUNT
};

extern const char *const exit_kind_names[EXIT_KIND_COUNT + 1];

enum { TARGET_END = -1, TARGET_UNKNOWN = -2 };

struct flow_exit {
    enum exit_kind kind;
    const struct flow_condition *condition; /* of EXIT_IF; NULL: otherwise */
    struct str target;                      /* as written */
    struct place place;
    int step; /* index of the step it leads to, or TARGET_END */
};

/* name: template */
struct flow_field {
    struct str name, value;
    enum record_match match; /* in "where" */
    struct place place;
};

struct step {
    struct str id; /* as written, or made of its kind and number */
    enum step_kind kind;
    struct place place;
    struct flow_exit exits[FLOW_EXITS_MAX];
    size_t exit_count;
    struct variants say[LOCALE_COUNT], again[LOCALE_COUNT];
    struct button buttons[BUTTONS_MAX];
    size_t button_count;
    struct str object; /* the slot, table, article, flow, request, kind of case … */
    struct place object_place;
    int index; /* of the slot or the flow, when it is one */
    struct flow_field fields[FLOW_FIELDS_MAX], where[RECORD_KEYS_MAX];
    size_t field_count, where_count;
    struct str take[FLOW_FIELDS_MAX]; /* columns kept of a row */
    size_t take_count;
    struct str into, list; /* of a look-up: name of the row; template of a line of its list */
    const struct flow_condition *when; /* of a change; or NULL */
    bool is_optional, is_plain, is_verified, has_consent, is_waiting, keeps_trying;
    int64_t number; /* rows, deadline in seconds, days, priority */
    int64_t hour;
    enum case_kind case_kind;
    enum case_change case_change;
    enum rating_kind rating;
    enum handoff_reason reason;
    struct str category, team, title, text, code, at;
    struct place text_place;
};

struct policy_value {
    int64_t from_ms; /* in force from then on; 0: always was */
    struct str value;
};

struct policy {
    struct str name;
    struct policy_value values[POLICY_DATES_MAX]; /* oldest first */
    size_t count;
    struct place place;
};

struct flow {
    struct str id, title[LOCALE_COUNT], file_text;
    struct place place;
    struct slot slots[FLOW_SLOTS_MAX];
    size_t slot_count;
    struct step *steps;
    size_t step_count;
    int64_t remind_minutes, close_minutes;
    int called_by; /* how many other flows call it */
};

/* ---- finding ---- */

const struct flow *flow_find(const struct rulebook *book, struct str id);
const struct slot *flow_slot(const struct flow *flow, struct str name); /* or NULL */
const struct step *flow_step(const struct flow *flow, struct str id);   /* or NULL */
const struct policy *flow_policy(const struct rulebook *book, struct str name);
struct str flow_title(const struct flow *flow, enum locale locale);
struct str slot_title(const struct slot *slot, enum locale locale);

/* The exit of a kind, or NULL. */
const struct flow_exit *step_exit(const struct step *step, enum exit_kind kind);

/* Whether this way leads to a question that must be put again although its slot holds something:
 * one that goes back, or that was taken because something was wrong. */
bool flow_asks_anew(const struct flow *flow, const struct step *step, const struct flow_exit *exit);

/* Whether the steps after a step may follow in the same turn; false for one that always waits. */
bool step_passes(const struct step *step);

/* The ways out of a step, those written and the usual one to the next step: indices or TARGET_END,
 * and what they are. At most FLOW_EXITS_MAX + 1. */
size_t step_ways(const struct flow *flow, const struct step *step, int *to, enum exit_kind *kinds);

/* ---- loading ---- */

struct loader;
struct yaml;
struct yaml_file;

/* One file of intents/flows/. */
void flow_load(struct loader *loader, const struct yaml_file *file, const struct yaml *root);

/* flow_load_step.c: one step; false when it was refused. */
bool flow_load_step(const struct yaml_file *file, const struct yaml *node, size_t number,
                    struct step *out);

/* flow_cond.c: "don.state is new packed and not hours is closed"; reports mistakes at node. */
bool flow_condition_read(const struct yaml_file *file, const struct yaml *node,
                         struct flow_condition *out);

/* flow_check.c: references, blanks, reachability, exits of loops. After every file was read. */
void flow_check(struct loader *loader);

/* The slot patterns of all flows compiled; part of compiling. */
void flow_compile(struct loader *loader);

#endif
