#include "dialogue/rulebook.h"

#include "dialogue/flow.h"

/* Mermaid flowcharts (https://mermaid.js.org/syntax/flowchart.html): boxes for what is said or
 * done, hexagons for questions, diamonds for branches. */

enum { LABEL_BYTES_MAX = 60 };

/* A label in quotes: Mermaid reads entities, so quotes and angle brackets become them. */
static void add_label(struct strbuf *out, struct str text)
{
    size_t end = text.len < LABEL_BYTES_MAX ? text.len : LABEL_BYTES_MAX;
    while (end < text.len && end > 0 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
        end--;
    for (size_t i = 0; i < end; i++) {
        char byte = text.data[i];
        if (byte == '"')
            strbuf_add_cstr(out, "#quot;");
        else if (byte == '<' || byte == '>')
            strbuf_add_cstr(out, byte == '<' ? "#lt;" : "#gt;");
        else if (byte == '\n')
            strbuf_add_byte(out, ' ');
        else
            strbuf_add_byte(out, byte);
    }
    strbuf_add_cstr(out, end < text.len ? "…" : "");
}

static struct str label_of(const struct step *step)
{
    if (step->say[LOCALE_VI].count > 0)
        return step->say[LOCALE_VI].items[0];
    if (step->title.len > 0)
        return step->title;
    return step->object;
}

static void add_step(struct strbuf *out, const struct flow *flow, size_t i)
{
    const struct step *step = &flow->steps[i];
    bool asks = step->kind == STEP_ASK || step->kind == STEP_CONFIRM;
    const char *open = step->kind == STEP_BRANCH ? "{" : asks ? "{{" : "[";
    const char *close = step->kind == STEP_BRANCH ? "}" : asks ? "}}" : "]";
    strbuf_addf(out, "    s%zu%s\"%s " STR_FMT ": ", i, open, step_kind_names[step->kind],
                STR_ARG(step->id));
    add_label(out, label_of(step));
    strbuf_addf(out, "\"%s\n", close);
}

static void add_ways(struct strbuf *out, const struct flow *flow, size_t i)
{
    const struct step *step = &flow->steps[i];
    int to[FLOW_EXITS_MAX + 1];
    enum exit_kind kinds[FLOW_EXITS_MAX + 1];
    size_t count = step_ways(flow, step, to, kinds);
    for (size_t j = 0; j < count; j++) {
        strbuf_addf(out, "    s%zu -->", i);
        if (j < step->exit_count && step->exits[j].condition != NULL) {
            strbuf_add_cstr(out, "|\"");
            add_label(out, step->exits[j].condition->text);
            strbuf_add_cstr(out, "\"|");
        } else if (kinds[j] != EXIT_NEXT && kinds[j] != EXIT_IF) {
            strbuf_addf(out, "|%s|", exit_kind_names[kinds[j]]);
        }
        if (to[j] < 0)
            strbuf_add_cstr(out, " done\n");
        else
            strbuf_addf(out, " s%d\n", to[j]);
    }
    if (step->kind == STEP_CALL)
        strbuf_addf(out, "    s%zu -.-> call%zu[[\"" STR_FMT "\"]]\n", i, i, STR_ARG(step->object));
    if (step->kind == STEP_HAND_OVER)
        strbuf_addf(out, "    s%zu --> person\n", i);
}

bool rulebook_flow_diagram(const struct rulebook *rulebook, struct str id, struct arena *arena,
                           struct str *diagram)
{
    const struct flow *flow = flow_find(rulebook, id);
    struct strbuf out = strbuf_new(arena, 4096);
    bool has_person = false;
    if (flow == NULL)
        return false;
    strbuf_addf(&out,
                "%%%% " STR_FMT ": " STR_FMT "\nflowchart TD\n    begin((\"" STR_FMT "\"))"
                " --> s0\n    done((\"end\"))\n",
                STR_ARG(flow->id), STR_ARG(flow->title[LOCALE_VI]), STR_ARG(flow->id));
    for (size_t i = 0; i < flow->step_count; i++)
        has_person |= flow->steps[i].kind == STEP_HAND_OVER;
    if (has_person)
        strbuf_add_cstr(&out, "    person((\"a person\"))\n");
    for (size_t i = 0; i < flow->step_count; i++)
        add_step(&out, flow, i);
    for (size_t i = 0; i < flow->step_count; i++)
        add_ways(&out, flow, i);
    *diagram = strbuf_view(&out);
    return true;
}

size_t rulebook_flows(const struct rulebook *rulebook, struct arena *arena,
                      struct rulebook_flow **flows)
{
    *flows = ARENA_ARRAY(arena, struct rulebook_flow, rulebook->flow_count);
    for (size_t i = 0; i < rulebook->flow_count; i++) {
        const struct flow *flow = &rulebook->flows[i];
        (*flows)[i] = (struct rulebook_flow){flow->id, flow->title[LOCALE_VI], flow->step_count,
                                             flow->slot_count};
    }
    return rulebook->flow_count;
}
