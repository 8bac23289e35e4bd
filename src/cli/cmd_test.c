#include <stdio.h>

#include "cli/cli.h"
#include "content/bundle.h"
#include "content/talks.h"

static const char help[] =
    "letan test [--content DIR | --data DIR] [FILE …]\n\n"
    "Runs the talks of tests/talks/*.yml (or of the FILEs, by the end of their names) and the\n"
    "tests of every intent against the rules and articles, with the engine that serves.\n\n"
    "  letan test                              the content of this program\n"
    "  letan test --content . teencode.yml     one file of talks in this folder\n\n"
    "Says for each failure what was wanted and what was got; the last line is \"N passed, N "
    "failed\".\n";

static bool is_wanted(struct str path, const char **names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_ends(path, str_view(names[i])))
            return true;
    }
    return count == 0;
}

static struct talks_result run_file(const struct rulebook *rulebook,
                                    const struct content_file *file, struct report *report)
{
    if (str_starts(file->path, STR("tests/talks/")))
        return talks_run(rulebook, file, report, stdout);
    if (str_starts(file->path, STR("intents/")) && str_ends(file->path, STR(".yml")))
        return talks_run_intents(rulebook, file, report, stdout);
    return (struct talks_result){0};
}

int cmd_test(const struct cli *cli, int argc, char **argv)
{
    enum { NAMES_MAX = 100 };
    const char *content = NULL, *data = NULL, *names[NAMES_MAX];
    size_t count;
    int code;
    const struct cli_option options[] = {{"--content", &content, NULL}, {"--data", &data, NULL}};
    const struct cli_syntax syntax = {options, COUNT(options), help, names, NAMES_MAX};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    struct arena *arena = arena_new();
    struct bundle bundle = bundle_new(arena);
    struct rulebook *rulebook =
        cli_bundle(cli, content, data, &bundle) ? cli_rulebook(&bundle) : NULL;
    struct talks_result all = {0};
    struct report report = report_new(arena);
    for (size_t i = 0; rulebook != NULL && i < bundle.count; i++) {
        if (!is_wanted(bundle.files[i].path, names, count))
            continue;
        struct talks_result one = run_file(rulebook, &bundle.files[i], &report);
        all.passed += one.passed;
        all.failed += one.failed;
    }
    report_print(&report, stdout);
    all.failed += report.errors;
    if (rulebook == NULL)
        all.failed++;
    printf("%zu passed, %zu failed\n", all.passed, all.failed);
    rulebook_unref(rulebook);
    arena_free(arena);
    return all.failed > 0 || all.passed == 0 ? EXIT_FOUND : EXIT_FINE;
}
