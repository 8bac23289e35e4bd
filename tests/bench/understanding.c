/*
 * How long understanding takes, part by part, with the demo's content and with made-up content of
 * two sizes; what a release costs to build, and what building it costs those who are being
 * answered.
 *
 *     bench_understanding CONTENT-FOLDER EXPORT-FOLDER [small|large]
 *
 * Writes what the other engines (tests/bench/others.cc) are measured on into EXPORT-FOLDER.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "dialogue/book.h"
#include "dialogue/understand.h"
#include "made.h"
#include "match/pattern.h"

enum { MESSAGES = 300 };

static const int64_t now_ms = INT64_C(1795489200000);

struct files {
    struct arena *arena;
    struct content_file *items;
    size_t count, capacity;
};

static bool read_part(struct files *files, const char *folder, const char *part, const char *ending,
                      struct err *err)
{
    struct str root = str_printf(files->arena, "%s/%s", folder, part), *names;
    size_t count;
    if (!file_list(root.data, ending, files->arena, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str path =
            str_printf(files->arena, STR_FMT "/" STR_FMT, STR_ARG(root), STR_ARG(names[i]));
        struct content_file *file =
            ARENA_PUSH(files->arena, files->items, files->count, files->capacity);
        file->path = str_printf(files->arena, "%s/" STR_FMT, part, STR_ARG(names[i]));
        if (!file_read(path.data, 1 << 20, files->arena, &file->text, err))
            return false;
    }
    return true;
}

static struct files read_content(const char *folder, struct arena *arena)
{
    static const char *const endings[] = {".yml", ".tsv", ".txt", ".md"};
    struct files files = {.arena = arena};
    struct err err = {0};
    bool ok = true;
    for (size_t e = 0; ok && e < COUNT(endings); e++)
        ok = read_part(&files, folder, "intents", endings[e], &err) &&
             read_part(&files, folder, "kb", endings[e], &err);
    if (!ok) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    return files;
}

/* ---- loading ---- */

/* Processor time of this thread: whoever else uses the machine. */
static int64_t now_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static struct rulebook *load(const struct files *files, bool is_said)
{
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    int64_t from = now_ns();
    struct rulebook *book = rulebook_load(files->items, files->count, 0, &report);
    if (book == NULL) {
        report_print(&report, stderr);
        exit(1);
    }
    if (is_said)
        printf("rules=%zu intents=%zu examples=%zu articles=%zu build_cpu_ms=%" PRId64
               " tried_always=%zu\n",
               book->pattern_count, book->intent_count, book->example_count, book->article_count,
               (now_ns() - from) / 1000000, pattern_set_always(book->patterns));
    arena_free(arena);
    return book;
}

/* The demo's word tables, facts and messages, with the made-up rest. */
static struct files with_made(struct arena *arena, const struct files *demo,
                              const struct made *made)
{
    struct files files = {.arena = arena};
    for (size_t i = 0; i < demo->count; i++) {
        struct str path = demo->items[i].path;
        if (str_starts(path, STR("intents/words/")) || str_is(path, "intents/company.yml") ||
            str_is(path, "intents/messages.yml"))
            *ARENA_PUSH(arena, files.items, files.count, files.capacity) = demo->items[i];
    }
    for (size_t i = 0; i < made->file_count; i++)
        *ARENA_PUSH(arena, files.items, files.count, files.capacity) = made->files[i];
    return files;
}

/* ---- measuring ---- */

struct times {
    int64_t *took_ns;
    size_t count;
};

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double share_us(struct times *times, double share)
{
    qsort(times->took_ns, times->count, sizeof(int64_t), by_size);
    return (double)times->took_ns[(size_t)((double)(times->count - 1) * share)] / 1000.0;
}

enum part { PART_ALL, PART_NORMALISE, PART_RULES, PART_EACH, PART_EXAMPLES, PART_SEARCH, PARTS };

static const char *const part_names[PARTS] = {"understand", "normalise", "rules",
                                              "rules_each", "examples",  "search"};

static void run_part(enum part part, const struct rulebook *book, struct kb_reader *reader,
                     struct str message, const struct normalised *text, struct arena *arena)
{
    struct context context = {.locale = LOCALE_VI, .now_ms = now_ms};
    struct pattern_hit *hits;
    struct example_score scores[6];
    struct kb_hit found[6];
    struct kb_query query = {.text = text, .locale = STR("vi"), .as_of_ms = now_ms};
    struct reading reading;
    float none;
    switch (part) {
    case PART_ALL:
        understand(book, message, &context, arena, &reading);
        break;
    case PART_NORMALISE:
        text_normalise(arena, book->lexicon, message);
        break;
    case PART_RULES:
        pattern_set_match(book->patterns, text, arena, NULL, &hits);
        break;
    case PART_EACH:
        pattern_set_match_each(book->patterns, text, arena, NULL, &hits);
        break;
    case PART_EXAMPLES:
        example_rank(book->examples, text, arena, scores, COUNT(scores), &none);
        break;
    case PART_SEARCH:
        kb_search(reader, &query, arena, found, COUNT(found));
        break;
    case PARTS:
        break;
    }
}

