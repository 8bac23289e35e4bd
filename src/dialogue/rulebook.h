/*
 * All that authors wrote, compiled: intents, patterns, examples, articles, messages, word data.
 *
 * Immutable once loaded and shared by reference count between threads; one per content release.
 * Formats: docs/rules.md, docs/kb.md.
 */
#ifndef DIALOGUE_RULEBOOK_H
#define DIALOGUE_RULEBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/report.h"
#include "base/str.h"

struct rulebook;

struct content_file {
    struct str path; /* "intents/chao-hoi.yml", "intents/words/teencode.tsv", "kb/vi/a.md" … */
    struct str text;
};

/* Compiles the files (copied), trains the examples, builds the article index: about a second for a
 * real shop, so on a worker. Every mistake goes to the report; NULL if there is an error among
 * them. release: the number that bot replies will carry, 0 outside the store. */
struct rulebook *rulebook_load(const struct content_file *files, size_t count, int64_t release,
                               struct report *report);

/* Thread-safe. The last unref frees. NULL is fine for unref. */
struct rulebook *rulebook_ref(struct rulebook *rulebook);
void rulebook_unref(struct rulebook *rulebook);

int64_t rulebook_release(const struct rulebook *rulebook);

struct rulebook_counts {
    size_t intents, patterns, examples, articles, messages;
};
struct rulebook_counts rulebook_counts(const struct rulebook *rulebook);

/* A company fact from intents/company.yml ("name", "hotline", …), or the empty text. */
struct str rulebook_fact(const struct rulebook *rulebook, const char *name, struct str locale);

/* A sentence of intents/messages.yml with its blanks filled from facts ("agent.joined" …); the
 * first variant. Never empty: missing keys are an error at load. */
struct str rulebook_message(const struct rulebook *rulebook, const char *key, struct str locale,
                            struct arena *arena);

/* The flows, for listing; the texts are the rulebook's. Returns their number. */
struct rulebook_flow {
    struct str id, title;
    size_t steps, slots;
};
size_t rulebook_flows(const struct rulebook *rulebook, struct arena *arena,
                      struct rulebook_flow **flows);

/* A flow as a Mermaid flowchart, made in arena; false when there is no such flow. */
bool rulebook_flow_diagram(const struct rulebook *rulebook, struct str id, struct arena *arena,
                           struct str *diagram);

/* One article as HTML for the reader page, or false. */
struct article;
bool rulebook_article(const struct rulebook *rulebook, struct str id, struct str locale,
                      const struct article **out);

#endif
