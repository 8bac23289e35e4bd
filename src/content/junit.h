/*
 * The results of talks and test phrases as a JUnit file, which CI systems read.
 */
#ifndef CONTENT_JUNIT_H
#define CONTENT_JUNIT_H

#include "base/str.h"
#include "content/talks.h"

struct junit {
    struct arena *arena;
    struct strbuf suites;
    size_t tests, failures;
};

struct junit junit_new(struct arena *arena);

/* One content file as a suite, each talk or phrase of it as a case. output: what talks_run() or
 * talks_run_intents() wrote for it. */
void junit_add(struct junit *junit, const struct content_file *content, struct str output,
               struct talks_result result);

/* The whole document; lives in the arena. */
struct str junit_document(const struct junit *junit);

#endif
