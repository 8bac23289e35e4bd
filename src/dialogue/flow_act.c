#include "dialogue/flow_run.h"

#include "base/json.h"
#include "dialogue/blank.h"
#include "text/fold.h"

/* Steps that look something up or want something changed. Nothing is done here: a look-up answers
 * from the snapshot the turn was given, everything else becomes an effect of the outcome. */

enum { FAILURES_MAX = 5, ROWS_MAX = RECORD_ROWS_MAX, CASE_KEEP_MINUTES = 24 * 60 };
static const int64_t failures_fade_ms = INT64_C(3600000), minute_ms = 60000, day_ms = 86400000;

static struct session_frame *top(struct turn *turn)
{
    return &turn->session.frames[turn->session.frame_count - 1];
}

static const struct slot *slot_of(const struct turn *turn, struct str name)
{
    const struct flow *flow = flow_current(turn);
    return flow != NULL ? flow_slot(flow, name) : NULL;
}

bool flow_add_effect(struct turn *turn, const struct effect *effect)
{
    struct outcome *out = turn->out;
    if (out->effect_count == EFFECTS_MAX)
        return false;
    turn->effects[out->effect_count++] = *effect;
    out->effects = turn->effects;
    if (turn->session.frame_count > 0)
        top(turn)->has_acted = true;
    return true;
}

static struct str new_code(struct turn *turn, struct str prefix)
{
    if (turn->input->code_seed.len != CODE_SEED_BYTES || turn->codes > 3)
        return STR("");
    return effect_code(turn->arena, prefix, turn->input->code_seed, turn->codes++);
}

static const struct field *fill_fields(struct turn *turn, const struct step *step, size_t *count)
{
    struct field *fields = ARENA_ARRAY(turn->arena, struct field, step->field_count);
    *count = 0;
    for (size_t i = 0; i < step->field_count; i++) {
        struct str value = str_trim(flow_fill(turn, step->fields[i].value));
        if (value.len > 0)
            fields[(*count)++] =
                (struct field){step->fields[i].name, str_sub(value, 0, RECORD_VALUE_MAX)};
    }
    return fields;
}

/* ---- looking up ---- */

/* Too many look-ups for proof found nothing: somebody may be guessing. */
static bool is_blocked(struct turn *turn)
{
    struct session *session = &turn->session;
    if (turn->input->now_ms - session->failed_at_ms > failures_fade_ms)
        session->failures = 0;
    return session->failures >= FAILURES_MAX;
}

static void count_failure(struct turn *turn)
{
    if (turn->session.failures++ == 0)
        turn->session.failed_at_ms = turn->input->now_ms;
}

