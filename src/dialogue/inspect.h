/*
 * Faults of content that loads: rules and examples that contradict each other, articles that cannot
 * be found. Every finding is a warning or error with its place, in words for who wrote it; at most
 * a handful of each kind, the rest is counted.
 *
 * What is looked for: docs/rules.md "What letan check finds". Takes seconds for a large shop: for
 * letan check and before a release, not while serving. One thread.
 */
#ifndef DIALOGUE_INSPECT_H
#define DIALOGUE_INSPECT_H

#include "base/report.h"
#include "dialogue/rulebook.h"

void rulebook_inspect(const struct rulebook *rulebook, struct report *report);

#endif
