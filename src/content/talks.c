#include "content/talks.h"

#include <inttypes.h>

#include <jansson.h>

#include "base/json.h"
#include "dialogue/turn.h"
#include "dialogue/yaml.h"

enum { TEXT_MAX = 20000, LIST_MAX = 20 };

/* A Tuesday, ten in the morning in Vietnam: people are there. */
static const int64_t usual_time_ms = INT64_C(1795489200000);

struct run {
    const struct rulebook *rulebook;
    const struct yaml_file *file;
    FILE *out;
    struct arena *arena;
    struct str name, locale, state;
    int64_t now_ms;
    bool people_open;
    bool failed;
};

/* ---- saying what went wrong ---- */

static void fail_header(struct run *run, const struct yaml *at)
{
    if (!run->failed)
        fprintf(run->out, STR_FMT ":%d: " STR_FMT "\n", STR_ARG(run->file->path), at->line,
                STR_ARG(run->name));
    run->failed = true;
}

static struct str reply_of(struct run *run, const struct outcome *outcome)
{
    struct strbuf all = strbuf_new(run->arena, 128);
    for (size_t i = 0; i < outcome->reply_count; i++) {
        struct err err = {0};
        json_t *body = json_parse_object(outcome->replies[i].body, &json_limits_body, &err);
        struct str text = {0};
        if (body != NULL && json_opt_str(body, "text", &text, &err)) {
            if (all.len > 0)
                strbuf_add_byte(&all, '\n');
            strbuf_add(&all, text);
        }
        json_decref(body);
    }
    return strbuf_view(&all);
}

static void fail(struct run *run, const struct yaml *at, const char *what, struct str want,
                 struct str got)
{
    fail_header(run, at);
    fprintf(run->out, "  line %d: %s: wanted " STR_FMT ", got " STR_FMT "\n", at->line, what,
            STR_ARG(want), STR_ARG(got.len == 0 ? STR("nothing") : got));
}

/* ---- expectations ---- */

static bool is_one_of(const struct yaml *node, struct str got)
{
    if (node->kind == YAML_TEXT)
        return str_equal(node->text, got);
    for (const struct yaml *item = node->first; item != NULL; item = item->next) {
        if (str_equal(item->text, got))
            return true;
    }
    return false;
}

static struct str shown(struct run *run, const struct yaml *node)
{
    if (node->kind == YAML_TEXT)
        return node->text;
    struct strbuf list = strbuf_new(run->arena, 64);
    for (const struct yaml *item = node->first; item != NULL; item = item->next) {
        if (list.len > 0)
            strbuf_add_cstr(&list, " or ");
        strbuf_add(&list, item->text);
    }
    return strbuf_view(&list);
}

static void expect_value(struct run *run, const struct yaml *expect, const char *key,
                         struct str got)
{
    const struct yaml *want = yaml_find(expect, key);
    if (want != NULL && !is_one_of(want, got))
        fail(run, want, key, shown(run, want), got);
}

static void expect_words(struct run *run, const struct yaml *expect, const char *key,
                         struct str reply, bool wanted)
{
    const struct yaml *node = yaml_find(expect, key);
    if (node == NULL)
        return;
    const struct yaml *item = node->kind == YAML_LIST ? node->first : node;
    for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
        if (str_has(reply, item->text) != wanted)
            fail(run, item, wanted ? "says" : "not_says", item->text, reply);
    }
}

static void check(struct run *run, const struct yaml *expect, const struct outcome *outcome)
{
    static const char *const allowed[] = {"decision", "article",  "intent",   "reason",
                                          "says",     "not_says", "callback", NULL};
    if (!yaml_check_map(run->file, expect, "expect", allowed))
        return;
    struct str reply = reply_of(run, outcome);
    expect_value(run, expect, "decision", str_view(decision_name(outcome->decision)));
    expect_value(run, expect, "article", outcome->article);
    expect_value(run, expect, "intent", outcome->intent);
    expect_value(run, expect, "reason",
                 outcome->handoff == NULL
                     ? STR("")
                     : str_view(handoff_reason_name(outcome->handoff->reason)));
    expect_value(run, expect, "callback",
                 outcome->callback == NULL ? STR("") : outcome->callback->phone);
    expect_words(run, expect, "says", reply, true);
    expect_words(run, expect, "not_says", reply, false);
}

/* ---- running ---- */

static void run_turn(struct run *run, const struct yaml *turn)
{
    static const char *const allowed[] = {"visitor", "payload", "expect", NULL};
    struct outcome outcome;
    struct turn_input input = {.state = run->state,
                               .locale = run->locale,
                               .channel = STR("web"),
                               .now_ms = run->now_ms,
                               .people_open = run->people_open,
                               .people_back = run->people_open ? STR("") : STR("8 giờ sáng mai")};
    if (!yaml_check_map(run->file, turn, "a turn", allowed))
        return;
    const struct yaml *visitor = yaml_find(turn, "visitor"), *expect = yaml_find(turn, "expect");
    yaml_get_text(run->file, turn, "payload", 200, &input.payload);
    if (visitor != NULL)
        yaml_as_text(run->file, visitor, "what the visitor says", TEXT_MAX, &input.text);
    dialogue_turn(run->rulebook, &input, run->arena, &outcome);
    run->state = outcome.state;
    if (expect != NULL)
        check(run, expect, &outcome);
}

