#include "content/talks.h"

#include "content/talk.h"

/* A Tuesday, ten in the morning in Vietnam: people are there. */
static const int64_t usual_time_ms = INT64_C(1795489200000);

static void read_customer(struct run *run, const struct yaml *talk)
{
    static const char *const keys[] = {"name",    "pronoun",      "phone",       "email",
                                       "address", "may_ask_csat", "may_ask_nps", NULL};
    const struct yaml *node = yaml_find(talk, "customer");
    struct customer_known *known = &run->customer;
    if (node == NULL || !yaml_check_map(run->file, node, "customer", keys))
        return;
    yaml_get_text(run->file, node, "name", 60, &known->name);
    yaml_get_text(run->file, node, "pronoun", 16, &known->pronoun);
    yaml_get_text(run->file, node, "phone", 20, &known->phone);
    yaml_get_text(run->file, node, "email", 100, &known->email);
    yaml_get_text(run->file, node, "address", 200, &known->address);
    yaml_get_bool(run->file, node, "may_ask_csat", &known->may_ask_csat);
    yaml_get_bool(run->file, node, "may_ask_nps", &known->may_ask_nps);
}

static bool run_talk(struct run *run, const struct yaml *talk)
{
    static const char *const allowed[] = {"name",     "at",     "locale", "channel",
                                          "customer", "tables", "turns",  NULL};
    struct str at = {0};
    run->failed = false;
    run->state = STR("");
    run->name = STR("?");
    run->locale = STR("vi");
    run->channel = STR("web");
    run->now_ms = usual_time_ms;
    if (!yaml_check_map(run->file, talk, "a talk", allowed))
        return false;
    yaml_get_text(run->file, talk, "name", 300, &run->name);
    yaml_get_text(run->file, talk, "locale", 8, &run->locale);
    yaml_get_text(run->file, talk, "channel", 16, &run->channel);
    yaml_get_text(run->file, talk, "at", 40, &at);
    read_customer(run, talk);
    if (yaml_find(talk, "tables") != NULL)
        tables_read(&run->tables, run->file, yaml_find(talk, "tables"));
    if (at.len > 0 && !talk_time(at, &run->now_ms))
        yaml_mistake(run->file, talk, "\"at\" is a time like 2026-11-24T10:00:00+07:00");
    run->people_open = talk_is_open(run->now_ms);
    const struct yaml *turns = yaml_need(run->file, talk, "a talk", "turns");
    for (const struct yaml *turn = turns == NULL ? NULL : turns->first; turn != NULL;
         turn = turn->next)
        talk_turn(run, turn);
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
        run.tables.arena = run.arena;
        if (yaml_find(root, "tables") != NULL)
            tables_read(&run.tables, &file, yaml_find(root, "tables"));
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
               ((outcome.decision != DECISION_ASK || outcome.flow.len > 0) &&
                outcome.decision != DECISION_HANDOVER);
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
