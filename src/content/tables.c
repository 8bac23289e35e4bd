#include "content/tables.h"

#include "text/fold.h"

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '_')
            return false;
    }
    return name.len > 0 && name.len <= RECORD_NAME_MAX;
}

/* ---- reading ---- */

static void read_row(struct tables *tables, const struct yaml_file *file, struct str table,
                     const struct yaml *node)
{
    if (node->kind != YAML_MAP || node->count > RECORD_FIELDS_MAX) {
        yaml_mistake(file, node, "a row is a map of at most %d columns", RECORD_FIELDS_MAX);
        return;
    }
    if (tables->count >= TABLE_ROWS_MAX) {
        yaml_mistake(file, node, "more than %d rows", TABLE_ROWS_MAX);
        return;
    }
    struct field *fields = ARENA_ARRAY(tables->arena, struct field, node->count);
    size_t count = 0;
    for (const struct yaml *at = node->first; at != NULL; at = at->next) {
        if (!is_name(at->key->text))
            yaml_mistake(file, at->key, "a column's name may hold only a-z 0-9 _");
        else if (yaml_as_text(file, at, "a value", RECORD_VALUE_MAX, &fields[count].value))
            fields[count++].name = at->key->text;
    }
    struct str id = str_printf(tables->arena, "%zu", tables->count + 1);
    *ARENA_PUSH(tables->arena, tables->rows, tables->count, tables->capacity) =
        (struct record){.table = table, .id = id, .ver = 1, .fields = fields, .field_count = count};
}

void tables_read(struct tables *tables, const struct yaml_file *file, const struct yaml *map)
{
    if (map->kind != YAML_MAP) {
        yaml_mistake(file, map, "tables are written as \"name:\" with a list of rows below");
        return;
    }
    for (const struct yaml *at = map->first; at != NULL; at = at->next) {
        if (!is_name(at->key->text) || at->kind != YAML_LIST) {
            yaml_mistake(file, at, "a table is a list of rows");
            continue;
        }
        for (const struct yaml *row = at->first; row != NULL; row = row->next)
            read_row(tables, file, at->key->text, row);
    }
}

/* ---- looking up ---- */

static size_t words_held(struct arena *arena, struct str value, struct str words, size_t *total)
{
    struct str held = str_printf(arena, " " STR_FMT " ", STR_ARG(fold_text(arena, value)));
    struct str word;
    size_t count = 0;
    *total = 0;
    while (str_split(&words, ' ', &word)) {
        if (word.len == 0)
            continue;
        (*total)++;
        count += str_has(held, str_printf(arena, " " STR_FMT " ", STR_ARG(word)));
    }
    return count;
}

/* How well a row satisfies a key: 0 not at all. */
static size_t match(struct arena *arena, const struct record *row, const struct record_key *key)
{
    struct str value = record_value(row, key->column);
    struct str canonical = record_canonical(arena, value);
    struct str wanted = record_canonical(arena, key->value);
    size_t total, held;
    switch (key->match) {
    case RECORD_IS:
        return str_equal(canonical, wanted);
    case RECORD_ENDS:
        return wanted.len >= 4 && str_ends(canonical, wanted);
    case RECORD_WORDS:
        held = words_held(arena, value, key->value, &total);
        return held * 2 >= total ? held : 0;
    }
    return 0;
}

static size_t rank_of(struct arena *arena, const struct record *row, const struct record_key *keys,
                      size_t count)
{
    size_t rank = 1;
    for (size_t i = 0; i < count; i++) {
        size_t one = match(arena, row, &keys[i]);
        if (one == 0)
            return 0;
        rank += one;
    }
    return rank;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of struct lookup. */
static enum lookup_status find(void *ctx, struct str table, const struct record_key *keys,
                               size_t key_count, struct arena *arena, struct record *out,
                               size_t max, size_t *count)
{
    const struct tables *tables = ctx;
    size_t *ranks = ARENA_ARRAY(arena, size_t, max + 1);
    bool is_there = false;
    *count = 0;
    if (tables->is_down)
        return LOOKUP_UNAVAILABLE;
    for (size_t i = 0; i < tables->count; i++) {
        if (!str_equal(tables->rows[i].table, table))
            continue;
        is_there = true;
        size_t rank = rank_of(arena, &tables->rows[i], keys, key_count), at = *count;
        while (at > 0 && ranks[at - 1] < rank)
            at--;
        if (rank == 0 || at == max)
            continue;
        *count += *count < max;
        for (size_t j = *count - 1; j > at; j--) {
            out[j] = out[j - 1];
            ranks[j] = ranks[j - 1];
        }
        out[at] = tables->rows[i];
        ranks[at] = rank;
    }
    /* Ranks differ by words alone: rows with fewer of them than the best are another thing. */
    while (*count > 1 && ranks[*count - 1] < ranks[0])
        (*count)--;
    return is_there || str_is(table, "cases") ? LOOKUP_OK : LOOKUP_NO_TABLE;
}

struct lookup tables_lookup(struct tables *tables)
{
    return (struct lookup){tables, find};
}

/* ---- changing ---- */

static void set_field(struct tables *tables, struct record *row, struct field field)
{
    struct field *fields = ARENA_ARRAY(tables->arena, struct field, row->field_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < row->field_count; i++) {
        if (!str_equal(row->fields[i].name, field.name))
            fields[count++] = row->fields[i];
    }
    fields[count++] =
        (struct field){str_dup(tables->arena, field.name), str_dup(tables->arena, field.value)};
    row->fields = fields;
    row->field_count = count;
    row->ver++;
}

static void update_row(struct tables *tables, const struct row_update *update)
{
    for (size_t i = 0; i < tables->count; i++) {
        struct record *row = &tables->rows[i];
        if (!str_equal(row->table, update->table) || !str_equal(row->id, update->id))
            continue;
        for (size_t j = 0; j < update->field_count; j++)
            set_field(tables, row, update->fields[j]);
    }
}

static void open_case(struct tables *tables, const struct case_open *opened)
{
    struct record *row = ARENA_PUSH(tables->arena, tables->rows, tables->count, tables->capacity);
    *row = (struct record){.table = STR("cases"),
                           .id = str_printf(tables->arena, "%zu", tables->count)};
    set_field(tables, row, (struct field){STR("code"), opened->code});
    set_field(tables, row, (struct field){STR("kind"), str_view(case_kind_name(opened->kind))});
    set_field(tables, row, (struct field){STR("state"), STR("open")});
    set_field(tables, row, (struct field){STR("title"), opened->title});
}

static void update_case(struct tables *tables, const struct case_update *update)
{
    static const char *const states[] = {"", "open", "closed", "withdrawn"};
    for (size_t i = 0; i < tables->count; i++) {
        struct record *row = &tables->rows[i];
        if (str_is(row->table, "cases") && update->change != CASE_NOTE &&
            str_equal(record_value(row, STR("code")), update->code))
            set_field(tables, row, (struct field){STR("state"), str_view(states[update->change])});
    }
}

void tables_apply(struct tables *tables, const struct effect *effects, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (effects[i].kind == EFFECT_ROW_UPDATE)
            update_row(tables, &effects[i].row_update);
        else if (effects[i].kind == EFFECT_CASE_OPEN)
            open_case(tables, &effects[i].case_open);
        else if (effects[i].kind == EFFECT_CASE_UPDATE)
            update_case(tables, &effects[i].case_update);
    }
}
