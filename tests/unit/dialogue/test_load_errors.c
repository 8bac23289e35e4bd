/*
 * Every mistake the loader knows, at its exact place. In the texts below the sign ‸ stands right
 * before the character that the report must point at; it is taken out before loading.
 */
#include "content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define MARK     "‸"
#define INTENTS  "intents/a.yml"
#define ARTICLE  "kb/vi/a.md"
#define COMPANY  "intents/company.yml"
#define MESSAGES "intents/messages.yml"
#define WORDS    "intents/words/teencode.tsv"
#define SOUNDS   "intents/words/sounds.txt"
#define ROLES    "intents/words/roles.tsv"

struct mistake {
    const char *path, *text;
    const char *says; /* words of the problem */
};

/* The text without its mark, and the place of the mark; line 0 when there is none. */
static struct str unmark(struct arena *arena, const struct mistake *mistake, struct place *place)
{
    struct str text = str_view(mistake->text);
    ptrdiff_t at = str_find(text, STR(MARK));
    *place = (struct place){.file = str_view(mistake->path)};
    if (at < 0)
        return text;
    struct str front = str_sub(text, 0, (size_t)at),
               back = str_sub(text, (size_t)at + strlen(MARK), text.len);
    text = str_printf(arena, STR_FMT STR_FMT, STR_ARG(front), STR_ARG(back));
    *place = place_of(place->file, text, (size_t)at);
    return text;
}

static struct str line_of(struct str text, int number)
{
    struct str line = STR("");
    for (int i = 0; i < number; i++)
        str_split(&text, '\n', &line);
    return line;
}

static const struct report_entry *find(const struct report *report, struct place place,
                                       const char *says)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct report_entry *entry = &report->problems[i];
        if (str_equal(entry->place.file, place.file) && str_has(entry->text, str_view(says)) &&
            entry->place.line == place.line && entry->place.column == place.column)
            return entry;
    }
    return NULL;
}

static void print_problems(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        print_error("  " STR_FMT ":%d:%d: " STR_FMT "\n", STR_ARG(report->problems[i].place.file),
                    report->problems[i].place.line, report->problems[i].place.column,
                    STR_ARG(report->problems[i].text));
}

/* Each text has the one mistake it is about, at its mark, with its line; and nothing is loaded. */
static void check_mistakes(struct arena *arena, const struct mistake *cases, size_t count,
                           enum report_level level)
{
    size_t failed = 0;
    for (size_t i = 0; i < count; i++) {
        struct place place;
        struct report report = report_new(arena);
        struct str text = unmark(arena, &cases[i], &place);
        struct rulebook *book = load_with(arena, cases[i].path, str_cstr(arena, text), &report);
        bool loaded = book != NULL;
        rulebook_unref(book);
        const struct report_entry *entry = find(&report, place, cases[i].says);
        if (entry == NULL || entry->level != level || loaded != (level == REPORT_WARNING)) {
            print_problems(&report);
            print_error("case %zu: wanted %s:%d:%d: \"%s\"\n", i, cases[i].path, place.line,
                        place.column, cases[i].says);
            failed++;
        } else if (place.line > 0 && !str_has(entry->text, STR("UTF-8"))) {
            struct str line = line_of(text, place.line);
            if (line.len <= 160)
                assert_true(str_equal(entry->line, line));
            else
                assert_true(entry->line.len > 0);
        }
    }
    assert_int_equal(failed, 0);
}

#define ID   "  - id: x\n    title: X\n"
#define REST "    examples: [a b]\n    answer: {say: [y]}\n"

