/*
 * Any bytes as a file of rules, an article or the company's facts: loaded or refused with at least
 * one error that has a place, never a crash.
 */
#include <stdint.h>

#include "base/must.h"
#include "dialogue/rulebook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libfyaml 0.7.12 itself loses 2 KiB on some broken quoted texts; an author's mistake costs that.
 */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"intents/a.yml", "kb/vi/a.md", "intents/company.yml",
                                        "intents/messages.yml", "intents/words/teencode.tsv"};
    if (size < 1 || size > 8000)
        return 0;
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct content_file file = {str_view(paths[data[0] % COUNT(paths)]),
                                {(const char *)data + 1, size - 1}};
    struct rulebook *book = rulebook_load(&file, 1, 0, &report);
    must((book == NULL) == (report.errors > 0));
    for (size_t i = 0; i < report.count; i++)
        must(report.problems[i].text.len > 0 && report.problems[i].place.line >= 0);
    rulebook_unref(book);
    arena_free(arena);
    return 0;
}
