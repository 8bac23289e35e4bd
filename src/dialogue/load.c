#include "dialogue/load.h"

#include <stdlib.h>

#include "dialogue/blank.h"
#include "dialogue/flow.h"
#include "dialogue/lesson.h"

/* ---- one file ---- */

/* Bytes at the front that are well-formed UTF-8 (Unicode table 3-7). */
static size_t utf8_valid_prefix(struct str text)
{
    size_t i = 0;
    while (i < text.len) {
        const unsigned char *at = (const unsigned char *)text.data + i;
        size_t left = text.len - i, more = 0;
        unsigned char low = 0x80, high = 0xbf;
        if (at[0] >= 0xc2 && at[0] <= 0xdf)
            more = 1;
        else if (at[0] >= 0xe0 && at[0] <= 0xef)
            more = 2;
        else if (at[0] >= 0xf0 && at[0] <= 0xf4)
            more = 3;
        else if (at[0] >= 0x80)
            return i;
        if (at[0] == 0xe0)
            low = 0xa0;
        else if (at[0] == 0xed)
            high = 0x9f;
        else if (at[0] == 0xf0)
            low = 0x90;
        else if (at[0] == 0xf4)
            high = 0x8f;
        if (more >= left || (more > 0 && (at[1] < low || at[1] > high)))
            return i;
        for (size_t j = 2; j <= more; j++) {
            if ((at[j] & 0xc0) != 0x80)
                return i;
        }
        i += more + 1;
    }
    return i;
}

static bool is_readable(struct loader *loader, const struct yaml_file *file)
{
    struct place place = {file->path, 0, 0};
    if (file->source.len > YAML_FILE_MAX) {
        report_add(loader->report, REPORT_ERROR, place, STR(""),
                   "this file has %zu bytes; at most %d are possible", file->source.len,
                   YAML_FILE_MAX);
        return false;
    }
    size_t valid = utf8_valid_prefix(file->source);
    if (valid == file->source.len)
        return true;
    report_add(loader->report, REPORT_ERROR, place_of(file->path, file->source, valid), STR(""),
               "this is not UTF-8; save the file as UTF-8");
    return false;
}

static void load_word_file(struct loader *loader, const struct yaml_file *file)
{
    struct arena *arena = loader->book->arena;
    *ARENA_PUSH(arena, loader->words, loader->word_count, loader->word_capacity) =
        (struct lexicon_file){file->path, file->source};
}

typedef void load_fn(struct loader *loader, const struct yaml_file *file, const struct yaml *root);

static void load_yaml(struct loader *loader, const struct yaml_file *file, load_fn *load)
{
    const struct yaml *root = yaml_parse(file, file->source, 1);
    if (root != NULL)
        load(loader, file, root);
}

static void load_file(struct loader *loader, const struct content_file *given)
{
    struct arena *arena = loader->book->arena;
    struct str bom = STR("\xEF\xBB\xBF"), words = STR("intents/words/");
    struct str text = given->text;
    if (str_starts(text, bom))
        text = str_sub(text, bom.len, text.len);
    struct yaml_file file = {.path = str_dup(arena, given->path),
                             .source = str_dup(arena, text),
                             .arena = arena,
                             .report = loader->report};
    if (str_starts(file.path, STR("tests/")))
        return; /* talks: content/talks reads them */
    if (!is_readable(loader, &file))
        return;
    if (str_starts(file.path, words))
        load_word_file(loader, &file);
    else if (str_is(file.path, "intents/company.yml"))
        load_yaml(loader, &file, load_company);
    else if (str_is(file.path, "intents/messages.yml"))
        load_yaml(loader, &file, load_messages);
    else if (str_starts(file.path, STR("intents/flows/")) && str_ends(file.path, STR(".yml")))
        load_yaml(loader, &file, flow_load);
    else if (str_starts(file.path, STR("intents/")) && str_ends(file.path, STR(".yml")))
        load_yaml(loader, &file, load_intents);
    else if (str_starts(file.path, STR("kb/")) && str_ends(file.path, STR(".md")))
        load_article(loader, &file);
    else
        report_add(loader->report, REPORT_WARNING, (struct place){file.path, 0, 0}, STR(""),
                   "this file is not used: intents/*.yml, intents/flows/*.yml, intents/words/*, "
                   "kb/**/*.md and "
                   "tests/talks/*.yml are");
}