static struct times measure(enum part part, const struct rulebook *book, const struct str *messages,
                            size_t count, size_t rounds, struct arena *arena)
{
    struct times times = {.took_ns = ARENA_ARRAY(arena, int64_t, count * rounds)};
    struct arena *once = arena_new();
    struct kb_reader *reader = book_reader_take(book);
    for (size_t round = 0; round <= rounds; round++) {
        for (size_t i = 0; i < count; i++) {
            struct normalised text = {0};
            if (part != PART_ALL && part != PART_NORMALISE)
                text = text_normalise(once, book->lexicon, messages[i]);
            int64_t from = now_ns();
            run_part(part, book, reader, messages[i], &text, once);
            if (round > 0) /* the first warms up */
                times.took_ns[times.count++] = now_ns() - from;
            arena_reset(once);
        }
    }
    book_reader_give(book, reader);
    arena_free(once);
    return times;
}

static void say_parts(const struct rulebook *book, const struct str *messages, size_t count)
{
    for (int part = 0; part < PARTS; part++) {
        struct arena *arena = arena_new();
        size_t rounds = part == PART_EACH ? 1 : 20;
        struct times times = measure((enum part)part, book, messages, count, rounds, arena);
        double median = share_us(&times, 0.5);
        printf("  %-11s median_us=%-8.1f p99_us=%.1f\n", part_names[part], median,
               share_us(&times, 0.99));
        fflush(stdout);
        arena_free(arena);
    }
}

/* What of the building is what. */
static void say_build_parts(const struct rulebook *book)
{
    struct arena *arena = arena_new();
    struct report report = report_new(arena);
    struct err err = {0};
    int64_t from = now_ns();
    pattern_set_free(pattern_set_new(book->sources, book->source_count, book->lexicon, &report));
    int64_t patterns = now_ns();
    kb_index_free(kb_index_new(book->articles, book->article_count, book->lexicon, &err));
    printf("  of which rules %" PRId64 " ms, articles %" PRId64
           " ms; the rest reads files and trains\n",
           (patterns - from) / 1000000, (now_ns() - patterns) / 1000000);
    arena_free(arena);
}

/* ---- building beside answering ---- */

struct building {
    const struct files *files;
    atomic_bool is_done;
    int64_t took_ms;
};

static void *build(void *ctx)
{
    struct building *building = ctx;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), 19); /* as loop_work_aside() does */
    int64_t from = clock_measure_us();
    rulebook_unref(load(building->files, false));
    building->took_ms = (clock_measure_us() - from) / 1000;
    atomic_store(&building->is_done, true);
    return NULL;
}

/* Answers messages until the time is over or, with a building, until that is done. */
static struct times answer_for(const struct rulebook *book, const struct made *made,
                               struct building *building, int64_t least_ms, struct arena *arena)
{
    enum { MOST = 200000 };
    struct times times = {.took_ns = ARENA_ARRAY(arena, int64_t, MOST)};
    struct arena *once = arena_new();
    int64_t until = clock_measure_us() + least_ms * 1000;
    for (size_t i = 0; times.count < MOST; i++) {
        if (building != NULL ? atomic_load(&building->is_done) : clock_measure_us() > until)
            break;
        int64_t from = now_ns();
        run_part(PART_ALL, book, NULL, made->messages[i % made->message_count], NULL, once);
        times.took_ns[times.count++] = now_ns() - from;
        arena_reset(once);
    }
    arena_free(once);
    return times;
}

static void say_building(const struct rulebook *book, const struct files *files,
                         const struct made *made)
{
    struct arena *arena = arena_new();
    struct building building = {.files = files};
    pthread_t thread;
    struct times before = answer_for(book, made, NULL, 3000, arena);
    if (pthread_create(&thread, NULL, build, &building) != 0)
        exit(1);
    struct times during = answer_for(book, made, &building, 0, arena);
    pthread_join(thread, NULL);
    struct times after = answer_for(book, made, NULL, 3000, arena);
    double quiet = (share_us(&before, 0.5) + share_us(&after, 0.5)) / 2;
    printf("  answers while a release is built (%" PRId64 " ms): median_us=%.1f, without %.1f: "
           "%+.1f %%\n",
           building.took_ms, share_us(&during, 0.5), quiet,
           100 * (share_us(&during, 0.5) / quiet - 1));
    arena_free(arena);
}

