/*
 * What a turn of the bot changes besides the conversation itself.
 *
 * An effect is a wish written down as data: dialogue makes it (pure), store_commit_turn carries all
 * of a turn's effects out in the SAME transaction as its messages and its new state, or none of
 * them. What needs the world outside (a request to another system, waiting) is only recorded there,
 * and done afterwards by whoever reads the record; its result comes back as a struct turn_event,
 * which is a turn like any other.
 *
 * A turn may run again with fresh input before anything of it is committed (the version moved on, a
 * row changed, a code was taken: all of them STORE_CONFLICT), so it never matters that one ran.
 */
#ifndef MODEL_EFFECT_H
#define MODEL_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/record.h"

enum {
    EFFECTS_MAX = 8,        /* of one turn */
    CASE_FIELDS_MAX = 16,   /* of one case */
    CASE_TEXT_MAX = 2000,   /* bytes of a title or text */
    EFFECT_BODY_MAX = 8192, /* bytes of a request's body, and of its answer */
    CODE_SEED_BYTES = 32,   /* of turn_input.code_seed */
    CASE_CODE_MAX = 24      /* bytes of a case's number, e.g. "KN-7K3M9Q" */
};

/* ---- cases ---- */

enum case_kind {
    CASE_COMPLAINT,
    CASE_WARRANTY,
    CASE_RETURN,
    CASE_CALLBACK,
    CASE_MESSAGE, /* left outside opening hours */
    CASE_QUOTE,
    CASE_ORDER /* a change or cancellation a person must do */
};

struct case_open {
    enum case_kind kind;
    struct str code;     /* its number, from effect_code(); unique: taken is STORE_CONFLICT */
    struct str category; /* the editor's own word ("giao-hang"), or empty */
    int priority;        /* 0 usual .. 10 */
    struct str team;     /* "" is the general team */
    struct str title;    /* a line for people */
    struct str text;     /* what the customer said, in their words */
    const struct field *fields; /* name → value: phone, order, serial, product, fault … */
    size_t field_count;
};

enum case_change {
    CASE_NOTE,    /* add text as the customer's note */
    CASE_REOPEN,  /* the customer says it is not solved; a case that is open stays so */
    CASE_SOLVED,  /* the customer says it is solved */
    CASE_WITHDRAW /* the customer does not want it any more */
};

/* Of a case of this visitor (as the "cases" view showed it); another's is not touched. */
struct case_update {
    enum case_change change;
    struct str code;
    struct str text; /* or empty */
};

/* ---- rows ---- */

/* Changes columns of a row that was looked up in this turn. Compare and set: if the row's version
 * is no longer ver, nothing of the turn is committed (STORE_CONFLICT), the turn runs again, looks
 * again and says what is true now. So a flow that offers to cancel only a "new" order cannot cancel
 * one that has left in between. */
struct row_update {
    struct str table, id;
    int64_t ver;
    const struct field *fields; /* the new values */
    size_t field_count;
    struct str why; /* for the row's history: "khách đổi địa chỉ giao" */
};

/* ---- the customer ---- */

enum customer_field {
    CUSTOMER_NAME,
    CUSTOMER_PRONOUN, /* "anh", "chị", "em", "bạn", "cô", "chú" … as the bot addresses them */
    CUSTOMER_PHONE,   /* digits, 0-prefixed */
    CUSTOMER_EMAIL,
    CUSTOMER_ADDRESS
};

/* Remember this of the visitor. has_consent: they agreed in so many words that it is kept beyond
 * this conversation; without it the value lives as long as the conversation. is_proved: it was
 * matched against a row (order code and phone agree), which is what may join two identities. */
struct customer_set {
    enum customer_field field;
    struct str value;
    bool has_consent, is_proved;
};

/* ---- what people think of it ---- */

enum rating_kind { RATING_CSAT /* 1..5 */, RATING_NPS /* 0..10 */ };

struct rating_give {
    enum rating_kind kind;
    int score;       /* -1: asked and declined; counts for the rhythm, not for the average */
    struct str text; /* or empty */
};

/* ---- later ---- */

/* A request to a system of the shop by its name in the settings. Recorded with the turn, sent
 * afterwards with the key as idempotency key, retried until deadline_ms. The result is the event
 * EVENT_REQUEST with this name and key. */
