#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/file.h"
#include "cli/cli.h"
#include "content/bundle.h"
#include "content/compare.h"
#include "content/junit.h"
#include "content/talks.h"
#include "dialogue/measure.h"

enum { NAMES_MAX = 100, SHOWN_MAX = 20 };

static const char help[] =
    "letan test [--content DIR | --data DIR] [--json] [--junit OUT.xml] [--against RELEASE] "
    "[FILE …]\n\n"
    "Runs the talks of tests/talks/*.yml (or of the FILEs, by the end of their names) and the\n"
    "tests of every intent against the rules and articles, with the engine that serves. Without\n"
    "FILE it also says how well the test phrases are understood: accuracy, which intents are "
    "taken\n"
    "for which, how many can be answered at 95 % precision, how honest the confidences are (ECE),\n"
    "and how long it takes.\n\n"
    "  letan test                              the content of this program\n"
    "  letan test --content . teencode.yml     one file of talks in this folder\n"
    "  letan test --content . --junit out.xml  for a CI system\n"
    "  letan test --content . --json           for a program\n"
    "  letan test --content . --against ../old-content\n"
    "  letan test --data ./data --against 3    what changed since release 3\n\n"
    "--against asks every sentence its authors wrote to both releases and groups what is answered\n"
    "differently, the largest group first.\n\n"
    "Says for each failure what was wanted and what was got; the last line is \"N passed, N "
    "failed\".\n";

struct test {
    struct arena *arena;
    bool is_json;
    struct junit junit;
    struct talks_result all;
    struct strbuf failures; /* what the talks wrote */
    bool is_measured, is_compared;
    struct measured measured;
    struct comparison comparison;
};

static bool is_wanted(struct str path, const char **names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_ends(path, str_view(names[i])))
            return true;
    }
    return count == 0;
}

static struct talks_result run_file(const struct rulebook *rulebook,
                                    const struct content_file *file, struct report *report,
                                    FILE *out)
{
    if (str_starts(file->path, STR("tests/talks/")))
        return talks_run(rulebook, file, report, out);
    if (str_starts(file->path, STR("intents/")) && str_ends(file->path, STR(".yml")))
        return talks_run_intents(rulebook, file, report, out);
    return (struct talks_result){0};
}

static void test_file(struct test *test, const struct rulebook *rulebook,
                      const struct content_file *file, struct report *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    must(out != NULL);
    struct talks_result one = run_file(rulebook, file, report, out);
    fclose(out);
    struct str output = {text, size};
    test->all.passed += one.passed;
    test->all.failed += one.failed;
    junit_add(&test->junit, file, output, one);
    strbuf_add(&test->failures, output);
    if (!test->is_json)
        fwrite(text, 1, size, stdout);
    free(text);
}

/* ---- in words ---- */

static void say_measured(const struct measured *measured)
{
    if (measured->questions == 0)
        return;
    printf("test phrases: %zu of %zu understood (accuracy %.1f %%)\n", measured->right,
           measured->questions, 100.0 * (double)measured->right / (double)measured->questions);
    printf("answered at 95 %% precision: %.1f %%; calibration error (ECE): %.3f\n",
           100 * measured->coverage, measured->calibration_error);
    printf("time to understand one: median %.0f µs, p99 %.0f µs\n", measured->median_us,
           measured->p99_us);
    for (size_t i = 0; i < measured->confusion_count && i < SHOWN_MAX; i++) {
        const struct confusion *one = &measured->confusions[i];
        printf("  %zu × " STR_FMT " taken for " STR_FMT ", such as \"" STR_FMT "\"\n", one->count,
               STR_ARG(one->want), STR_ARG(one->got.len > 0 ? one->got : STR("nothing")),
               STR_ARG(one->example));
    }
    if (measured->confusion_count > SHOWN_MAX)
        printf("  … and %zu more\n", measured->confusion_count - SHOWN_MAX);
}

static void say_comparison(const struct comparison *comparison, const char *against)
{
    printf("against %s: %zu of %zu sentences are answered differently\n", against,
           comparison->changed, comparison->sentences);
    for (size_t i = 0; i < comparison->change_count && i < SHOWN_MAX; i++) {
        const struct change *change = &comparison->changes[i];
        printf("  %zu × " STR_FMT ": ", change->count, STR_ARG(change->kind));
        printf(STR_FMT " → " STR_FMT "\n",
               STR_ARG(change->before.len > 0 ? change->before : STR("-")),
               STR_ARG(change->after.len > 0 ? change->after : STR("-")));
        for (size_t k = 0; k < change->example_count; k++)
            printf("      \"" STR_FMT "\"\n", STR_ARG(change->examples[k]));
    }
    if (comparison->change_count > SHOWN_MAX)
        printf("  … and %zu more groups\n", comparison->change_count - SHOWN_MAX);
}

/* ---- for programs ---- */

static json_t *text_of(struct str text)
{
    json_t *json = json_stringn(text.data == NULL ? "" : text.data, text.len);
    return json != NULL ? json : json_string("?"); /* not UTF-8 */
}

static json_t *failures_of(struct str text)
{
    json_t *list = json_array();
    struct str line;
    while (text.len > 0 && str_split(&text, '\n', &line))
        json_array_append_new(list, text_of(line));
    return list;
}

