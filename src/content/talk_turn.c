#include "content/talk.h"

enum { TEXT_MAX = 20000, ADVANCE_MAX = 400 };

/* ---- time ---- */

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
bool talk_time(struct str text, int64_t *ms)
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
bool talk_is_open(int64_t now_ms)
{
    int64_t minute = (now_ms / 60000 + 7 * 60) % (24 * 60);
    return minute >= 8 * 60 && minute < 21 * 60 + 30;
}

/* "90s", "5m", "2h", "3d" */
static bool read_span(struct str text, int64_t *ms)
{
    int64_t count;
    char unit = text.len > 1 ? text.data[text.len - 1] : 'x';
    int64_t one = unit == 's'   ? 1000
                  : unit == 'm' ? 60000
                  : unit == 'h' ? 3600000
                  : unit == 'd' ? 86400000
                                : 0;
    if (one == 0 || !str_to_int(str_sub(text, 0, text.len - 1), 0, ADVANCE_MAX, &count))
        return false;
    *ms = count * one;
    return true;
}

static void move_clock(struct run *run, const struct yaml *turn)
{
    struct str at = {0}, advance = {0};
    int64_t ms = 0;
    yaml_get_text(run->file, turn, "at", 40, &at);
    yaml_get_text(run->file, turn, "advance", 8, &advance);
    if (at.len > 0 && !talk_time(at, &run->now_ms))
        yaml_mistake(run->file, turn, "\"at\" is a time like 2026-11-24T10:00:00+07:00");
    if (advance.len > 0 && !read_span(advance, &ms))
        yaml_mistake(run->file, turn, "\"advance\" is a span like 30s, 5m, 2h or 3d");
    run->now_ms += ms;
    run->people_open = talk_is_open(run->now_ms);
}

/* ---- events ---- */

static const struct field *read_fields(struct run *run, const struct yaml *map, size_t *count)
{
    *count = 0;
    if (map == NULL || map->kind != YAML_MAP)
        return NULL;
    struct field *fields = ARENA_ARRAY(run->arena, struct field, map->count);
    for (const struct yaml *at = map->first; at != NULL; at = at->next) {
        struct field *field = &fields[*count];
        field->name = at->key->text;
        *count += yaml_as_text(run->file, at, "a value", RECORD_VALUE_MAX, &field->value);
    }
    return fields;
}

/* timer · {request: ok, body: "{…}"} · {follow_up: FLOW, fields: {…}} · {case: {code: …}} */
static struct turn_event read_event(struct run *run, const struct yaml *node)
{
    static const char *const keys[] = {"request", "body", "follow_up", "fields", "case", NULL};
    struct turn_event event = {0};
    if (node->kind == YAML_TEXT && str_is(node->text, "timer")) {
        event.kind = EVENT_TIMER;
        return event;
    }
    if (!yaml_check_map(run->file, node, "an event", keys))
        return event;
    const struct yaml *request = yaml_find(node, "request"), *flow = yaml_find(node, "follow_up");
    if (request != NULL) {
        event.kind = EVENT_REQUEST;
        event.key = run->request;
        event.ok = str_is(request->text, "ok");
        yaml_get_text(run->file, node, "body", EFFECT_BODY_MAX, &event.body);
    } else if (flow != NULL) {
        event.kind = EVENT_FOLLOW_UP;
        event.name = flow->text;
        event.fields = read_fields(run, yaml_find(node, "fields"), &event.field_count);
    } else {
        event.kind = EVENT_CASE;
        event.fields = read_fields(run, yaml_find(node, "case"), &event.field_count);
    }
    return event;
}

/* ---- one turn ---- */

static void carry_out(struct run *run, const struct outcome *outcome)
{
    run->state = outcome->state;
    tables_apply(&run->tables, outcome->effects, outcome->effect_count);
    for (size_t i = 0; i < outcome->effect_count; i++) {
        if (outcome->effects[i].kind == EFFECT_REQUEST)
            run->request = outcome->effects[i].request.key;
    }
}

void talk_turn(struct run *run, const struct yaml *turn)
{
    static const char *const allowed[] = {"visitor",     "payload", "expect", "at", "advance",
                                          "attachments", "event",   "down",   NULL};
    struct outcome outcome;
    int64_t attachments = 0;
    if (!yaml_check_map(run->file, turn, "a turn", allowed))
        return;
    move_clock(run, turn);
    yaml_get_bool(run->file, turn, "down", &run->tables.is_down);
    yaml_get_int(run->file, turn, "attachments", (struct yaml_range){0, 10}, &attachments);
    struct turn_input input = {.state = run->state,
                               .locale = run->locale,
                               .channel = run->channel,
                               .now_ms = run->now_ms,
                               .people_open = run->people_open,
                               .people_back = run->people_open ? STR("") : STR("8 giờ sáng mai"),
                               .lookup = tables_lookup(&run->tables),
                               .customer = run->customer,
                               .code_seed = str_printf(run->arena, "%032d", 7000 + run->turns++),
                               .attachment_count = (size_t)attachments};
    const struct yaml *visitor = yaml_find(turn, "visitor"), *expect = yaml_find(turn, "expect");
    const struct yaml *event = yaml_find(turn, "event");
    yaml_get_text(run->file, turn, "payload", 200, &input.payload);
    if (visitor != NULL)
        yaml_as_text(run->file, visitor, "what the visitor says", TEXT_MAX, &input.text);
    if (event != NULL)
        input.event = read_event(run, event);
    dialogue_turn(run->rulebook, &input, run->arena, &outcome);
    carry_out(run, &outcome);
    if (expect != NULL)
        talk_check(run, expect, &outcome);
}
