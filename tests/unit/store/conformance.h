/*
 * What every implementation of store.h must do, written against store.h alone. An implementation's
 * test program gives a function that opens it and runs all of this.
 */
#ifndef TESTS_UNIT_STORE_CONFORMANCE_H
#define TESTS_UNIT_STORE_CONFORMANCE_H

#include "fixture.h"

struct check {
    const char *name;
    void (*run)(void **state);
};

#define CHECK(fn)                                                                                  \
    {                                                                                              \
#fn, fn                                                                                    \
    }

struct checks {
    const struct check *list;
    size_t count;
};

extern const struct checks conversation_checks, queue_checks, people_checks, table_checks,
    task_checks, later_checks;

/* Runs every check, each on a fresh store; the number that failed. */
int conformance_run(const char *name, const struct backend *backend);

#endif
