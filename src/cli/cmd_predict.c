#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "cli/cli.h"
#include "content/bundle.h"
#include "kb/passages.h"
#include "kb/search.h"
#include "match/examples.h"
#include "match/names.h"

enum { LINE_MAX_BYTES = 1 << 20, FILE_MAX_BYTES = 256 << 20, RANKED = 6, HITS = 10 };

static const char help[] =
    "letan predict intents --examples TRAIN.jsonl < QUESTIONS.jsonl\n"
    "letan predict articles --passages PASSAGES.jsonl < QUESTIONS.jsonl\n\n"
    "Measures the matchers on anybody's labelled data; no rules, no server.\n\n"
    "intents: TRAIN has lines {\"text\",\"intent\"}, questions are {\"text\"}; one line a "
    "question:\n"
    "  {\"intent\",\"confidence\",\"runner_up\":[{\"intent\",\"confidence\"} …],\"took_us\"}\n"
    "articles: PASSAGES has lines {\"id\",\"title\",\"text\"}; one line a question:\n"
    "  {\"hits\":[{\"id\",\"score\"} …],\"confidence\",\"took_us\"}\n\n"
    "  echo '{\"text\":\"phi ship bn\"}' | letan predict intents --examples train.jsonl\n"
    "  echo '{\"text\":\"bảo hành mấy năm\"}' | letan predict articles --passages kb.jsonl\n\n"
    "confidence is a probability from 0 to 1; runner_up and hits come best first, at most 5 and "
    "10;\n"
    "took_us is the time of that question in microseconds. Other fields of a line are ignored.\n"
    "Exit code: 0 when every line was answered, 1 at the first line that cannot be (its number is\n"
    "said), 2 for wrong usage.\n";

/* ---- reading ---- */

static json_t *parse_line(struct str line, const char *what, size_t number)
{
    struct err err = {0};
    const struct json_limits limits = {.depth = 16, .keys = 4096, .elements = 4096};
    json_t *object = json_parse_object(line, &limits, &err);
    if (object == NULL)
        fprintf(stderr, "letan predict: %s line %zu: %s\n", what, number, err.text);
    return object;
}

/* Calls take for every line of a JSON-lines file; stops at the first bad one. */
static bool each_line(const char *path, struct arena *arena,
                      bool (*take)(void *ctx, const json_t *object, size_t number), void *ctx)
{
    struct err err = {0};
    struct str text, line;
    if (!file_read(path, FILE_MAX_BYTES, arena, &text, &err)) {
        fprintf(stderr, "letan predict: %s\n", err.text);
        return false;
    }
    for (size_t number = 1; str_split(&text, '\n', &line); number++) {
        if (str_trim(line).len == 0)
            continue;
        json_t *object = parse_line(line, path, number);
        bool ok = object != NULL && take(ctx, object, number);
        json_decref(object);
        if (!ok)
            return false;
    }
    return true;
}

static bool get_text(const json_t *object, const char *name, struct arena *arena, struct str *out,
                     size_t number)
{
    struct err err = {0};
    struct str text = {0};
    if (!json_get_str(object, name, &text, &err)) {
        fprintf(stderr, "letan predict: line %zu: %s\n", number, err.text);
        return false;
    }
    *out = str_dup(arena, text);
    return true;
}

/* The word tables of the program's own content: the same normalisation as when serving. */
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

/* Reads questions from standard input and answers each on its own line. */
static bool each_question(void (*answer)(void *ctx, struct str text, struct arena *arena),
                          void *ctx)
{
    struct arena *arena = arena_new();
    struct str line, text;
    bool too_long, ok = true;
    for (size_t number = 1; ok && cli_line(arena, LINE_MAX_BYTES, &line, &too_long); number++) {
        if (too_long)
            fprintf(stderr, "letan predict: line %zu is longer than 1 MiB\n", number);
        if (!too_long && str_trim(line).len == 0)
            continue;
        json_t *object = too_long ? NULL : parse_line(line, "question", number);
        ok = object != NULL && get_text(object, "text", arena, &text, number);
        json_decref(object);
        if (ok)
            answer(ctx, text, arena);
        arena_reset(arena);
    }
    arena_free(arena);
    return ok;
}

