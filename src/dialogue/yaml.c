#include "dialogue/yaml.h"

#include <libfyaml.h>

#include "base/map.h"

/* ---- events → tree ---- */

struct builder {
    const struct yaml_file *file;
    int first_line;
    struct yaml *open[YAML_DEPTH_MAX]; /* containers being filled, outermost first */
    struct yaml *last[YAML_DEPTH_MAX]; /* the last member of each */
    struct yaml *key[YAML_DEPTH_MAX];  /* a key that waits for its value */
    struct map keys[YAML_DEPTH_MAX];   /* those of each map so far */
    int depth;
    size_t nodes;
    int documents;
    struct yaml *root;
};

static struct place mark_place(const struct builder *build, const struct fy_mark *mark)
{
    struct place place = {.file = build->file->path, .line = build->first_line, .column = 1};
    if (mark != NULL) {
        place.line += mark->line;
        place.column += mark->column;
    }
    return place;
}

static bool refuse(const struct builder *build, const struct fy_mark *mark, const char *why)
{
    report_add(build->file->report, REPORT_ERROR, mark_place(build, mark), build->file->source,
               "%s", why);
    return false;
}

static struct yaml *node_new(struct builder *build, enum yaml_kind kind, const struct fy_mark *mark)
{
    struct yaml *node = ARENA_NEW(build->file->arena, struct yaml);
    struct place place = mark_place(build, mark);
    node->kind = kind;
    node->line = place.line;
    node->column = place.column;
    if (mark == NULL && build->depth > 0 && build->key[build->depth - 1] != NULL) {
        node->line = build->key[build->depth - 1]->line;
        node->column = build->key[build->depth - 1]->column;
    }
    build->nodes++;
    return node;
}

/* Hangs a complete or just opened node into the innermost container. */
static bool place_node(struct builder *build, struct yaml *node, const struct fy_mark *mark)
{
    if (build->nodes > YAML_NODES_MAX)
        return refuse(build, mark, "this file holds too many entries; split it");
    if (build->depth == 0) {
        build->root = node;
        return true;
    }
    int at = build->depth - 1;
    struct yaml *parent = build->open[at];
    if (parent->kind == YAML_MAP && build->key[at] == NULL) {
        if (node->kind != YAML_TEXT)
            return refuse(build, mark, "a key must be a plain word");
        build->key[at] = node;
        return true;
    }
    if (parent->kind == YAML_MAP) {
        node->key = build->key[at];
        build->key[at] = NULL;
        if (map_find(&build->keys[at], node->key->text) != NULL) {
            yaml_mistake(build->file, node->key, "\"" STR_FMT "\" is written twice here",
                         STR_ARG(node->key->text));
            return true; /* the first one counts */
        }
        map_set(&build->keys[at], node->key->text, node);
    }
    if (build->last[at] == NULL)
        parent->first = node;
    else
        build->last[at]->next = node;
    build->last[at] = node;
    parent->count++;
    return true;
}

static bool open_container(struct builder *build, enum yaml_kind kind, const struct fy_mark *mark)
{
    if (build->depth >= YAML_DEPTH_MAX)
        return refuse(build, mark, "nested too deep");
    struct yaml *node = node_new(build, kind, mark);
    if (!place_node(build, node, mark))
        return false;
    build->open[build->depth] = node;
    build->last[build->depth] = NULL;
    build->key[build->depth] = NULL;
    build->keys[build->depth] = map_new(build->file->arena);
    build->depth++;
    return true;
}

static bool add_scalar(struct builder *build, struct fy_event *event, const struct fy_mark *mark)
{
    size_t len = 0;
    const char *text = fy_token_get_text(event->scalar.value, &len);
    struct yaml *node = node_new(build, YAML_TEXT, mark);
    node->is_plain =
        event->scalar.value == NULL || fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN;
    if (text != NULL)
        node->text = str_dup(build->file->arena, (struct str){text, len});
    return place_node(build, node, mark);
}

/* Content is plain data: points at the first of the two that is there. */
static bool has_anchor_or_tag(const struct builder *build, struct fy_token *anchor,
                              struct fy_token *tag)
{
    struct fy_token *there = anchor != NULL ? anchor : tag;
    if (there == NULL)
        return false;
    refuse(build, fy_token_start_mark(there),
           "anchors and tags (&, !) are not used here; quote the text");
    return true;
}

static bool take_event(struct builder *build, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    switch (event->type) {
    case FYET_DOCUMENT_START:
        if (++build->documents > 1)
            return refuse(build, mark, "a second document (---) in one file");
        return true;
    case FYET_MAPPING_START:
        if (has_anchor_or_tag(build, event->mapping_start.anchor, event->mapping_start.tag))
            return false;
        return open_container(build, YAML_MAP, mark);
    case FYET_SEQUENCE_START:
        if (has_anchor_or_tag(build, event->sequence_start.anchor, event->sequence_start.tag))
            return false;
        return open_container(build, YAML_LIST, mark);
    case FYET_SCALAR:
        if (has_anchor_or_tag(build, event->scalar.anchor, event->scalar.tag))
            return false;
        return add_scalar(build, event, mark);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        must(build->depth > 0);
        build->depth--;
        return true;
    case FYET_ALIAS:
        return refuse(build, mark, "references (*) are not used here; quote the text");
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_END:
        return true;
    }
    return true;
}

static void report_syntax(const struct builder *build, struct fy_diag *diag)
{
    void *at = NULL;
    struct fy_diag_error *error;
    while ((error = fy_diag_errors_iterate(diag, &at)) != NULL) {
        struct place place = {.file = build->file->path,
                              .line = build->first_line + (error->line > 0 ? error->line - 1 : 0),
                              .column = error->column > 0 ? error->column : 1};
        report_add(build->file->report, REPORT_ERROR, place, build->file->source, "not YAML: %s",
                   error->msg);
    }
}

static void swallow(struct fy_diag *diag, void *user, const char *text, size_t len)
{
    (void)diag, (void)user, (void)text, (void)len; /* errors are collected, not printed */
}

static bool run_parser(struct builder *build, struct fy_parser *parser)
{
    bool ok = true;
    for (struct fy_event *event; ok && (event = fy_parser_parse(parser)) != NULL;) {
        ok = take_event(build, event);
        bool is_end = event->type == FYET_STREAM_END;
        fy_parser_event_free(parser, event);
        if (is_end)
            return ok;
    }
    return false;
}

const struct yaml *yaml_parse(const struct yaml_file *file, struct str text, int first_line)
{
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    quiet.output_fn = swallow;
    quiet.colorize = false;
    struct fy_diag *diag = fy_diag_create(&quiet);
    must(diag != NULL);
    fy_diag_set_collect_errors(diag, true);
    struct fy_parser *parser = fy_parser_create(&(struct fy_parse_cfg){.diag = diag});
    must(parser != NULL);

    struct builder build = {.file = file, .first_line = first_line};
    size_t errors = file->report->errors;
    bool ok = text.len > 0 && fy_parser_set_string(parser, text.data, text.len) == 0 &&
              run_parser(&build, parser);
    if (!ok) {
        report_syntax(&build, diag);
        if (file->report->errors == errors)
            refuse(&build, NULL, text.len == 0 ? "this is empty" : "not YAML");
    } else if (build.root == NULL) {
        refuse(&build, NULL, "this is empty");
    }
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    return ok ? build.root : NULL;
}