/* ---- what the other engines are measured on ---- */

static void write_lines(const char *folder, const char *name, struct strbuf *lines)
{
    struct err err = {0};
    struct str path = str_printf(lines->arena, "%s/%s", folder, name);
    if (!file_replace(path.data, strbuf_view(lines), &err)) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
}

static struct str one_line(struct arena *arena, struct str text)
{
    char *line = str_cstr(arena, text);
    for (char *c = line; *c != '\0'; c++)
        *c = *c == '\n' || *c == '\t' ? ' ' : *c;
    return str_view(line);
}

/* All in the folded key: rules, messages, and articles with and without their marks. */
static void export_all(const struct rulebook *book, const struct made *made, const char *folder)
{
    struct arena *arena = arena_new();
    struct strbuf rules = strbuf_new(arena, 65536), messages = strbuf_new(arena, 65536),
                  articles = strbuf_new(arena, 65536);
    for (size_t i = 0; i < made->rule_count; i++) {
        struct pattern_text text = {.accented = {0}};
        pattern_prepare(made->rules[i], book->lexicon, arena, &text);
        strbuf_addf(&rules, STR_FMT "\n", STR_ARG(text.folded));
    }
    for (size_t i = 0; i < made->message_count; i++) {
        struct normalised text = text_normalise(arena, book->lexicon, made->messages[i]);
        strbuf_addf(&messages, STR_FMT "\t" STR_FMT "\n", STR_ARG(text.f),
                    STR_ARG(one_line(arena, made->messages[i])));
    }
    for (size_t i = 0; i < book->article_count; i++) {
        const struct article *article = &book->articles[i];
        strbuf_addf(&articles, STR_FMT "\t", STR_ARG(article->title));
        for (size_t k = 0; k < article->question_count; k++)
            strbuf_addf(&articles, STR_FMT " ", STR_ARG(article->questions[k]));
        strbuf_addf(&articles, "\t" STR_FMT "\n", STR_ARG(one_line(arena, article->plain)));
    }
    write_lines(folder, "rules", &rules);
    write_lines(folder, "messages", &messages);
    write_lines(folder, "articles", &articles);
    arena_free(arena);
}

/* ---- all together ---- */

static void measure_demo(const struct files *demo)
{
    struct rulebook *book = load(demo, true);
    struct str *messages = ARENA_ARRAY(demo->arena, struct str, MESSAGES);
    size_t count = 0;
    for (size_t k = 0; k < 40; k++) {
        for (size_t i = 0; i < book->intent_count && count < MESSAGES; i++) {
            if (k < book->intents[i].tests_yes.count)
                messages[count++] = book->intents[i].tests_yes.items[k];
        }
    }
    say_parts(book, messages, count);
    rulebook_unref(book);
}

static void measure_made(const struct files *demo, const struct made_size *size, const char *folder,
                         const char *name)
{
    struct arena *arena = arena_new();
    struct made made = made_new(arena, size);
    struct files files = with_made(arena, demo, &made);
    struct rulebook *book = load(&files, true);
    say_build_parts(book);
    say_parts(book, made.messages, made.message_count);
    struct str to = str_printf(arena, "%s/%s", folder, name);
    struct err err = {0};
    if (!file_make_folder(to.data, &err)) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    export_all(book, &made, to.data);
    if (size->articles > 5000)
        say_building(book, &files, &made);
    rulebook_unref(book);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: bench_understanding CONTENT-FOLDER EXPORT-FOLDER [small|large]\n", stderr);
        return 2;
    }
    secret_setup();
    struct arena *arena = arena_new();
    struct files demo = read_content(argv[1], arena);
    const char *only = argc > 3 ? argv[3] : "";
    if (strcmp(only, "") == 0) {
        puts("== the demo");
        measure_demo(&demo);
    }
    if (strcmp(only, "large") != 0) {
        puts("== 1,000 rules, 300 intents, 1,000 articles");
        measure_made(&demo, &(struct made_size){1000, 300, 10, 1000, MESSAGES}, argv[2], "1000");
    }
    if (strcmp(only, "small") != 0) {
        puts("== 10,000 rules, 500 intents, 10,000 articles");
        measure_made(&demo, &(struct made_size){10000, 500, 10, 10000, MESSAGES}, argv[2], "10000");
    }
    arena_free(arena);
    return 0;
}
