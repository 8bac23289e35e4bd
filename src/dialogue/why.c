#include "dialogue/engine.h"

#include "base/json.h"

/* Every shown candidate and what speaks for it, in the form of docs/rules.md "Why?". */

static json_t *rounded(double value)
{
    double thousandths = value * 1000;
    return json_real((double)(int64_t)(thousandths + 0.5) / 1000);
}

static void put(json_t *object, const char *name, json_t *value)
{
    must(json_object_set_new(object, name, value) == 0);
}

static void put_text(json_t *object, const char *name, struct str text)
{
    json_t *value = json_from_str(text);
    put(object, name, value != NULL ? value : json_string(""));
}

static json_t *evidence_json(const struct turn *turn, const struct candidate *candidate)
{
    json_t *evidence = json_object();
    if (candidate->has_pattern) {
        const struct pattern_hit *hit = &candidate->hit;
        json_t *pattern = json_object();
        put_text(pattern, "regex", turn->book->sources[hit->pattern].regex);
        put(pattern, "form", json_string(hit->form == PATTERN_ON_ACCENTED ? "accented" : "folded"));
        put(pattern, "coverage", rounded((double)hit->coverage));
        put_text(pattern, "words", str_sub(turn->reading.text.t, hit->from, hit->to));
        if (candidate->is_weakened)
            put(pattern, "weakened", json_true());
        put(evidence, "pattern", pattern);
    }
    if (candidate->example > 0)
        put(evidence, "examples", rounded(candidate->example));
    if (candidate->article > 0)
        put(evidence, "article", rounded(candidate->article));
    return evidence;
}

static json_t *candidate_json(const struct turn *turn, const struct candidate *candidate)
{
    json_t *object = json_object();
    const struct intent *intent =
        candidate->intent >= 0 ? &turn->book->intents[candidate->intent] : NULL;
    const struct article_group *group =
        candidate->group >= 0 ? &turn->book->groups[candidate->group] : NULL;
    put_text(object, "intent", intent != NULL ? intent->id : STR(""));
    put_text(object, "article", group != NULL ? group->id : STR(""));
    struct str title = intent != NULL ? intent->title[LOCALE_VI] : STR("");
    if (intent == NULL && group != NULL) {
        int at = group->in[LOCALE_VI] >= 0 ? group->in[LOCALE_VI] : group->in[LOCALE_EN];
        title = turn->book->articles[at].title;
    }
    put_text(object, "title", title);
    put(object, "confidence", rounded(candidate->confidence));
    put(object, "evidence", evidence_json(turn, candidate));
    return object;
}

static json_t *text_json(const struct turn *turn)
{
    json_t *text = json_object();
    put_text(text, "t", turn->said);
    put_text(text, "a", turn->reading.text.a);
    put_text(text, "f", turn->reading.text.f);
    return text;
}

struct str why_json(const struct turn *turn)
{
    json_t *root = json_object(), *candidates = json_array(), *thresholds = json_object();
    put(root, "decision", json_string(decision_name(turn->out->decision)));
    put_text(root, "intent", turn->out->intent);
    put_text(root, "article", turn->out->article);
    put(root, "confidence", rounded(turn->out->confidence));
    put_text(root, "reply", turn->reply.text);
    put(root, "text", text_json(turn));
    put(root, "locale", json_string(locale_name(turn->locale)));
    put(thresholds, "answer", rounded(answer_threshold));
    put(thresholds, "ask", rounded(ask_threshold));
    put(root, "thresholds", thresholds);
    for (size_t i = 0; i < turn->reading.count; i++)
        json_array_append_new(candidates, candidate_json(turn, &turn->reading.list[i]));
    put(root, "candidates", candidates);
    put(root, "none", rounded(turn->reading.none));
    put(root, "searched", json_boolean(turn->reading.is_searched));
    if (turn->out->handoff != NULL) {
        put(root, "handoff_reason", json_string(handoff_reason_name(turn->out->handoff->reason)));
        put_text(root, "summary", turn->out->handoff->summary);
    }
    json_t *buttons = json_array();
    for (size_t i = 0; i < turn->reply.button_count; i++) {
        json_t *button = json_object();
        put_text(button, "title", turn->reply.buttons[i].title);
        put_text(button, "payload", turn->reply.buttons[i].payload);
        json_array_append_new(buttons, button);
    }
    put(root, "buttons", buttons);
    put(root, "release", json_integer(turn->book->release));
    put(root, "reason", json_string(turn->reason));
    struct str text = json_text(turn->arena, root);
    json_decref(root);
    return text;
}
