/*
 * The store's part for cases. They are opened and answered by turns (EFFECT_CASE_OPEN and
 * EFFECT_CASE_UPDATE, store_commit_turn); here staff read and change them. Same rules as
 * store/store.h.
 */
#ifndef STORE_CASES_H
#define STORE_CASES_H

#include "model/case.h"
#include "store/store.h"

struct store_case_filter {
    bool only_open;       /* those that are not closed or withdrawn */
    int64_t owner;        /* this person's; 0: anybody's */
    int64_t conversation; /* of this conversation; 0: any */
    int limit;            /* 1..STORE_PAGE_MAX */
};
struct store_cases {
    enum store_status status;
    const struct case_file *cases;
    size_t count;
};
typedef void store_cases_fn(void *ctx, const struct store_cases *list);

/* The most pressing first: by due date (those without one last), then by age. */
void store_case_list(struct store *store, const struct store_case_filter *filter,
                     store_cases_fn *done, void *ctx);

/* One case by its number with its history, oldest first (the newest 200 entries). OK, NOT_FOUND. */
typedef void store_case_fn(void *ctx, enum store_status status, const struct case_file *found,
                           const struct case_entry *history, size_t count);
void store_case_find(struct store *store, struct str code, store_case_fn *done, void *ctx);

/* What a person does with a case. */
struct store_case_act {
    struct str code;
    int64_t staff; /* who; their name goes into the history */
    struct str staff_name;
    bool sets_state;
    enum case_state state; /* with sets_state */
    bool sets_owner;
    int64_t owner; /* with sets_owner; 0: nobody */
    bool sets_priority;
    int priority;      /* with sets_priority, 0..10 */
    struct str text;   /* a note, or what the customer is told; may be empty */
    bool tells;        /* the customer is told text */
    int64_t due_at_ms; /* a new due date; 0: as it was */
};

/* Changes it and writes the history. When its state changed, or the customer is told something, an
 * event (EVENT_CASE) waits for its conversation in the same transaction. OK; NOT_FOUND (no such
 * case, or no such person as owner). */
void store_case_act(struct store *store, const struct store_case_act *act, store_cases_fn *done,
                    void *ctx);

#endif