static void what_is_not_yaml(void **state)
{
    static const struct mistake cases[] = {
        {INTENTS, MARK "", "this is empty"},
        {INTENTS, MARK "# chỉ có chú thích\n", "this is empty"},
        {INTENTS, "intents:\n" MARK "\t- id: x\n", "not YAML"},
        {INTENTS, "intents: [a, \"" MARK "b]\n", "not YAML"},
        {INTENTS, "intents: &" MARK "a [*a]\n", "anchors and tags"},
        {INTENTS, "intents: " MARK "!!seq []\n", "anchors and tags"},
        {INTENTS, "a: 1\nintents: *" MARK "a\n", "references"},
        {INTENTS, "intents:\n" ID REST MARK "---\nintents: []\n", "a second document"},
        {INTENTS, "intents: [[[[[[[[[[[" MARK "[x]]]]]]]]]]]]\n", "nested too deep"},
        {INTENTS, MARK "[a]: b\n", "a key must be a plain word"},
        {INTENTS, "intents:\n  - id: x\n    title: bả" MARK "\xFFo\n", "not UTF-8"},
        {INTENTS, "intents:\n  - id: bả" MARK "\xC0\xAF\n", "not UTF-8"},
        {INTENTS, "intents:\n  - id: " MARK "\xED\xA0\x80\n", "not UTF-8"},
        {INTENTS, "intents: " MARK "\xF4\x90\x80\x80\n", "not UTF-8"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_ERROR);
}

static void what_is_no_list_of_intents(void **state)
{
    static const struct mistake cases[] = {
        {INTENTS, MARK "- id: x\n", "a file of intents must be written as \"key: value\" lines"},
        {INTENTS, MARK "intent: []\nintents: []\n", "did you mean \"intents\"?"},
        {INTENTS, MARK "khac: 1\nintents: []\n", "a file of intents has no \"khac\""},
        {INTENTS, MARK "intents:\n", "a file of intents needs \"intents\""},
        {INTENTS, "intents: " MARK "7\n", "intents must be a list"},
        {INTENTS, "intents:\n  - " MARK "x\n", "an intent must be written"},
        {INTENTS, "intents: []\n" MARK "intents: []\n", "\"intents\" is written twice here"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_ERROR);
}

static void mistakes_of_an_intent(void **state)
{
    static const struct mistake cases[] = {
        {INTENTS, "intents:\n  - " MARK "title: X\n" REST, "an intent needs \"id\""},
        {INTENTS, "intents:\n  - " MARK "id:\n    title: X\n" REST, "an intent needs \"id\""},
        {INTENTS, "intents:\n  - id: " MARK "Có Dấu\n    title: X\n" REST, "id may hold only"},
        {INTENTS, "intents:\n  - id: \"" MARK "\"\n    title: X\n" REST, "id is empty"},
        {INTENTS, "intents:\n  - id: " MARK "[x]\n    title: X\n" REST, "id must be one text"},
        {INTENTS, "intents:\n  - " MARK "id: x\n" REST, "this intent needs \"title\""},
        {INTENTS, "intents:\n" ID REST "    " MARK "title: Y\n", "\"title\" is written twice"},
        {INTENTS, "intents:\n" ID REST "    " MARK "pattern: [a]\n", "did you mean \"patterns\"?"},
        {INTENTS, "intents:\n" ID "    priority: " MARK "11\n" REST,
         "priority must be a whole number from -10 to 10"},
        {INTENTS, "intents:\n" ID "    priority: \"" MARK "5\"\n" REST, "priority must be a whole"},
        {INTENTS, "intents:\n" ID "    priority: " MARK "99999999999999999999\n" REST,
         "priority must be a whole"},
        {INTENTS, "intents:\n" ID "    smalltalk: " MARK "có\n" REST,
         "smalltalk must be true or false"},
        {INTENTS, "intents:\n" ID "    examples: " MARK "{a: b}\n    answer: {say: [y]}\n", ""},
        {INTENTS, "intents:\n" ID "    examples: [a b, \"" MARK "\"]\n    answer: {say: [y]}\n",
         "examples is empty"},
        {INTENTS,
         "intents:\n" ID "    examples: [a b, \"c\", " MARK "[d]]\n    answer: {say: [y]}\n",
         "examples must be one text"},
        {INTENTS,
         "intents:\n" ID "    examples: [a b, \"" MARK "x\\u0001y\"]\n    answer: {say: [y]}\n",
         "control character"},
        {INTENTS, "intents:\n  - " MARK "id: x\n    title: X\n    answer: {say: [y]}\n",
         "this intent needs patterns or examples"},
        {INTENTS, "intents:\n" ID "    patterns: ['bảo (hành" MARK "']\n    answer: {say: [y]}\n",
         ""},
        {INTENTS, "intents:\n" ID "    needs: [" MARK "khong-co]\n" REST,
         "there is no intent or article \"khong-co\""},
        {INTENTS, "intents:\n  - id: " MARK "chao-hoi\n    title: X\n" REST,
         "the id \"chao-hoi\" is taken by intents/chung.yml:"},
        {INTENTS, "intents:\n" ID "    tests: " MARK "[a]\n" REST, "tests must be written"},
        {INTENTS, "intents:\n" ID "    tests: {" MARK "maybe: [a]}\n" REST, "tests has no"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_ERROR);
}

#define EXAMPLES ID "    examples: [a b]\n"

static void mistakes_of_an_answer(void **state)
{
    static const struct mistake cases[] = {
        {INTENTS, "intents:\n  - " MARK "id: x\n    title: X\n    examples: [a b]\n",
         "this intent needs \"answer\""},
        {INTENTS, "intents:\n" EXAMPLES "    answer: " MARK "y\n", "answer must be written"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: " MARK "{}\n", "exactly one of"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: " MARK "{say: [y], handover: true}\n",
         "exactly one of article, say, handover"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {article: bao-hanh, say_en: " MARK "[y]}\n",
         "say_en goes with say"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {article: " MARK "khong-co}\n",
         "there is no article \"khong-co\""},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {article: " MARK "../x}\n",
         "article may hold only"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {say: [y, \"" MARK "chào {ten}\"]}\n",
         "nothing can fill {ten}"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {say: [y], say_en: [\"" MARK "hi {ten}\"]}\n",
         "nothing can fill {ten}"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {handover: {say: [\"" MARK "{ten}\"]}}\n",
         "nothing can fill {ten}"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {handover: " MARK "false}\n",
         "handover must be written"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {handover: {priority: " MARK "-1}}\n",
         "priority must be a whole number from 0 to 10"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {handover: {reason: " MARK "vui}}\n",
         "reason must be rule or asked"},
        {INTENTS, "intents:\n" EXAMPLES "    answer: {handover: {team: " MARK "Kỹ thuật}}\n",
         "team may hold only"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_ERROR);
}

static void mistakes_of_buttons(void **state)
{
    static const struct mistake cases[] = {
        {INTENTS, "intents:\n" ID REST "    buttons: " MARK "a\n", "buttons must be a list"},
        {INTENTS, "intents:\n" ID REST "    buttons: [" MARK "a]\n", "a button must be written"},
        {INTENTS, "intents:\n" ID REST "    buttons: [" MARK "{title: A}]\n",
         "a button needs \"payload\""},
        {INTENTS, "intents:\n" ID REST "    buttons: [{title: A, payload: \"" MARK "intent:y\"}]\n",
         "the payload \"intent:y\" leads nowhere"},
        {INTENTS, "intents:\n" ID REST "    buttons: [{title: A, payload: " MARK "handover:x}]\n",
         "leads nowhere"},
        {INTENTS,
         "intents:\n" ID REST "    buttons: " MARK
         "[{title: A, payload: handover}, {title: A, payload: handover}, {title: A, payload: "
         "handover}, {title: A, payload: handover}, {title: A, payload: handover}, {title: A, "
         "payload: handover}]\n",
         "6 buttons; at most 5"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_ERROR);
}

#define FRONT "---\nid: a\ncategory: c\nlocale: vi\n"

static void mistakes_of_an_article(void **state)
{
    static const struct mistake cases[] = {
        {ARTICLE, MARK "", "begins with its front matter"},
        {ARTICLE, MARK "Không có phần đầu\n", "begins with its front matter"},
        {ARTICLE, MARK "---\nid: a\ntitle: A\n", "begins with its front matter"},
        {ARTICLE, "---\n" MARK "---\nThân\n", "this is empty"},
        {ARTICLE, "---\n" MARK "- a\n---\nThân\n", "the front matter must be written"},
        {ARTICLE, "---\n" MARK "title: A\ncategory: c\nlocale: vi\n---\nThân\n",
         "an article needs \"id\""},
        {ARTICLE, "---\n" MARK "id: a\ntitle: A\nlocale: vi\n---\nThân\n",
         "an article needs \"category\""},
        {ARTICLE, "---\n" MARK "id: a\ncategory: c\nlocale: vi\n---\nThân\n",
         "an article needs \"title\""},
        {ARTICLE, "---\n" MARK "id: a\ncategory: c\ntitle: A\n---\nThân\n",
         "an article needs \"locale\""},
        {ARTICLE, "---\nid: a\ncategory: c\ntitle: A\nlocale: " MARK "fr\n---\nThân\n",
         "locale must be vi or en"},
        {ARTICLE, FRONT "title: A\n" MARK "mau: đỏ\n---\nThân\n",
         "the front matter has no \"mau\""},
        {ARTICLE, FRONT "title: A\n" MARK "tag: [a]\n---\nThân\n", "did you mean \"tags\"?"},
        {ARTICLE, FRONT "title: A\nvalid_from: " MARK "hôm qua\n---\nThân\n",
         "valid_from must be a day written as 2026-01-31"},
        {ARTICLE, FRONT "title: A\nvalid_to: " MARK "2026-02-29\n---\nThân\n",
         "valid_to must be a day"},
        {ARTICLE,
         FRONT "title: A\nvalid_from: 2026-02-02\nvalid_to: " MARK "2026-02-01\n---\nThân\n",
         "valid_to is before valid_from"},
        {ARTICLE, "---\n" MARK "id: a\ncategory: c\nlocale: vi\ntitle: A\n---\n \n",
         "neither an answer nor a body"},
        {ARTICLE, FRONT "title: A\nanswer: " MARK "gọi {so-la}\n---\nThân\n",
         "nothing can fill {so-la}"},
        {ARTICLE, FRONT "title: A\nquestions: " MARK "{a: b}\n---\nThân\n", ""},
        {ARTICLE, FRONT "title: A\n---\nThân bài \n\nđoạn hai " MARK "\xFF\n", "not UTF-8"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_ERROR);
}

static void mistakes_of_facts_messages_and_words(void **state)
{
    static const struct mistake cases[] = {
        {COMPANY, MARK "a: 1\n", "company.yml needs \"facts\""},
        {COMPANY, "facts: " MARK "[a]\n", "facts must be written as"},
        {COMPANY, "facts:\n  " MARK "Tên: x\n", "a fact's name may hold only"},
        {COMPANY, "facts:\n  a: " MARK "[x]\n", "a fact must be one text"},
        {COMPANY, "facts:\n  a: " MARK "{en: x}\n", "needs \"vi\""},
        {COMPANY, "facts:\n  a: {vi: x, " MARK "fr: y}\n", "a fact has no \"fr\""},
        {MESSAGES, "messages: " MARK "[a]\n", "messages must be written as"},
        {MESSAGES, "messages:\n  " MARK "ask.whch: {vi: [a], en: [a]}\n",
         "did you mean \"ask.which\"?"},
        {MESSAGES, "messages:\n  ask.which: " MARK "a\n", "a message must be written"},
        {MESSAGES, "messages:\n  ask.which: " MARK "{en: [a]}\n", "a message needs \"vi\""},
        {MESSAGES, "messages:\n  ask.which: {vi: [\"" MARK "{back}\"], en: [a]}\n",
         "nothing can fill {back}"},
        {WORDS, "zk\tkhông\tS\n" MARK "dc được K\n", "a line is: form, reading, class"},
        {WORDS, "zk\tkhông\t" MARK "X\n", "the class is S, K, C or N"},
        {WORDS, MARK "\tkhông\tS\n", "the form is one to three words"},
        {WORDS, "zk\tkhông\tS\n" MARK "zk\tkhó\tS\n", "this form is in the table already"},
        {WORDS, "zk\tkhông\tC\t" MARK "không hỏi\n", "a condition is"},
        {WORDS, "zk\tkhông\tC\tgì: " MARK "hỏi\n", "a part of a condition is"},
        {WORDS, "zk\tkhông\tC\tgì: $;" MARK " gì: \n", "would always hold"},
        {WORDS, "zk\tkhông\tC\tgì: " MARK "<a||b\n", "none between two"},
        {WORDS, MARK "một hai ba bốn\tkhông\tS\n", "one to three words"},
        {WORDS, MARK "một  hai\tkhông\tS\n", "one to three words"},
        {SOUNDS, MARK "ch = tr\n", "a line is: start or end"},
        {SOUNDS, MARK "start ch\n", "two to eight spellings"},
        {SOUNDS, "start ch = " MARK "đ\n", "without marks"},
        {SOUNDS, MARK "start ch = \n", "without marks"},
        {ROLES, MARK "ạ\n", "a line is: words, role"},
        {ROLES, "ạ\t" MARK "nguoi\n", "the role is person"},
        {ROLES, MARK "một hai ba bốn năm\tperson\n", "one to four words"},
        {ROLES, "ạ\tparticle\n" MARK "ạ\tparticle\n", "have this role already"},
        {ROLES, "ạ\tparticle\t" MARK "vậy: $\n", "begins with +: (only then)"},
        {ROLES, "ạ\tparticle\t+: " MARK "cuối\n", "a part of a condition is"},
        {"intents/words/khac.tsv", "a\n", "word files are teencode.tsv"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_ERROR);
}

static void what_is_only_odd_is_a_warning(void **state)
{
    static const struct mistake cases[] = {
        {"khac/b.yml", "x: 1\n", "this file is not used"},
        {"intents/a.yaml", "intents: []\n", "this file is not used"},
        {"kb/vi/a.markdown", "x", "this file is not used"},
        {MESSAGES, "messages:\n  " MARK "ask.which: {vi: [a]}\n", "has no English text"},
        {INTENTS,
         "intents:\n" ID "    patterns: ['giá (?<mon>\\w+)']\n    answer: {say: [\"" MARK
         "{mon} ạ\"]}\n",
         "every variant has a blank from a pattern"},
        {INTENTS,
         "intents:\n" ID "    patterns: ['" MARK "(\\w+ ?)+[0-9]']\n    answer: {say: [y]}\n",
         "can take very long"},
    };
    check_mistakes(*state, cases, COUNT(cases), REPORT_WARNING);
}

static void all_mistakes_come_in_one_run(void **state)
{
    struct report report = report_new(*state);
    struct str text = STR("intents:\n"
                          "  - id: mot\n    title: M\n    patterns: ['[a-']\n"
                          "    answer: {say: [y]}\n"
                          "  - id: hai\n    titel: H\n    examples: [a]\n"
                          "    answer: {article: khong-co}\n"
                          "  - id: ba\n    title: B\n    priority: x\n    smalltalk: y\n"
                          "    examples: [a]\n    answer: {say: [\"{z}\"]}\n"
                          "  - id: Bốn\n    title: B\n    patterns: ['(b']\n"
                          "    answer: {article: cung-khong-co}\n"
                          "  - title: Năm\n    patterns: ['(n']\n    answer: {say: [y]}\n");
    assert_null(load_with(*state, INTENTS, text.data, &report));
    static const struct {
        int line, column;
        const char *says;
    } wanted[] = {{4, 20, "regular expression"},
                  {7, 5, "titel"},
                  {6, 5, "title"},
                  {9, 23, "khong-co"},
                  {12, 15, "prio"},
                  {13, 16, "true or false"},
                  {15, 21, "{z}"},
                  {16, 9, "id may hold only"},
                  {18, 19, "regular expression"},
                  {19, 23, "cung-khong-co"},
                  {20, 5, "needs \"id\""},
                  {21, 19, "regular expression"}};
    for (size_t i = 0; i < COUNT(wanted); i++) {
        struct place place = {STR(INTENTS), wanted[i].line, wanted[i].column};
        if (find(&report, place, wanted[i].says) == NULL)
            print_problems(&report);
        assert_non_null(find(&report, place, wanted[i].says));
    }
    assert_int_equal(report.errors, COUNT(wanted));
}

/* One mistake of a file does not hide those of the others. */
static void a_broken_file_does_not_hide_the_others(void **state)
{
    const struct content_file files[] = {
        {STR("intents/a.yml"), STR("intents: [\n")},
        {STR("kb/vi/b.md"), STR("không có đầu\n")},
        {STR("intents/words/teencode.tsv"), STR("một dòng\n")},
    };
    struct report report = report_new(*state);
    assert_null(rulebook_load(files, COUNT(files), 0, &report));
    for (size_t i = 0; i < COUNT(files); i++) {
        bool named = false;
        for (size_t k = 0; k < report.count; k++)
            named |= str_equal(report.problems[k].place.file, files[i].path);
        assert_true(named);
    }
    assert_non_null(find(&report, (struct place){.file = STR("intents/messages.yml")}, "missing"));
    assert_non_null(find(&report, (struct place){.file = STR("intents/")}, "required intent"));
}

/* Processor time of this process without what the kernel did for it: handing out a page takes it as
 * long as it likes. */
static double user_s(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

/* Loading a text at path this many times costs this much processor time; each time it must be
 * refused, saying so. */
static double cost_of_refusal(const char *path, struct str text, const char *says, int times)
{
    struct arena *arena = arena_new();
    const char *copy = str_cstr(arena, text);
    double begin = user_s();
    for (int i = 0; i < times; i++) {
        struct arena *run = arena_new();
        struct report report = report_new(run);
        assert_null(load_with(run, path, copy, &report));
        bool said = *says == '\0';
        for (size_t k = 0; k < report.count; k++)
            said |= str_has(report.problems[k].text, str_view(says));
        if (!said)
            print_problems(&report);
        assert_true(said);
        assert_true(report.count <= 200);
        arena_free(run);
    }
    arena_free(arena);
    return user_s() - begin;
}

/* The head, and pieces up to this size; every "#" of a piece becomes the piece's number. */
static struct str repeated(struct arena *arena, const char *head, const char *piece, size_t size)
{
    struct strbuf text = strbuf_new(arena, size + 64);
    strbuf_add_cstr(&text, head);
    for (int i = 0; text.len < size; i++) {
        for (const char *at = piece; *at != '\0'; at++) {
            if (*at == '#')
                strbuf_addf(&text, "%d", i);
            else
                strbuf_add_byte(&text, *at);
        }
    }
    return strbuf_view(&text);
}

/* What grows when it is read is refused, in time that grows with its size alone: one whole file
 * costs about what sixteen sixteenths cost. Were the cost quadratic, it would be sixteen times as
 * much; four times is the line, and both sides measure as much work, so that neither is too short
 * to measure. Three tries, since a neighbour on the machine may slow one of the two runs down. */
static void hostile_files_cost_no_more_than_their_size(void **state)
{
    enum { WHOLE = 500000, DEEP = 1 << 18, PARTS = 16, LINE = 4, TRIES = 3 };
    static const struct {
        const char *path, *head, *piece, *says;
        size_t size;
    } cases[] = {{INTENTS, "", "k#: 1\n", "too many entries", WHOLE},
                 {COMPANY, "", "k#: 1\n", "too many entries", WHOLE},
                 {INTENTS, "intents: ", "[", "nested too deep", DEEP}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *path = cases[i].path;
        struct str part = repeated(*state, cases[i].head, cases[i].piece, cases[i].size / PARTS),
                   whole = repeated(*state, cases[i].head, cases[i].piece, cases[i].size);
        double whole_s = 1, parts_s = 0;
        for (int try = 0; try < TRIES && whole_s > LINE * parts_s; try++) {
            whole_s = cost_of_refusal(path, whole, cases[i].says, 1);
            parts_s = cost_of_refusal(path, part, "", PARTS);
        }
        if (whole_s > LINE * parts_s)
            print_error("case %zu: %.3f s, its parts %.3f s\n", i, whole_s, parts_s);
        assert_true(whole_s <= LINE * parts_s);
    }
}

static void what_is_too_large_or_refers_to_itself_is_refused(void **state)
{
    struct strbuf bomb = strbuf_new(*state, 1 << 10);
    strbuf_add_cstr(&bomb, "a: &a [x, x]\n");
    for (char c = 'b'; c < 'z'; c++)
        strbuf_addf(&bomb, "%c: &%c [*%c, *%c, *%c]\n", c, c, c - 1, c - 1, c - 1);
    cost_of_refusal(INTENTS, strbuf_view(&bomb), "anchors", 1);
    struct str large = repeated(*state, "", "ghi chú: dài\n", (1 << 20) + 1);
    cost_of_refusal(INTENTS, large, "this file has", 1);
    cost_of_refusal(ARTICLE, large, "this file has", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(what_is_not_yaml),
        test_with_arena(what_is_no_list_of_intents),
        test_with_arena(mistakes_of_an_intent),
        test_with_arena(mistakes_of_an_answer),
        test_with_arena(mistakes_of_buttons),
        test_with_arena(mistakes_of_an_article),
        test_with_arena(mistakes_of_facts_messages_and_words),
        test_with_arena(what_is_only_odd_is_a_warning),
        test_with_arena(all_mistakes_come_in_one_run),
        test_with_arena(a_broken_file_does_not_hide_the_others),
        test_with_arena(hostile_files_cost_no_more_than_their_size),
        test_with_arena(what_is_too_large_or_refers_to_itself_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