struct request_send {
    struct str name;     /* a-z 0-9 - */
    struct str key;      /* unguessable, from effect_code(); the same on every retry */
    struct str body;     /* a JSON object */
    int64_t deadline_ms; /* UTC; then it has failed as far as the visitor is told */
    bool keep_trying;    /* past the deadline too: an order to do something, not a question */
};

/* Begin a flow by itself at a time ("2 ngày sau hỏi lại"): EVENT_FOLLOW_UP, where the channel's
 * rules allow it. The same key again replaces; at_ms 0 takes it back. */
struct follow_up {
    struct str key;             /* unique in the conversation: "case KN-7K3M9Q" */
    struct str flow;            /* its id */
    int64_t at_ms;              /* UTC */
    const struct field *fields; /* slots the flow begins with */
    size_t field_count;
};

enum effect_kind {
    EFFECT_CASE_OPEN,
    EFFECT_CASE_UPDATE,
    EFFECT_ROW_UPDATE,
    EFFECT_CUSTOMER,
    EFFECT_RATING,
    EFFECT_REQUEST,
    EFFECT_FOLLOW_UP
};

struct effect {
    enum effect_kind kind;
    union { /* by kind */
        struct case_open case_open;
        struct case_update case_update;
        struct row_update row_update;
        struct customer_set customer;
        struct rating_give rating;
        struct request_send request;
        struct follow_up follow_up;
    };
};

/* ---- what comes back: a turn without a visitor's words ---- */

enum turn_event_kind {
    EVENT_NONE,      /* the visitor wrote, or pressed a button */
    EVENT_TIMER,     /* outcome.wake_at_ms of the last turn has come and nobody wrote since */
    EVENT_REQUEST,   /* an answer, or that there is none, to EFFECT_REQUEST */
    EVENT_FOLLOW_UP, /* name: the flow to begin, fields: its slots */
    EVENT_CASE       /* a case of this visitor changed: fields code, kind, state, note */
};

struct turn_event {
    enum turn_event_kind kind;
    struct str name; /* of the request, or of the flow */
    struct str key;  /* of the request */
    bool ok;         /* of the request: false when it failed or its deadline passed */
    struct str body; /* of the request: the answer, a JSON object of at most EFFECT_BODY_MAX */
    const struct field *fields;
    size_t field_count;
};

/* What is known of the visitor before the turn; every text may be empty. */
struct customer_known {
    struct str name, pronoun, phone, email, address;
    bool may_ask_csat, may_ask_nps; /* the rhythm allows it now: not asked too recently */
};

/* ---- names and numbers ---- */

const char *case_kind_name(enum case_kind kind);     /* "complaint" "warranty" "return" … */
const char *case_change_name(enum case_change kind); /* "note" "reopen" "solved" "withdraw" */
const char *customer_field_name(enum customer_field field);  /* "name" "pronoun" "phone" … */
const char *rating_kind_name(enum rating_kind kind);         /* "csat" "nps" */
const char *effect_kind_name(enum effect_kind kind);         /* "case_open" "row_update" … */
const char *turn_event_kind_name(enum turn_event_kind kind); /* "" "timer" "request" … */

/* The inverse of case_kind_name(), customer_field_name(); false when unknown. */
bool case_kind_from_name(struct str name, enum case_kind *out);
bool customer_field_from_name(struct str name, enum customer_field *out);

/* The letters before a case's number that staff and customers see: "KN" khiếu nại, "BH" bảo hành,
 * "DT" đổi trả, "GL" gọi lại, "TN" tin nhắn, "BG" báo giá, "DH" đơn hàng. */
const char *case_kind_prefix(enum case_kind kind);

/* An unguessable code from the turn's seed (CODE_SEED_BYTES random bytes, fresh for every try):
 * prefix, "-", six characters of 23456789ABCDEFGHJKMNPQRSTVWXYZ without those that are confused
 * when read aloud. nth: 0, 1 … for more than one code in a turn, at most 3. ~29 bits: unguessable
 * together with the rule that a case is shown only to its own visitor. */
struct str effect_code(struct arena *arena, struct str prefix, struct str seed, size_t nth);

#endif