static json_t *measured_of(const struct measured *measured)
{
    json_t *confusions = json_array();
    for (size_t i = 0; i < measured->confusion_count; i++) {
        const struct confusion *one = &measured->confusions[i];
        json_array_append_new(confusions,
                              json_pack("{s:o,s:o,s:I,s:o}", "want", text_of(one->want), "got",
                                        text_of(one->got), "count", (json_int_t)one->count,
                                        "example", text_of(one->example)));
    }
    double accuracy =
        measured->questions == 0 ? 0 : (double)measured->right / (double)measured->questions;
    return json_pack("{s:I,s:f,s:f,s:f,s:f,s:f,s:o}", "questions", (json_int_t)measured->questions,
                     "accuracy", accuracy, "coverage_at_95", measured->coverage,
                     "calibration_error", measured->calibration_error, "median_us",
                     measured->median_us, "p99_us", measured->p99_us, "confusions", confusions);
}

static json_t *comparison_of(const struct comparison *comparison)
{
    json_t *changes = json_array();
    for (size_t i = 0; i < comparison->change_count; i++) {
        const struct change *change = &comparison->changes[i];
        json_t *examples = json_array();
        for (size_t k = 0; k < change->example_count; k++)
            json_array_append_new(examples, text_of(change->examples[k]));
        json_array_append_new(
            changes, json_pack("{s:o,s:o,s:o,s:I,s:o}", "kind", text_of(change->kind), "before",
                               text_of(change->before), "after", text_of(change->after), "count",
                               (json_int_t)change->count, "examples", examples));
    }
    return json_pack("{s:I,s:I,s:o}", "sentences", (json_int_t)comparison->sentences, "changed",
                     (json_int_t)comparison->changed, "changes", changes);
}

static void say_json(const struct test *test)
{
    json_t *root = json_pack("{s:I,s:I,s:o}", "passed", (json_int_t)test->all.passed, "failed",
                             (json_int_t)test->all.failed, "failures",
                             failures_of(strbuf_view(&test->failures)));
    if (test->is_measured)
        json_object_set_new(root, "measured", measured_of(&test->measured));
    if (test->is_compared)
        json_object_set_new(root, "against", comparison_of(&test->comparison));
    json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    putchar('\n');
    json_decref(root);
}

/* ---- all together ---- */

static bool write_junit(const struct test *test, const char *path)
{
    struct err err = {0};
    if (path == NULL || file_replace(path, junit_document(&test->junit), &err))
        return true;
    fprintf(stderr, "letan test: %s\n", err.text);
    return false;
}

static bool compare(struct test *test, const struct rulebook *rulebook, const char *against,
                    const char *data)
{
    struct bundle bundle = bundle_new(test->arena);
    struct rulebook *before = cli_release(against, data, &bundle) ? cli_rulebook(&bundle) : NULL;
    if (before == NULL)
        return false;
    test->comparison = compare_rulebooks(before, rulebook, test->arena);
    test->is_compared = true;
    if (!test->is_json)
        say_comparison(&test->comparison, against);
    rulebook_unref(before);
    return true;
}

static void run(struct test *test, const struct bundle *bundle, const char **names, size_t count,
                struct rulebook *rulebook)
{
    struct report report = report_new(test->arena);
    for (size_t i = 0; i < bundle->count; i++) {
        if (is_wanted(bundle->files[i].path, names, count))
            test_file(test, rulebook, &bundle->files[i], &report);
    }
    report_print(&report, test->is_json ? stderr : stdout);
    test->all.failed += report.errors;
    if (count > 0)
        return;
    test->measured = rulebook_measure(rulebook, test->arena);
    test->is_measured = true;
    if (!test->is_json)
        say_measured(&test->measured);
}

int cmd_test(const struct cli *cli, int argc, char **argv)
{
    const char *content = NULL, *data = NULL, *junit = NULL, *against = NULL, *names[NAMES_MAX];
    struct test test = {.is_json = false};
    size_t count;
    int code;
    const struct cli_option options[] = {{"--content", &content, NULL},
                                         {"--data", &data, NULL},
                                         {"--junit", &junit, NULL},
                                         {"--against", &against, NULL},
                                         {"--json", NULL, &test.is_json}};
    const struct cli_syntax syntax = {options, COUNT(options), help, names, NAMES_MAX};
    if (!cli_parse(argc, argv, &syntax, &count, &code))
        return code;
    test.arena = arena_new();
    test.junit = junit_new(test.arena);
    test.failures = strbuf_new(test.arena, 1024);
    struct bundle bundle = bundle_new(test.arena);
    struct rulebook *rulebook =
        cli_bundle(cli, content, data, &bundle) ? cli_rulebook(&bundle) : NULL;
    bool ok = rulebook != NULL;
    if (ok)
        run(&test, &bundle, names, count, rulebook);
    ok = ok && (against == NULL || compare(&test, rulebook, against, data));
    ok = ok && write_junit(&test, junit);
    test.all.failed += !ok;
    if (test.is_json)
        say_json(&test);
    else
        printf("%zu passed, %zu failed\n", test.all.passed, test.all.failed);
    rulebook_unref(rulebook);
    arena_free(test.arena);
    return test.all.failed > 0 || test.all.passed == 0 ? EXIT_FOUND : EXIT_FINE;
}
