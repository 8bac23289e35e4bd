#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "content/bundle.h"
#include "content/talks.h"
#include "store/store.h"

static const char help[] =
    "letan content import DIR --data DIR [--note TEXT] [--force]\n"
    "letan content export DIR [--data DIR]\n\n"
    "import checks the content of a folder, runs its tests, stores it as a new release and makes "
    "it\n"
    "the active one; a running server takes it over within seconds. Content with mistakes is "
    "refused,\n"
    "with failing tests too unless --force is given. export writes the active release into a "
    "folder;\n"
    "without --data the demo content; importing it again gives the same release.\n\n"
    "  letan content export ./content --data ./data\n"
    "  letan content import ./content --data ./data --note 'Giá giao hàng mới'\n";

struct importing {
    struct loop *loop;
    enum store_status status;
    int64_t number;
};

static void release_is_stored(void *ctx, enum store_status status,
                              const struct store_release *release, const struct store_file *files,
                              size_t count)
{
    struct importing *importing = ctx;
    (void)files;
    (void)count;
    importing->status = status;
    importing->number = release->number;
    loop_stop(importing->loop);
}

static bool store_bundle(const struct bundle *bundle, const char *data, const char *note)
{
    struct err err = {0};
    struct clock clock = clock_system();
    struct importing importing = {.loop = loop_new(1)};
    struct store *store = store_open_tool(data, importing.loop, &clock, &err);
    if (store != NULL) {
        struct store_file *files = ARENA_ARRAY(bundle->arena, struct store_file, bundle->count);
        for (size_t i = 0; i < bundle->count; i++)
            files[i] = (struct store_file){bundle->files[i].path, bundle->files[i].text};
        struct store_release release = {.author = STR("letan content import"),
                                        .note = str_view(note)};
        store_release_add(store, &release, files, bundle->count, true, release_is_stored,
                          &importing);
        loop_run(importing.loop);
        if (importing.status != STORE_OK)
            err_set(&err, ERR_IO, "the release could not be stored in %s", data);
        store_close(store);
    }
    loop_free(importing.loop);
    if (err.code != ERR_NONE) {
        fprintf(stderr, "letan: %s\n", err.text);
        return false;
    }
    printf("release %" PRId64 " is active: %zu files\n", importing.number, bundle->count);
    return true;
}

static bool tests_hold(const struct bundle *bundle, const struct rulebook *rulebook)
{
    struct talks_result all = {0};
    struct report report = report_new(bundle->arena);
    for (size_t i = 0; i < bundle->count; i++) {
        const struct content_file *file = &bundle->files[i];
        struct talks_result one = {0};
        if (str_starts(file->path, STR("tests/talks/")))
            one = talks_run(rulebook, file, &report, stdout);
        else if (str_starts(file->path, STR("intents/")) && str_ends(file->path, STR(".yml")))
            one = talks_run_intents(rulebook, file, &report, stdout);
        all.passed += one.passed;
        all.failed += one.failed;
    }
    report_print(&report, stdout);
    printf("%zu passed, %zu failed\n", all.passed, all.failed + report.errors);
    return all.failed + report.errors == 0;
}

static int import(const struct cli *cli, const char *folder, const char *data, const char *note,
                  bool force)
{
    struct arena *arena = arena_new();
    struct bundle bundle = bundle_new(arena);
    struct rulebook *rulebook =
        cli_bundle(cli, folder, NULL, &bundle) ? cli_rulebook(&bundle) : NULL;
    bool ok = rulebook != NULL;
    if (ok && !tests_hold(&bundle, rulebook) && !force) {
        fputs("letan: not imported: tests fail; correct them or use --force\n", stderr);
        ok = false;
    }
    ok = ok && store_bundle(&bundle, data, note);
    rulebook_unref(rulebook);
    arena_free(arena);
    return ok ? EXIT_FINE : EXIT_FOUND;
}

static int export(const struct cli *cli, const char *folder, const char *data)
{
    struct arena *arena = arena_new();
    struct bundle bundle = bundle_new(arena);
    struct err err = {0};
    bool ok = cli_bundle(cli, NULL, data, &bundle) && bundle_write(&bundle, folder, &err);
    if (err.code != ERR_NONE)
        fprintf(stderr, "letan: %s\n", err.text);
    if (ok)
        printf("%zu files in %s\n", bundle.count, folder);
    arena_free(arena);
    return ok ? EXIT_FINE : EXIT_FOUND;
}

int cmd_content(const struct cli *cli, int argc, char **argv)
{
    const char *rest[2], *data = NULL, *note = "";
    bool force = false;
    size_t count;
    int code;
    const struct cli_option options[] = {
        {"--data", &data, NULL}, {"--note", &note, NULL}, {"--force", NULL, &force}};
    const struct cli_syntax syntax = {options, COUNT(options), help, rest, 2};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    if (count == 2 && data != NULL && strcmp(rest[0], "import") == 0)
        return import(cli, rest[1], data, note, force);
    if (count == 2 && strcmp(rest[0], "export") == 0)
        return export(cli, rest[1], data);
    fputs(help, stderr);
    return EXIT_USAGE;
}
