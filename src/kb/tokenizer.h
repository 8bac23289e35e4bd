/*
 * The FTS5 tokenizer "letan".
 *
 * Documents go through text_normalise() and words_of(): per word the folded term "f…", at the same
 * position the accented term "a…" if the word carries marks, and the folded pair "b…_…" with the
 * word before. Query phrases are index terms already (kb/query) and pass through as they are.
 * Offsets are bytes of the original where it is in display form (text/normalise.h, T), which is
 * true of article_plain(); else those of the whole line. Internal to this floor.
 */
#ifndef KB_TOKENIZER_H
#define KB_TOKENIZER_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/str.h"
#include "text/lexicon.h"

/* Registers it on this connection; the lexicon must outlive the connection. */
NODISCARD bool tokenizer_register(sqlite3 *db, const struct lexicon *lexicon, struct err *err);

/* The connection's FTS5 interface, or NULL. */
fts5_api *tokenizer_fts5(sqlite3 *db);

/* What FTS5 calls for each document, usable alone: emits every term of the text. Stops and returns
 * the first result of emit that is not SQLITE_OK. The text of a term is valid during the call. */
int tokenizer_run(const struct lexicon *lexicon, struct str text, void *ctx,
                  int (*emit)(void *ctx, int flags, const char *term, int size, int from, int to));

#endif