/* Words that ask, not words that name a thing. */
static bool is_asking_word(struct str word)
{
    static const char *const words[] = {
        "gia", "bao",  "nhieu", "con", "cai",   "nao",  "hang", "khong", "co", "shop", "em",
        "cho", "hoi",  "xem",   "mau", "loai",  "minh", "anh",  "chi",   "a",  "nha",  "nhe",
        "vay", "duoc", "ban",   "the", "price", "of",   "how",  "much",  "is"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

/* Bare words with one space between, those that only ask left out (unless nothing else is there).
 */
static struct str folded_words(struct turn *turn, struct str value)
{
    struct str folded = fold_text(turn->arena, value), word;
    struct strbuf out = strbuf_new(turn->arena, folded.len + 1);
    char *data = str_cstr(turn->arena, folded);
    for (size_t i = 0; i < folded.len; i++) {
        unsigned char byte = (unsigned char)data[i];
        bool is_word = byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        data[i] = is_word ? data[i] : ' ';
    }
    struct str rest = {data, folded.len};
    while (str_split(&rest, ' ', &word)) {
        if (word.len == 0 || is_asking_word(word))
            continue;
        if (out.len > 0)
            strbuf_add_byte(&out, ' ');
        strbuf_add(&out, word);
    }
    return strbuf_view(&out);
}

/* False when a key has nothing in it. */
static bool fill_keys(struct turn *turn, const struct step *step, struct record_key *keys)
{
    for (size_t i = 0; i < step->where_count; i++) {
        const struct flow_field *where = &step->where[i];
        struct str value = str_trim(flow_fill(turn, where->value));
        if (where->match == RECORD_WORDS)
            value = folded_words(turn, value);
        if (value.len == 0 || (where->match == RECORD_ENDS && value.len < 4))
            return false;
        keys[i] = (struct record_key){where->name, value, where->match};
    }
    return true;
}

static enum exit_kind find_rows(struct turn *turn, const struct step *step, struct record *rows,
                                size_t max, size_t *count)
{
    const struct lookup *lookup = &turn->input->lookup;
    struct record_key keys[RECORD_KEYS_MAX];
    *count = 0;
    if (lookup->find == NULL || turn->lookups++ >= LOOKUPS_PER_TURN_MAX)
        return EXIT_DOWN;
    if (!fill_keys(turn, step, keys))
        return EXIT_NONE;
    if (lookup->find(lookup->ctx, step->object, keys, step->where_count, turn->arena, rows, max,
                     count) != LOOKUP_OK)
        return EXIT_DOWN;
    return *count > 0 ? EXIT_FOUND : EXIT_NONE;
}

static void set_row_value(struct turn *turn, struct str row, struct str column, struct str value)
{
    session_set_slot(&turn->session,
                     str_printf(turn->arena, STR_FMT "." STR_FMT, STR_ARG(row), STR_ARG(column)),
                     value, 0);
}

struct row_scope {
    struct turn *turn;
    const struct record *row;
};

static bool row_blank(void *ctx, struct str name, struct str *value)
{
    struct row_scope *scope = ctx;
    struct str column, rest = name;
    if (!str_split(&rest, '|', &column))
        return false;
    struct str found = record_value(scope->row, column);
    if (found.len == 0)
        return flow_blank(scope->turn, name, value);
    *value = flow_filter(scope->turn, found, rest);
    return value->len > 0;
}

static void keep_list(struct turn *turn, const struct step *step, const struct record *rows,
                      size_t count)
{
    struct strbuf list = strbuf_new(turn->arena, 256);
    for (size_t i = 0; i < count && i < (size_t)step->number; i++) {
        struct row_scope scope = {turn, &rows[i]};
        if (list.len > 0)
            strbuf_add_byte(&list, '\n');
        strbuf_add(&list, blank_fill(turn->arena, step->list, row_blank, &scope));
    }
    set_row_value(turn, step->into, STR("list"), strbuf_view(&list));
}

static void keep_rows(struct turn *turn, const struct step *step, const struct record *rows,
                      size_t count)
{
    if (step->into.len == 0)
        return;
    for (size_t i = 0; i < step->take_count; i++)
        set_row_value(turn, step->into, step->take[i], record_value(&rows[0], step->take[i]));
    set_row_value(turn, step->into, STR("count"), str_printf(turn->arena, "%zu", count));
    if (step->list.len > 0)
        keep_list(turn, step, rows, count);
}

static enum exit_kind look_up(struct turn *turn, const struct step *step)
{
    struct record *rows = ARENA_ARRAY(turn->arena, struct record, ROWS_MAX);
    size_t count;
    if (step->is_verified && is_blocked(turn))
        return EXIT_BLOCKED;
    enum exit_kind found = find_rows(turn, step, rows, ROWS_MAX, &count);
    if (found == EXIT_NONE && step->is_verified)
        count_failure(turn);
    if (found != EXIT_FOUND)
        return found;
    if (step->is_verified) {
        turn->session.failures = 0;
        session_set_slot(&turn->session, STR("verified"), STR("yes"), 0);
    }
    keep_rows(turn, step, rows, count);
    return count > 1 && step_exit(step, EXIT_MANY) != NULL ? EXIT_MANY : EXIT_FOUND;
}

/* ---- changing ---- */

static void show_row(struct turn *turn, const struct flow_condition *when, const struct record *row)
{
    struct str prefix = STR("row.");
    for (size_t i = 0; when != NULL && i < when->count; i++) {
        struct str name = when->terms[i].name;
        if (str_starts(name, prefix))
            session_set_slot(&turn->session, name,
                             record_value(row, str_sub(name, prefix.len, name.len)), 0);
    }
}

/* The row is looked at again, now: what the visitor was told may be minutes old. */
static enum exit_kind change(struct turn *turn, const struct step *step)
{
    struct record row;
    size_t count;
    enum exit_kind found = find_rows(turn, step, &row, 1, &count);
    if (found != EXIT_FOUND)
        return found;
    show_row(turn, step->when, &row);
    if (!flow_condition_holds(turn, step->when))
        return EXIT_REFUSED;
    struct effect effect = {.kind = EFFECT_ROW_UPDATE,
                            .row_update = {.table = step->object,
                                           .id = row.id,
                                           .ver = row.ver,
                                           .why = flow_fill(turn, step->text)}};
    effect.row_update.fields = fill_fields(turn, step, &effect.row_update.field_count);
    return flow_add_effect(turn, &effect) ? EXIT_DONE : EXIT_FAILED;
}

/* ---- recording ---- */

static enum exit_kind set_values(struct turn *turn, const struct step *step)
{
    int64_t day;
    if (step->at.len > 0 && day_from_iso(str_trim(flow_fill(turn, step->at)), &day))
        turn->policy_ms = day * day_ms;
    for (size_t i = 0; i < step->field_count; i++) {
        struct str name = step->fields[i].name, value = flow_fill(turn, step->fields[i].value);
        const struct slot *slot = slot_of(turn, name);
        if (slot != NULL)
            slot_set(turn, slot, value);
        else
            session_set_slot(&turn->session, name, value, 0);
    }
    turn->policy_ms = 0;
    return EXIT_NEXT;
}

static struct str field_value(const struct case_open *opened, const char *name)
{
    for (size_t i = 0; i < opened->field_count; i++) {
        if (str_is(opened->fields[i].name, name))
            return opened->fields[i].value;
    }
    return STR("");
}

/* The list of numbers to call that the desk shows has it too. */
static void add_callback(struct turn *turn, const struct case_open *opened)
{
    struct callback_request *request = ARENA_NEW(turn->arena, struct callback_request);
    *request = (struct callback_request){.phone = field_value(opened, "phone"),
                                         .name = field_value(opened, "name"),
                                         .note = opened->title,
                                         .code = opened->code};
    if (request->phone.len > 0)
        turn->out->callback = request;
}

static enum exit_kind open_case(struct turn *turn, const struct step *step)
{
    struct effect effect = {
        .kind = EFFECT_CASE_OPEN,
        .case_open = {.kind = step->case_kind,
                      .code = new_code(turn, str_view(case_kind_prefix(step->case_kind))),
                      .category = step->category,
                      .priority = (int)step->number,
                      .team = step->team,
                      .title = str_sub(flow_fill(turn, step->title), 0, CASE_TEXT_MAX),
                      .text = str_sub(flow_fill(turn, step->text), 0, CASE_TEXT_MAX)}};
    struct case_open *opened = &effect.case_open;
    if (opened->code.len == 0)
        return EXIT_FAILED;
    if (turn->session.mood <= MOOD_ANGRY && opened->priority < 10)
        opened->priority++;
    opened->fields = fill_fields(turn, step, &opened->field_count);
    if (!flow_add_effect(turn, &effect))
        return EXIT_FAILED;
    session_set_slot(&turn->session, STR("case.code"), opened->code,
                     turn->input->now_ms + CASE_KEEP_MINUTES * minute_ms);
    if (opened->kind == CASE_CALLBACK)
        add_callback(turn, opened);
    return EXIT_NEXT;
}

static enum exit_kind update_case(struct turn *turn, const struct step *step)
{
    const struct effect effect = {.kind = EFFECT_CASE_UPDATE,
                                  .case_update = {.change = step->case_change,
                                                  .code = str_trim(flow_fill(turn, step->code)),
                                                  .text = flow_fill(turn, step->text)}};
    if (effect.case_update.code.len == 0)
        return EXIT_FAILED;
    return flow_add_effect(turn, &effect) ? EXIT_NEXT : EXIT_FAILED;
}

static enum exit_kind remember(struct turn *turn, const struct step *step)
{
    struct str verified;
    bool is_proved = session_slot(&turn->session, STR("verified"), &verified);
    for (size_t i = 0; i < step->field_count; i++) {
        struct effect effect = {
            .kind = EFFECT_CUSTOMER,
            .customer = {.value = str_trim(flow_fill(turn, step->fields[i].value)),
                         .has_consent = step->has_consent,
                         .is_proved = is_proved}};
        if (!customer_field_from_name(step->fields[i].name, &effect.customer.field) ||
            effect.customer.value.len == 0)
            continue;
        if (!flow_add_effect(turn, &effect))
            return EXIT_FAILED;
    }
    return EXIT_NEXT;
}

static enum exit_kind rate(struct turn *turn, const struct step *step)
{
    int64_t score = -1;
    struct str written = str_trim(flow_fill(turn, step->code));
    int64_t min = step->rating == RATING_CSAT ? 1 : 0, max = step->rating == RATING_CSAT ? 5 : 10;
    if (!str_to_int(written, min, max, &score))
        score = -1;
    const struct effect effect = {
        .kind = EFFECT_RATING,
        .rating = {.kind = step->rating, .score = (int)score, .text = flow_fill(turn, step->text)}};
    turn->session.has_asked_csat |= step->rating == RATING_CSAT;
    return flow_add_effect(turn, &effect) ? EXIT_NEXT : EXIT_FAILED;
}

static struct str body_json(struct turn *turn, const struct step *step)
{
    size_t count;
    const struct field *fields = fill_fields(turn, step, &count);
    struct strbuf out = strbuf_new(turn->arena, 256);
    for (size_t i = 0; i < count; i++) {
        strbuf_add_byte(&out, i == 0 ? '{' : ',');
        json_add_string(&out, fields[i].name);
        strbuf_add_byte(&out, ':');
        json_add_string(&out, fields[i].value);
    }
    strbuf_add_cstr(&out, count == 0 ? "{}" : "}");
    return strbuf_view(&out);
}

static enum exit_kind send_request(struct turn *turn, const struct step *step)
{
    struct effect effect = {.kind = EFFECT_REQUEST,
                            .request = {.name = step->object,
                                        .key = new_code(turn, STR("YC")),
                                        .body = body_json(turn, step),
                                        .deadline_ms = turn->input->now_ms + step->number * 1000,
                                        .keep_trying = step->keeps_trying}};
    if (effect.request.key.len == 0 || effect.request.body.len > EFFECT_BODY_MAX ||
        !flow_add_effect(turn, &effect))
        return EXIT_FAILED;
    turn->session.request = step->is_waiting ? effect.request.key : STR("");
    return EXIT_DONE;
}

/* At the hour of the day that is so many days on; an hour that is over today is tomorrow's. */
static enum exit_kind plan(struct turn *turn, const struct step *step)
{
    int64_t at = (day_of_ms(turn->input->now_ms) + step->number) * day_ms +
                 (step->hour - 7) * 60 * minute_ms;
    if (at <= turn->input->now_ms)
        at += day_ms;
    struct effect effect = {
        .kind = EFFECT_FOLLOW_UP,
        .follow_up = {.key = step->code.len > 0 ? flow_fill(turn, step->code) : step->object,
                      .flow = step->object,
                      .at_ms = at}};
    effect.follow_up.fields = fill_fields(turn, step, &effect.follow_up.field_count);
    return flow_add_effect(turn, &effect) ? EXIT_NEXT : EXIT_FAILED;
}

enum exit_kind flow_act(struct turn *turn, const struct step *step)
{
    switch (step->kind) {
    case STEP_LOOK_UP:
        return look_up(turn, step);
    case STEP_CHANGE:
        return change(turn, step);
    case STEP_SET:
        return set_values(turn, step);
    case STEP_CASE:
        return open_case(turn, step);
    case STEP_CASE_UPDATE:
        return update_case(turn, step);
    case STEP_REMEMBER:
        return remember(turn, step);
    case STEP_RATE:
        return rate(turn, step);
    case STEP_REQUEST:
        return send_request(turn, step);
    case STEP_FOLLOW_UP:
        return plan(turn, step);
    case STEP_SAY:
    case STEP_ANSWER:
    case STEP_ASK:
    case STEP_CONFIRM:
    case STEP_BRANCH:
    case STEP_CALL:
    case STEP_HAND_OVER:
    case STEP_GO:
    case STEP_KIND_COUNT:
        break;
    }
    must_fail("a step that acts", __FILE__, __LINE__);
}