/* The digits of text from offset at, count of them; -1 when one is no digit. */
static int digits_at(struct str text, size_t at, size_t count)
{
    int value = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

/* 2026-11-24T10:00:00, in Vietnam; enough of ISO 8601 for a test. */
static bool read_time(struct str text, int64_t *ms)
{
    if (text.len < 19)
        return false;
    int y = digits_at(text, 0, 4), mo = digits_at(text, 5, 2), d = digits_at(text, 8, 2);
    int h = digits_at(text, 11, 2), mi = digits_at(text, 14, 2), s = digits_at(text, 17, 2);
    if (y < 0 || mo < 1 || mo > 12 || d < 1 || d > 31 || h < 0 || mi < 0 || s < 0)
        return false;
    int64_t year = y - (mo <= 2), era = year / 400, yoe = year - era * 400;
    int64_t doy = (153 * (mo + (mo > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t days = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
    *ms = ((days * 24 + h - 7) * 60 + mi) * 60000 + s * 1000;
    return true;
}

/* In talks people are there from 8:00 to 21:30, every day. */
static bool is_open_at(int64_t now_ms)
{
    int64_t minute = (now_ms / 60000 + 7 * 60) % (24 * 60);
    return minute >= 8 * 60 && minute < 21 * 60 + 30;
}

static bool run_talk(struct run *run, const struct yaml *talk)
{
    static const char *const allowed[] = {"name", "at", "locale", "turns", NULL};
    struct str at = {0};
    run->failed = false;
    run->state = STR("");
    run->name = STR("?");
    run->locale = STR("vi");
    run->now_ms = usual_time_ms;
    if (!yaml_check_map(run->file, talk, "a talk", allowed))
        return false;
    yaml_get_text(run->file, talk, "name", 300, &run->name);
    yaml_get_text(run->file, talk, "locale", 8, &run->locale);
    yaml_get_text(run->file, talk, "at", 40, &at);
    if (at.len > 0 && !read_time(at, &run->now_ms))
        yaml_mistake(run->file, talk, "\"at\" is a time like 2026-11-24T10:00:00+07:00");
    run->people_open = is_open_at(run->now_ms);
    const struct yaml *turns = yaml_need(run->file, talk, "a talk", "turns");
    for (const struct yaml *turn = turns == NULL ? NULL : turns->first; turn != NULL;
         turn = turn->next)
        run_turn(run, turn);
    return turns != NULL && !run->failed;
}

struct talks_result talks_run(const struct rulebook *rulebook, const struct content_file *content,
                              struct report *report, FILE *out)
{
    struct talks_result result = {0};
    struct arena *arena = arena_new();
    struct yaml_file file = {content->path, content->text, arena, report};
    const struct yaml *root = yaml_parse(&file, content->text, 1);
    const struct yaml *talks = root == NULL ? NULL : yaml_need(&file, root, "the file", "talks");
    for (const struct yaml *talk = talks == NULL ? NULL : talks->first; talk != NULL;
         talk = talk->next) {
        struct run run = {.rulebook = rulebook, .file = &file, .out = out, .arena = arena_new()};
        if (run_talk(&run, talk))
            result.passed++;
        else
            result.failed++;
        arena_free(run.arena);
    }
    arena_free(arena);
    return result;
}

/* ---- the intents' own phrases ---- */

static bool run_phrase(const struct rulebook *rulebook, const struct yaml_file *file, FILE *out,
                       const struct yaml *phrase, struct str intent, bool wanted)
{
    struct arena *arena = arena_new();
    struct turn_input input = {.text = phrase->text,
                               .locale = STR("vi"),
                               .channel = STR("web"),
                               .now_ms = usual_time_ms,
                               .people_open = true};
    struct outcome outcome;
    dialogue_turn(rulebook, &input, arena, &outcome);
    bool got = str_equal(outcome.intent, intent) &&
               (outcome.decision != DECISION_ASK && outcome.decision != DECISION_HANDOVER);
    if (outcome.decision == DECISION_HANDOVER)
        got = str_equal(outcome.intent, intent);
    if (got != wanted)
        fprintf(out, STR_FMT ":%d: " STR_FMT ": \"" STR_FMT "\" %s, got %s " STR_FMT " (%.2f)\n",
                STR_ARG(file->path), phrase->line, STR_ARG(intent), STR_ARG(phrase->text),
                wanted ? "should be this" : "should not be this", decision_name(outcome.decision),
                STR_ARG(outcome.intent), outcome.confidence);
    arena_free(arena);
    return got == wanted;
}

static void run_phrases(const struct rulebook *rulebook, const struct yaml_file *file, FILE *out,
                        const struct yaml *intent, struct talks_result *result)
{
    struct str id = {0};
    yaml_get_text(file, intent, "id", 64, &id);
    const struct yaml *tests = yaml_find(intent, "tests");
    static const char *const keys[] = {"no", "yes"};
    for (size_t k = 0; tests != NULL && tests->kind == YAML_MAP && k < COUNT(keys); k++) {
        const struct yaml *list = yaml_find(tests, keys[k]);
        for (const struct yaml *p = list == NULL ? NULL : list->first; p != NULL; p = p->next) {
            if (run_phrase(rulebook, file, out, p, id, k == 1))
                result->passed++;
            else
                result->failed++;
        }
    }
}

struct talks_result talks_run_intents(const struct rulebook *rulebook,
                                      const struct content_file *content, struct report *report,
                                      FILE *out)
{
    struct talks_result result = {0};
    struct arena *arena = arena_new();
    struct yaml_file file = {content->path, content->text, arena, report};
    const struct yaml *root = yaml_parse(&file, content->text, 1);
    const struct yaml *intents =
        root != NULL && root->kind == YAML_MAP ? yaml_find(root, "intents") : NULL;
    for (const struct yaml *one = intents == NULL ? NULL : intents->first; one != NULL;
         one = one->next) {
        if (one->kind == YAML_MAP)
            run_phrases(rulebook, &file, out, one, &result);
    }
    arena_free(arena);
    return result;
}
