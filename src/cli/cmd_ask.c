#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/cli.h"
#include "base/file.h"
#include "base/secret.h"
#include "content/bundle.h"
#include "content/tables.h"
#include "dialogue/turn.h"

enum { QUESTION_MAX = 20000 };

static const char help[] =
    "letan ask [--content DIR | --data DIR] [--tables FILE] [--why] [--json] [--locale vi|en] "
    "\"QUESTION\" …\n\n"
    "Answers as the server would, with the same engine. Several questions are one conversation.\n\n"
    "  letan ask \"bao hanh tivi bao lau\"            with the demo content of this program\n"
    "  letan ask --content . --why \"đổi trả sao\"    why this answer: forms, candidates, "
    "thresholds\n"
    "  letan ask --data ./data --json \"ship mấy ngày\"  for programs\n\n"
    "--tables FILE: a YAML file with tables (orders, warranties …) that flows look things up in;\n"
    "it is written as in a talk (docs/flows.md).\n\n"
    "--json prints one object a question:\n"
    "  "
    "{\"decision\":\"answer|ask|handover|smalltalk\",\"intent\",\"article\",\"confidence\","
    "\"reply\"}\n"
    "and with --why the whole derivation in it (docs/rules.md).\n";

static void print_replies(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->reply_count; i++) {
        struct err err = {0};
        struct str text = {0}, title = {0};
        json_t *body = json_parse_object(outcome->replies[i].body, &json_limits_body, &err);
        size_t n;
        json_t *button;
        if (body != NULL && json_opt_str(body, "text", &text, &err))
            printf(STR_FMT "\n", STR_ARG(text));
        json_array_foreach(json_object_get(body, "buttons"), n, button)
        {
            if (json_opt_str(button, "title", &title, &err))
                printf("  [" STR_FMT "]\n", STR_ARG(title));
        }
        json_t *source = json_object_get(body, "source");
        if (source != NULL && json_opt_str(source, "title", &title, &err))
            printf("  (" STR_FMT ")\n", STR_ARG(title));
        json_decref(body);
    }
}

/* The derivation holds all that the short form has. */
static void print_short_json(struct str why)
{
    static const char *const keys[] = {"decision", "intent", "article", "confidence", "reply"};
    json_t *whole = json_loadb(why.data, why.len, 0, NULL), *part = json_object();
    for (size_t i = 0; i < COUNT(keys); i++) {
        json_t *value = json_object_get(whole, keys[i]);
        json_object_set_new(part, keys[i], value == NULL ? json_null() : json_incref(value));
    }
    char *text = json_dumps(part, JSON_COMPACT | JSON_PRESERVE_ORDER);
    printf("%s\n", text);
    free(text);
    json_decref(part);
    json_decref(whole);
}

static bool read_tables(struct tables *tables, const char *path)
{
    struct err err = {0};
    struct report report = report_new(tables->arena);
    struct yaml_file file = {.path = str_view(path), .arena = tables->arena, .report = &report};
    if (!file_read(path, YAML_FILE_MAX, tables->arena, &file.source, &err)) {
        fprintf(stderr, "letan ask: %s\n", err.text);
        return false;
    }
    const struct yaml *root = yaml_parse(&file, file.source, 1);
    const struct yaml *map = root != NULL && root->kind == YAML_MAP
                                 ? yaml_need(&file, root, "the file", "tables")
                                 : NULL;
    if (map != NULL)
        tables_read(tables, &file, map);
    report_print(&report, stderr);
    return map != NULL && report.errors == 0;
}

int cmd_ask(const struct cli *cli, int argc, char **argv)
{
    enum { TURNS_MAX = 64 };
    const char *content = NULL, *data = NULL, *locale = "vi", *questions[TURNS_MAX];
    const char *table_file = NULL;
    bool why = false, json = false, ok = true;
    size_t count;
    int code;
    const struct cli_option options[] = {
        {"--content", &content, NULL}, {"--data", &data, NULL}, {"--tables", &table_file, NULL},
        {"--locale", &locale, NULL},   {"--why", NULL, &why},   {"--json", NULL, &json}};
    const struct cli_syntax syntax = {options, COUNT(options), help, questions, TURNS_MAX};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    if (count == 0) {
        fputs(help, stderr);
        return EXIT_USAGE;
    }
    struct arena *arena = arena_new();
    struct bundle bundle = bundle_new(arena);
    struct rulebook *rulebook =
        cli_bundle(cli, content, data, &bundle) ? cli_rulebook(&bundle) : NULL;
    struct clock clock = clock_system();
    struct turn_input input = {.state = STR(""),
                               .locale = str_view(locale),
                               .channel = STR("web"),
                               .now_ms = clock_wall_ms(&clock),
                               .people_open = true};
    struct tables tables = {.arena = arena};
    if (table_file != NULL && !read_tables(&tables, table_file))
        ok = false;
    input.lookup = tables_lookup(&tables);
    for (size_t i = 0; rulebook != NULL && ok && i < count; i++) {
        struct outcome outcome;
        struct str derivation;
        char seed[SECRET_TOKEN_CHARS + 1];
        secret_token(seed);
        input.code_seed = str_dup(arena, str_sub(str_view(seed), 0, CODE_SEED_BYTES));
        input.text = str_sub(str_view(questions[i]), 0, QUESTION_MAX);
        dialogue_turn_why(rulebook, &input, arena, &outcome, &derivation);
        input.state = outcome.state;
        tables_apply(&tables, outcome.effects, outcome.effect_count);
        if (json && why)
            printf(STR_FMT "\n", STR_ARG(derivation));
        else if (json)
            print_short_json(derivation);
        else if (why)
            printf(STR_FMT "\n", STR_ARG(dialogue_why_text(derivation, arena)));
        else
            print_replies(&outcome);
    }
    code = rulebook == NULL || !ok ? EXIT_FOUND : EXIT_FINE;
    rulebook_unref(rulebook);
    arena_free(arena);
    return code;
}
