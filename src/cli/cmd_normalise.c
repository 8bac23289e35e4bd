#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/cli.h"
#include "text/fold.h"
#include "text/normalise.h"

enum { LINE_MAX_BYTES = 1 << 20 };

static const char help[] =
    "letan normalise < LINES\n\n"
    "Prints for each line its three forms as JSON: t (cleaned, as shown), a (accented key), f "
    "(folded\n"
    "key), unaccented (t without Vietnamese marks), spans (amounts, phones, dates … with their\n"
    "values and their bytes in t), words (of f, what they do, and their bytes in t), the marks "
    "that\n"
    "were typed, the kind of question and the mood.\n\n"
    "  echo 'ko dc đổi trả hả sốp' | letan normalise\n";

static struct lexicon *own_lexicon(const struct cli *cli, struct arena *arena)
{
    struct lexicon_file files[16];
    size_t count = 0;
    for (size_t i = 0; i < cli->embedded->count && count < COUNT(files); i++) {
        const struct embedded_file *file = &cli->embedded->files[i];
        if (str_starts(str_view(file->path), STR("intents/words/")))
            files[count++] = (struct lexicon_file){str_view(file->path), file->plain};
    }
    struct report report = report_new(arena);
    return lexicon_new(files, count, &report);
}

static void add_member(struct strbuf *out, const char *name, struct str value)
{
    strbuf_addf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
    json_add_string(out, value);
}

/* One word of F with what it does: {"f":"khong","from":3,"to":5,"roles":["negator"]}. */
static void add_word(struct strbuf *out, const struct token *token, bool is_next)
{
    static const struct {
        enum token_role role;
        const char *name;
    } roles[] = {{TOKEN_PERSON, "person"},
                 {TOKEN_PARTICLE, "particle"},
                 {TOKEN_NEGATOR, "negator"},
                 {TOKEN_QUESTION, "question"},
                 {TOKEN_NEGATED, "negated"}};
    strbuf_addf(out, "%s{\"f\":", is_next ? "," : "");
    json_add_string(out, token->f);
    if (token->alt.len > 0)
        add_member(out, "also", token->alt);
    strbuf_addf(out, ",\"from\":%" PRIu32 ",\"to\":%" PRIu32, token->from, token->to);
    bool is_first = true;
    for (size_t i = 0; i < COUNT(roles); i++) {
        if ((token->roles & roles[i].role) == 0)
            continue;
        strbuf_addf(out, "%s\"%s\"", is_first ? ",\"roles\":[" : ",", roles[i].name);
        is_first = false;
    }
    strbuf_add_cstr(out, is_first ? "}" : "]}");
}

static void print_line(const struct lexicon *lexicon, struct str line, struct arena *arena)
{
    struct normalised text = text_normalise(arena, lexicon, line);
    struct strbuf out = strbuf_new(arena, line.len * 4 + 64);
    strbuf_add_byte(&out, '{');
    add_member(&out, "t", text.t);
    add_member(&out, "a", text.a);
    add_member(&out, "f", text.f);
    add_member(&out, "unaccented", text_unaccented(arena, text.t));
    strbuf_add_cstr(&out, ",\"spans\":[");
    for (size_t i = 0; i < text.span_count; i++) {
        const struct span *span = &text.spans[i];
        strbuf_addf(&out, "%s{\"kind\":\"%s\",\"from\":%" PRIu32 ",\"to\":%" PRIu32,
                    i > 0 ? "," : "", span_kind_name(span->kind), span->from, span->to);
        add_member(&out, "text", span->text);
        add_member(&out, "value", span->value);
        strbuf_add_byte(&out, '}');
    }
    strbuf_add_cstr(&out, "],\"words\":[");
    for (size_t i = 0; i < text.token_count; i++)
        add_word(&out, &text.tokens[i], i > 0);
    strbuf_addf(&out, "],\"marks\":\"%s\",\"question\":\"%s\",\"mood\":%d}",
                accent_state_name(text.accents), question_type_name(text.question), text.mood);
    puts(out.data);
}

int cmd_normalise(const struct cli *cli, int argc, char **argv)
{
    const char *rest[1];
    size_t count;
    int code;
    const struct cli_syntax syntax = {NULL, 0, help, rest, 0};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    struct arena *arena = arena_new(), *words = arena_new();
    struct lexicon *lexicon = own_lexicon(cli, words);
    struct str line;
    bool too_long;
    while (cli_line(arena, LINE_MAX_BYTES, &line, &too_long)) {
        print_line(lexicon, line, arena);
        arena_reset(arena);
    }
    lexicon_free(lexicon);
    arena_free(words);
    arena_free(arena);
    return EXIT_FINE;
}