/* ---- compiling ---- */

static void collect_patterns(struct loader *loader, const struct phrases *from, uint32_t owner,
                             bool is_exclusion)
{
    struct rulebook *book = loader->book;
    for (size_t i = 0; i < from->count; i++) {
        book->sources[book->source_count++] = (struct pattern_source){
            .regex = from->items[i],
            .owner = owner,
            .is_exclusion = is_exclusion,
            .place = from->places[i],
            .source = book->intents[owner].file_text,
        };
    }
    if (!is_exclusion)
        book->pattern_count += from->count;
}

static void compile_patterns(struct loader *loader)
{
    struct rulebook *book = loader->book;
    size_t room = 0;
    for (size_t i = 0; i < book->intent_count; i++)
        room += book->intents[i].patterns.count + book->intents[i].exclude.count;
    book->sources = ARENA_ARRAY(book->arena, struct pattern_source, room);
    for (size_t i = 0; i < book->intent_count; i++) {
        collect_patterns(loader, &book->intents[i].patterns, (uint32_t)i, false);
        collect_patterns(loader, &book->intents[i].exclude, (uint32_t)i, true);
    }
    book->patterns =
        pattern_set_new(book->sources, book->source_count, book->lexicon, loader->report);
}

static void train(struct rulebook *book)
{
    struct arena *arena = arena_new();
    struct lesson lesson = lesson_of(book, arena);
    const struct outsiders outsiders = {lesson.outsiders, lesson.outsider_count};
    book->example_count = lesson.count;
    book->examples = example_train(lesson.examples, lesson.count, (uint32_t)book->intent_count,
                                   &outsiders, book->lexicon);
    arena_free(arena);
}

struct article_facts {
    const struct rulebook *book;
    enum locale locale;
};

static bool find_fact(void *ctx, struct str name, struct str *value)
{
    const struct article_facts *facts = ctx;
    const struct fact *fact = book_fact(facts->book, name);
    if (fact == NULL)
        return false;
    *value =
        fact->value[facts->locale].len > 0 ? fact->value[facts->locale] : fact->value[LOCALE_VI];
    return true;
}

static bool index_articles(struct rulebook *book, struct report *report)
{
    for (size_t i = 0; i < book->article_count; i++) {
        struct article *article = &book->articles[i];
        struct article_facts facts = {book, locale_from_name(article->locale)};
        article->answer = blank_fill_known(book->arena, article->answer, find_fact, &facts);
        article->body = blank_fill_known(book->arena, article->body, find_fact, &facts);
        article->plain = article_plain(book->arena, article->body);
    }
    struct err err = {0};
    book->index = kb_index_new(book->articles, book->article_count, book->lexicon, &err);
    if (book->index == NULL)
        report_add(report, REPORT_ERROR, (struct place){.file = STR("kb/")}, STR(""),
                   "the articles could not be indexed: %s", err.text);
    return book->index != NULL;
}

static struct rulebook *book_new(int64_t release)
{
    struct rulebook *book = HEAP_NEW(struct rulebook);
    atomic_init(&book->refs, 1);
    book->release = release;
    book->arena = arena_new();
    book->readers = HEAP_NEW(struct reader_pool);
    must(pthread_mutex_init(&book->readers->lock, NULL) == 0);
    return book;
}

struct rulebook *rulebook_load(const struct content_file *files, size_t count, int64_t release,
                               struct report *report)
{
    size_t errors = report->errors;
    struct loader loader = {.book = book_new(release), .report = report};
    for (size_t i = 0; i < count; i++)
        load_file(&loader, &files[i]);
    load_check(&loader);
    flow_check(&loader);
    loader.book->lexicon = lexicon_new(loader.words, loader.word_count, report);
    compile_patterns(&loader);
    flow_compile(&loader);
    if (report->errors == errors && index_articles(loader.book, report)) {
        train(loader.book);
        return loader.book;
    }
    rulebook_unref(loader.book);
    return NULL;
}
