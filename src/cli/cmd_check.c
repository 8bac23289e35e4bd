#include <stdio.h>

#include "cli/cli.h"
#include "content/bundle.h"
#include "dialogue/inspect.h"
#include "content/talks.h"

static const char help[] =
    "letan check [DIR] [--data DIR]\n\n"
    "Reads rules, articles, word tables and talks and reports every mistake as file:line:column,\n"
    "with the line and a caret. DIR holds intents/ and kb/; without it the content that is part "
    "of\n"
    "this program is checked.\n\n"
    "  letan check .                 the folder you are in\n"
    "  letan check --data ./data     what a server uses now\n\n"
    "Exit code: 0 when nothing is wrong (warnings are possible), 1 when something is.\n";

/* What talks and test phrases say wrongly; whether they hold is the business of letan test. */
static void check_talks(const struct rulebook *rulebook, const struct bundle *bundle,
                        struct report *report)
{
    FILE *nowhere = fopen("/dev/null", "w");
    if (nowhere == NULL)
        return;
    for (size_t i = 0; i < bundle->count; i++) {
        if (str_starts(bundle->files[i].path, STR("tests/talks/")))
            (void)talks_run(rulebook, &bundle->files[i], report, nowhere);
    }
    fclose(nowhere);
}

int cmd_check(const struct cli *cli, int argc, char **argv)
{
    const char *folder = NULL, *data = NULL;
    size_t count;
    int code;
    const struct cli_option options[] = {{"--data", &data, NULL}};
    const struct cli_syntax syntax = {options, COUNT(options), help, &folder, 1};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    struct arena *arena = arena_new();
    struct bundle bundle = bundle_new(arena);
    if (!cli_bundle(cli, folder, data, &bundle)) {
        arena_free(arena);
        return EXIT_FOUND;
    }
    struct report report = report_new(arena);
    struct rulebook *rulebook = rulebook_load(bundle.files, bundle.count, 0, &report);
    if (rulebook != NULL)
        check_talks(rulebook, &bundle, &report);
    if (rulebook != NULL)
        rulebook_inspect(rulebook, &report);
    report_print(&report, stdout);
    if (rulebook != NULL) {
        struct rulebook_counts counts = rulebook_counts(rulebook);
        printf("%zu intents, %zu patterns, %zu examples, %zu articles: ", counts.intents,
               counts.patterns, counts.examples, counts.articles);
    }
    printf("%zu errors, %zu warnings\n", report.errors, report.warnings);
    rulebook_unref(rulebook);
    code = report.errors > 0 ? EXIT_FOUND : EXIT_FINE;
    arena_free(arena);
    return code;
}
