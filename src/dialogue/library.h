/*
 * The articles as people look through them: a list by category, and a search that answers while
 * one types. For the help pages; what the bot answers with is decided in understand.c.
 *
 * A library belongs to one rulebook and is immutable, shared by reference count between threads.
 */
#ifndef DIALOGUE_LIBRARY_H
#define DIALOGUE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "dialogue/rulebook.h"
#include "kb/article.h"

struct library;

enum { LIBRARY_LIST_MAX = 2000, LIBRARY_SEARCH_MAX = 20, LIBRARY_QUERY_MAX = 200 };

/* Prepares what the search compares: about a millisecond for a hundred articles, so on a worker.
 * Keeps a reference to the rulebook. Never NULL. */
struct library *library_new(struct rulebook *rulebook);

/* Thread-safe. The last unref frees. NULL is fine for unref. */
struct library *library_ref(struct library *library);
void library_unref(struct library *library);

const struct rulebook *library_rulebook(const struct library *library);

/* Every article valid at now_ms, once: in this language ("vi", "en") where there is one, else in
 * the other. Sorted by category, then as the authors' files stand. At most LIBRARY_LIST_MAX. The
 * array lives in arena, the articles as long as the library. */
size_t library_list(const struct library *library, struct str locale, int64_t now_ms,
                    struct arena *arena, const struct article ***out);

/* The articles that fit what has been typed so far, best first: the last word may be half a word,
 * marks may be missing. query: any bytes; only its first LIBRARY_QUERY_MAX count. Writes at most
 * max (LIBRARY_SEARCH_MAX or less) and returns how many. */
size_t library_search(const struct library *library, struct str query, struct str locale,
                      int64_t now_ms, struct arena *arena, const struct article **out, size_t max);

/* One article valid at now_ms, in this language if there is one. NULL: no such article now. */
const struct article *library_find(const struct library *library, struct str id, struct str locale,
                                   int64_t now_ms);

/* Whether there is a version in exactly this language that is valid at now_ms. */
bool library_has(const struct library *library, struct str id, struct str locale, int64_t now_ms);

#endif