/* ---- intents ---- */

struct intents {
    struct arena *arena;
    struct lexicon *lexicon;
    struct example *examples;
    size_t count, capacity;
    struct map labels; /* name → its place in names */
    struct str *names;
    size_t name_count, name_capacity;
    struct example_model *model;
};

static uint32_t label_of(struct intents *intents, struct str name)
{
    uint32_t *label = map_find(&intents->labels, name);
    if (label == NULL) {
        label = ARENA_NEW(intents->arena, uint32_t);
        *label = (uint32_t)intents->name_count;
        *ARENA_PUSH(intents->arena, intents->names, intents->name_count, intents->name_capacity) =
            name;
        map_set(&intents->labels, name, label);
    }
    return *label;
}

static bool take_example(void *ctx, const json_t *object, size_t number)
{
    struct intents *intents = ctx;
    struct str text, name;
    if (!get_text(object, "text", intents->arena, &text, number) ||
        !get_text(object, "intent", intents->arena, &name, number))
        return false;
    uint32_t label = label_of(intents, name);
    *ARENA_PUSH(intents->arena, intents->examples, intents->count, intents->capacity) =
        (struct example){.text = text, .label = label};
    return true;
}

static void add_score(struct strbuf *out, const struct intents *intents,
                      const struct example_score *score)
{
    strbuf_add_cstr(out, "\"intent\":");
    json_add_string(out, intents->names[score->label]);
    strbuf_addf(out, ",\"confidence\":%.4f", (double)score->probability);
}

static void answer_intent(void *ctx, struct str question, struct arena *arena)
{
    struct intents *intents = ctx;
    struct example_score scores[RANKED];
    float none;
    int64_t from = clock_measure_us();
    struct normalised text = text_normalise(arena, intents->lexicon, question);
    size_t count = example_rank(intents->model, &text, arena, scores, RANKED, &none);
    int64_t took = clock_measure_us() - from;
    struct strbuf out = strbuf_new(arena, 512);
    strbuf_add_byte(&out, '{');
    if (count == 0)
        strbuf_add_cstr(&out, "\"intent\":null,\"confidence\":0.0");
    else
        add_score(&out, intents, &scores[0]);
    strbuf_add_cstr(&out, ",\"runner_up\":[");
    for (size_t i = 1; i < count; i++) {
        strbuf_add_cstr(&out, i > 1 ? ",{" : "{");
        add_score(&out, intents, &scores[i]);
        strbuf_add_byte(&out, '}');
    }
    strbuf_addf(&out, "],\"took_us\":%" PRId64 "}", took);
    puts(out.data);
}

static void add_names(struct intents *intents)
{
    struct str *texts = names_as_texts(intents->arena, intents->names, intents->name_count);
    for (size_t i = 0; i < intents->name_count; i++) {
        if (texts[i].len > 0)
            *ARENA_PUSH(intents->arena, intents->examples, intents->count, intents->capacity) =
                (struct example){.text = texts[i], .label = (uint32_t)i, .is_name = true};
    }
}

static int predict_intents(const struct cli *cli, const char *path)
{
    static const struct outsiders nothing_else;
    struct arena *arena = arena_new();
    struct intents intents = {
        .arena = arena, .lexicon = own_lexicon(cli, arena), .labels = map_new(arena)};
    bool ok = each_line(path, arena, take_example, &intents);
    if (ok && intents.count == 0)
        fprintf(stderr, "letan predict: %s holds no examples\n", path);
    ok = ok && intents.count > 0;
    if (ok) {
        add_names(&intents);
        intents.model = example_train(intents.examples, intents.count, (uint32_t)intents.name_count,
                                      &nothing_else, intents.lexicon);
        ok = each_question(answer_intent, &intents);
    }
    example_free(intents.model);
    lexicon_free(intents.lexicon);
    arena_free(arena);
    return ok ? EXIT_FINE : EXIT_FOUND;
}

/* ---- articles ---- */

struct passages {
    struct arena *arena;
    struct lexicon *lexicon;
    struct article *articles;
    size_t count, capacity;
    struct str *ids; /* of each, as JSON: numbers stay numbers */
    size_t id_count, id_capacity;
    struct kb_reader *reader;
};

