#include <stdio.h>

#include "cli/cli.h"
#include "content/bundle.h"
#include "dialogue/rulebook.h"

static const char help[] =
    "letan flow list|show NAME [--content DIR | --data DIR]\n\n"
    "The flows of intents/flows/*.yml: conversations with a purpose (docs/flows.md).\n\n"
    "  letan flow list                      every flow: its id, steps, slots and title\n"
    "  letan flow show NAME                 the flow as a Mermaid diagram, for docs and reviews\n"
    "  letan flow show NAME --content .     of this folder instead of the content of this "
    "program\n";

static void print_list(const struct rulebook *rulebook, struct arena *arena)
{
    struct rulebook_flow *flows;
    size_t count = rulebook_flows(rulebook, arena, &flows);
    for (size_t i = 0; i < count; i++)
        printf("%-22.*s %3zu steps %3zu slots  " STR_FMT "\n", STR_ARG(flows[i].id), flows[i].steps,
               flows[i].slots, STR_ARG(flows[i].title));
}

static int show(const struct rulebook *rulebook, const char *name, struct arena *arena)
{
    struct str diagram;
    if (!rulebook_flow_diagram(rulebook, str_view(name), arena, &diagram)) {
        fprintf(stderr, "letan flow: there is no flow \"%s\"; letan flow list names them\n", name);
        return EXIT_FOUND;
    }
    printf(STR_FMT, STR_ARG(diagram));
    return EXIT_FINE;
}

int cmd_flow(const struct cli *cli, int argc, char **argv)
{
    enum { WORDS_MAX = 2 };
    const char *content = NULL, *data = NULL, *words[WORDS_MAX];
    size_t count;
    int code;
    const struct cli_option options[] = {{"--content", &content, NULL}, {"--data", &data, NULL}};
    const struct cli_syntax syntax = {options, COUNT(options), help, words, WORDS_MAX};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    bool is_list = count == 1 && str_is(str_view(words[0]), "list");
    bool is_show = count == 2 && str_is(str_view(words[0]), "show");
    if (!is_list && !is_show) {
        fputs(help, stderr);
        return EXIT_USAGE;
    }
    struct arena *arena = arena_new();
    struct bundle bundle = bundle_new(arena);
    struct rulebook *rulebook =
        cli_bundle(cli, content, data, &bundle) ? cli_rulebook(&bundle) : NULL;
    code = rulebook == NULL ? EXIT_FOUND : EXIT_FINE;
    if (rulebook != NULL && is_list)
        print_list(rulebook, arena);
    else if (rulebook != NULL)
        code = show(rulebook, words[1], arena);
    rulebook_unref(rulebook);
    arena_free(arena);
    return code;
}
