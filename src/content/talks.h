/*
 * Talks that must hold (the YAML files of tests/talks) and the intents' own test phrases, run
 * against a rulebook. Format: docs/rules.md "Talks".
 */
#ifndef CONTENT_TALKS_H
#define CONTENT_TALKS_H

#include <stdio.h>

#include "base/report.h"
#include "dialogue/rulebook.h"

struct talks_result {
    size_t passed, failed; /* talks */
};

/* Runs the talks of one content file; what fails goes to out, with its place and what was got
 * instead. Mistakes of form go to the report. */
struct talks_result talks_run(const struct rulebook *rulebook, const struct content_file *content,
                              struct report *report, FILE *out);

/* Runs tests.yes and tests.no of every intent of a file. */
struct talks_result talks_run_intents(const struct rulebook *rulebook,
                                      const struct content_file *content, struct report *report,
                                      FILE *out);

#endif
