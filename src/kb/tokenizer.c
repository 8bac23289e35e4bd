#include "kb/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "kb/article.h"
#include "kb/words.h"

typedef int emit_fn(void *, int, const char *, int, int, int);

/* One piece of a document on its way to FTS5. */
struct piece {
    void *ctx;
    emit_fn *emit;
    size_t from, len; /* its bytes in the document */
    bool is_exact;    /* T is the piece itself: offsets of words hold */
};

static int emit_term(const struct piece *piece, int flags, struct str term, const struct word *word)
{
    size_t from = piece->is_exact ? word->from : 0;
    size_t to = piece->is_exact ? word->to : piece->len;
    return piece->emit(piece->ctx, flags, term.data, (int)term.len, (int)(piece->from + from),
                       (int)(piece->from + to));
}

static int emit_word(const struct piece *piece, const struct words *words, size_t at)
{
    const struct word *word = &words->items[at];
    char buffer[WORD_TERM_MAX];
    int rc = emit_term(piece, 0, words_term(buffer, TERM_FOLDED, word->folded), word);
    if (rc == SQLITE_OK && (word->flags & WORD_MARKED) != 0)
        rc = emit_term(piece, FTS5_TOKEN_COLOCATED,
                       words_term(buffer, TERM_ACCENTED, word->accented), word);
    ptrdiff_t partner = words_partner(words, at);
    if (rc == SQLITE_OK && partner >= 0)
        rc = emit_term(piece, FTS5_TOKEN_COLOCATED,
                       words_pair(buffer, words->items[partner].folded, word->folded), word);
    return rc;
}

static int run_line(const struct lexicon *lexicon, struct arena *arena, struct str line,
                    struct piece *piece)
{
    int rc = SQLITE_OK;
    while (line.len > 0 && rc == SQLITE_OK) {
        struct str raw = str_sub(line, 0, article_piece(line));
        arena_reset(arena);
        struct normalised text = text_normalise(arena, lexicon, raw);
        struct words words = words_of(arena, &text);
        piece->len = raw.len;
        piece->is_exact = str_equal(text.t, raw);
        for (size_t i = 0; i < words.count && rc == SQLITE_OK; i++)
            rc = emit_word(piece, &words, i);
        piece->from += raw.len;
        line = str_sub(line, raw.len, line.len);
    }
    return rc;
}

int tokenizer_run(const struct lexicon *lexicon, struct str text, void *ctx, emit_fn *emit)
{
    struct arena *arena = arena_new();
    const char *start = text.data;
    struct str line;
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && text.len > 0 && str_split(&text, '\n', &line)) {
        struct piece piece = {.ctx = ctx, .emit = emit, .from = (size_t)(line.data - start)};
        rc = run_line(lexicon, arena, line, &piece);
    }
    arena_free(arena);
    return rc;
}

/* The functions FTS5 calls. A tokenizer instance is only the lexicon. */

static int on_create(void *ctx, const char **args, int arg_count, Fts5Tokenizer **out)
{
    (void)args;
    (void)arg_count;
    *out = ctx;
    return SQLITE_OK;
}

static void on_delete(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer; /* the lexicon is not ours */
}

static int on_tokenize(Fts5Tokenizer *tokenizer, void *ctx, int why, const char *text, int size,
                       emit_fn *emit)
{
    if ((why & FTS5_TOKENIZE_QUERY) != 0)
        return size > 0 ? emit(ctx, 0, text, size, 0, size) : SQLITE_OK;
    struct str document = {text, size > 0 ? (size_t)size : 0};
    return tokenizer_run((const void *)tokenizer, document, ctx, emit);
}

fts5_api *tokenizer_fts5(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
        (void)sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    return api;
}

bool tokenizer_register(sqlite3 *db, const struct lexicon *lexicon, struct err *err)
{
    fts5_tokenizer functions = {on_create, on_delete, on_tokenize};
    fts5_api *api = tokenizer_fts5(db);
    if (api == NULL || api->iVersion < 2)
        return err_set(err, ERR_IO, "this SQLite has no FTS5");
    /* FTS5 hands the lexicon back as a plain pointer and never writes through it. A context must
     * not be NULL for on_create to tell success, so a missing lexicon is refused above us. */
    void *context;
    memcpy(&context, &lexicon, sizeof(context)); /* drops const without a cast */
    if (api->xCreateTokenizer(api, "letan", context, &functions, NULL) != SQLITE_OK)
        return err_set(err, ERR_IO, "cannot register the tokenizer: %s", sqlite3_errmsg(db));
    return true;
}
