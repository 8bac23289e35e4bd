/* What the commands share: arguments, content, lines of input. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "content/bundle.h"
#include "store/store.h"

/* The option that begins this word, as "--name" or "--name=value"; *value is the latter or NULL. */
static const struct cli_option *find_option(const struct cli_syntax *syntax, const char *word,
                                            const char **value)
{
    size_t len = strcspn(word, "=");
    *value = word[len] == '=' ? word + len + 1 : NULL;
    for (size_t i = 0; i < syntax->count; i++) {
        const char *name = syntax->options[i].name;
        if (strlen(name) == len && memcmp(name, word, len) == 0)
            return &syntax->options[i];
    }
    return NULL;
}

/* One option and its value, from argv[*at]; *at moves to the last word used. */
static bool take_option(int argc, char **argv, const struct cli_syntax *syntax, int *at)
{
    const char *word = argv[*at], *value;
    const struct cli_option *option = find_option(syntax, word, &value);
    if (option == NULL) {
        fprintf(stderr, "letan %s: there is no option %s; see letan %s --help\n", argv[0], word,
                argv[0]);
        return false;
    }
    if (option->flag != NULL) {
        if (value != NULL)
            fprintf(stderr, "letan %s: %s takes no value\n", argv[0], option->name);
        *option->flag = true;
        return value == NULL;
    }
    if (value == NULL && *at + 1 == argc) {
        fprintf(stderr, "letan %s: %s needs a value\n", argv[0], word);
        return false;
    }
    *option->text = value != NULL ? value : argv[++*at];
    return true;
}

static bool asks_for_help(const char *arg)
{
    return strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0;
}

bool cli_parse(int argc, char **argv, const struct cli_syntax *syntax, size_t *rest_count,
               int *code)
{
    bool only_rest = false;
    *rest_count = 0;
    *code = EXIT_USAGE;
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (!only_rest && asks_for_help(arg)) {
            fputs(syntax->help, stdout);
            *code = EXIT_FINE;
            return false;
        }
        if (!only_rest && strcmp(arg, "--") == 0) {
            only_rest = true;
        } else if (!only_rest && arg[0] == '-' && arg[1] == '-') {
            if (!take_option(argc, argv, syntax, &i))
                return false;
        } else if (*rest_count == syntax->max) {
            fprintf(stderr, "letan %s: too many arguments, from \"%s\"; see letan %s --help\n",
                    argv[0], arg, argv[0]);
            return false;
        } else {
            syntax->rest[(*rest_count)++] = arg;
        }
    }
    *code = EXIT_FINE;
    return true;
}

/* ---- content ---- */

struct loading {
    struct loop *loop;
    struct bundle *bundle;
    enum store_status status;
};

static void release_is_here(void *ctx, enum store_status status,
                            const struct store_release *release, const struct store_file *files,
                            size_t count)
{
    struct loading *loading = ctx;
    (void)release;
    loading->status = status;
    for (size_t i = 0; i < count; i++)
        bundle_add(loading->bundle, files[i].path, files[i].text);
    loop_stop(loading->loop);
}

static bool bundle_from_store(const char *data, int64_t number, struct bundle *bundle)
{
    struct err err = {0};
    struct clock clock = clock_system();
    struct loading loading = {.loop = loop_new(1), .bundle = bundle};
    struct store *store = store_open_tool(data, loading.loop, &clock, &err);
    if (store != NULL) {
        store_release_load(store, number, release_is_here, &loading);
        loop_run(loading.loop);
        if (loading.status != STORE_OK && number > 0)
            err_set(&err, ERR_NOT_FOUND, "%s holds no release %" PRId64, data, number);
        else if (loading.status != STORE_OK)
            err_set(
                &err, ERR_NOT_FOUND,
                "%s holds no content release yet: run letan serve or letan content import first",
                data);
        store_close(store);
    }
    loop_free(loading.loop);
    if (err.code != ERR_NONE)
        fprintf(stderr, "letan: %s\n", err.text);
    return err.code == ERR_NONE;
}

bool cli_bundle(const struct cli *cli, const char *content, const char *data, struct bundle *bundle)
{
    struct err err = {0};
    if (content == NULL && data != NULL)
        return bundle_from_store(data, 0, bundle);
    if (content == NULL) {
        bundle_take_embedded(bundle, cli->embedded);
        return true;
    }
    if (!bundle_read(bundle, content, &err))
        fprintf(stderr, "letan: %s\n", err.text);
    return err.code == ERR_NONE;
}

bool cli_release(const char *release, const char *data, struct bundle *bundle)
{
    int64_t number;
    struct err err = {0};
    if (!str_to_int(str_view(release), 1, INT64_MAX, &number)) {
        if (!bundle_read(bundle, release, &err))
            fprintf(stderr, "letan: %s\n", err.text);
        return err.code == ERR_NONE;
    }
    if (data == NULL) {
        fprintf(stderr, "letan: release %s is a number: say with --data where it is kept\n",
                release);
        return false;
    }
    return bundle_from_store(data, number, bundle);
}

struct rulebook *cli_rulebook(const struct bundle *bundle)
{
    struct report report = report_new(bundle->arena);
    struct rulebook *rulebook = rulebook_load(bundle->files, bundle->count, 0, &report);
    if (rulebook == NULL)
        report_print(&report, stderr);
    return rulebook;
}

/* ---- lines ---- */

bool cli_line(struct arena *arena, size_t max, struct str *line, bool *too_long)
{
    struct strbuf text = strbuf_new(arena, 256);
    int c;
    *too_long = false;
    while ((c = getchar()) != EOF && c != '\n') {
        if (text.len < max)
            strbuf_add_byte(&text, (char)c);
        else
            *too_long = true;
    }
    if (text.len > 0 && text.data[text.len - 1] == '\r')
        text.data[--text.len] = '\0';
    *line = strbuf_view(&text);
    return c != EOF || text.len > 0;
}
