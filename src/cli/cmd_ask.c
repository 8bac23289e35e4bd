#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/cli.h"
#include "content/bundle.h"
#include "dialogue/turn.h"

enum { QUESTION_MAX = 20000 };

static const char help[] =
    "letan ask [--content DIR | --data DIR] [--why] [--json] [--locale vi|en] \"QUESTION\" …\n\n"
    "Answers as the server would, with the same engine. Several questions are one conversation.\n\n"
    "  letan ask \"bao hanh tivi bao lau\"            with the demo content of this program\n"
    "  letan ask --content . --why \"đổi trả sao\"    why this answer: forms, candidates, "
    "thresholds\n"
    "  letan ask --data ./data --json \"ship mấy ngày\"  for programs\n\n"
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

int cmd_ask(const struct cli *cli, int argc, char **argv)
{
    enum { TURNS_MAX = 64 };
    const char *content = NULL, *data = NULL, *locale = "vi", *questions[TURNS_MAX];
    bool why = false, json = false;
    size_t count;
    int code;
    const struct cli_option options[] = {{"--content", &content, NULL},
                                         {"--data", &data, NULL},
                                         {"--locale", &locale, NULL},
                                         {"--why", NULL, &why},
                                         {"--json", NULL, &json}};
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
    for (size_t i = 0; rulebook != NULL && i < count; i++) {
        struct outcome outcome;
        struct str derivation;
        input.text = str_sub(str_view(questions[i]), 0, QUESTION_MAX);
        dialogue_turn_why(rulebook, &input, arena, &outcome, &derivation);
        input.state = outcome.state;
        if (json && why)
            printf(STR_FMT "\n", STR_ARG(derivation));
        else if (json)
            print_short_json(derivation);
        else if (why)
            printf(STR_FMT "\n", STR_ARG(dialogue_why_text(derivation, arena)));
        else
            print_replies(&outcome);
    }
    code = rulebook == NULL ? EXIT_FOUND : EXIT_FINE;
    rulebook_unref(rulebook);
    arena_free(arena);
    return code;
}