/* A passage's id as JSON, from a text or a whole number. */
static bool get_id(const json_t *object, struct arena *arena, struct str *out, size_t number)
{
    struct strbuf id = strbuf_new(arena, 32);
    const json_t *value = json_object_get(object, "id");
    if (json_is_integer(value)) {
        strbuf_addf(&id, "%" PRId64, (int64_t)json_integer_value(value));
    } else {
        struct str text;
        if (!get_text(object, "id", arena, &text, number))
            return false;
        json_add_string(&id, text);
    }
    *out = strbuf_view(&id);
    return true;
}

static bool take_passage(void *ctx, const json_t *object, size_t number)
{
    struct passages *passages = ctx;
    struct str id, title = STR(""), text = STR("");
    struct err err = {0};
    if (!get_id(object, passages->arena, &id, number))
        return false;
    if (!json_opt_str(object, "title", &title, &err) ||
        !json_opt_str(object, "text", &text, &err)) {
        fprintf(stderr, "letan predict: line %zu: %s\n", number, err.text);
        return false;
    }
    *ARENA_PUSH(passages->arena, passages->ids, passages->id_count, passages->id_capacity) = id;
    *ARENA_PUSH(passages->arena, passages->articles, passages->count, passages->capacity) =
        article_from_passage(passages->arena, id, str_dup(passages->arena, title),
                             str_dup(passages->arena, text));
    return true;
}

static void answer_article(void *ctx, struct str question, struct arena *arena)
{
    struct passages *passages = ctx;
    struct kb_hit hits[HITS];
    int64_t from = clock_measure_us();
    struct normalised text = text_normalise(arena, passages->lexicon, question);
    struct kb_query query = {.text = &text};
    size_t count = kb_search(passages->reader, &query, arena, hits, HITS);
    int64_t took = clock_measure_us() - from;
    struct strbuf out = strbuf_new(arena, 512);
    strbuf_add_cstr(&out, "{\"hits\":[");
    for (size_t i = 0; i < count; i++) {
        strbuf_add_cstr(&out, i > 0 ? ",{\"id\":" : "{\"id\":");
        strbuf_add(&out, passages->ids[hits[i].article]);
        strbuf_addf(&out, ",\"score\":%.4f}", (double)hits[i].score);
    }
    strbuf_addf(&out, "],\"confidence\":%.4f,\"took_us\":%" PRId64 "}",
                count == 0 ? 0.0 : (double)hits[0].confidence, took);
    puts(out.data);
}

static int predict_articles(const struct cli *cli, const char *path)
{
    struct arena *arena = arena_new();
    struct passages passages = {.arena = arena, .lexicon = own_lexicon(cli, arena)};
    struct err err = {0};
    struct kb_index *index = NULL;
    bool ok = each_line(path, arena, take_passage, &passages);
    if (ok) {
        index = kb_index_new(passages.articles, passages.count, passages.lexicon, &err);
        passages.reader = index == NULL ? NULL : kb_reader_open(index, &err);
        ok = passages.reader != NULL;
        if (!ok)
            fprintf(stderr, "letan predict: %s\n", err.text);
    }
    ok = ok && each_question(answer_article, &passages);
    kb_reader_close(passages.reader);
    kb_index_free(index);
    lexicon_free(passages.lexicon);
    arena_free(arena);
    return ok ? EXIT_FINE : EXIT_FOUND;
}

int cmd_predict(const struct cli *cli, int argc, char **argv)
{
    const char *what = NULL, *examples = NULL, *passages = NULL;
    size_t count;
    int code;
    const struct cli_option options[] = {{"--examples", &examples, NULL},
                                         {"--passages", &passages, NULL}};
    const struct cli_syntax syntax = {options, COUNT(options), help, &what, 1};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    if (count == 1 && strcmp(what, "intents") == 0 && examples != NULL)
        return predict_intents(cli, examples);
    if (count == 1 && strcmp(what, "articles") == 0 && passages != NULL)
        return predict_articles(cli, passages);
    fputs(help, stderr);
    return EXIT_USAGE;
}
