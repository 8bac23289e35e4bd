#include "dialogue/yaml.h"

#include <stdarg.h>
#include <string.h>

static const int64_t day_ms = 24 * 60 * 60 * (int64_t)1000;
static const int64_t vietnam_offset_ms = 7 * 60 * 60 * (int64_t)1000; /* UTC+7, no summer time */

struct place yaml_place(const struct yaml_file *file, const struct yaml *at)
{
    return (struct place){.file = file->path, .line = at->line, .column = at->column};
}

void yaml_mistake(const struct yaml_file *file, const struct yaml *at, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    report_add(file->report, REPORT_ERROR, yaml_place(file, at), file->source, "%s", text);
}

void yaml_warning(const struct yaml_file *file, const struct yaml *at, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    report_add(file->report, REPORT_WARNING, yaml_place(file, at), file->source, "%s", text);
}

/* Edit distance, both at most 32 bytes; longer ones are simply far apart. */
static size_t distance(struct str a, struct str b)
{
    enum { LONGEST = 32 };
    size_t row[LONGEST + 1];
    if (a.len > LONGEST || b.len > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = diagonal + (a.data[i - 1] != b.data[j - 1]);
            diagonal = row[j];
            size_t best = row[j - 1] < row[j] ? row[j - 1] : row[j];
            row[j] = best + 1 < change ? best + 1 : change;
        }
    }
    return row[b.len];
}

const char *yaml_nearest(struct str word, const char *const *candidates)
{
    const char *nearest = NULL;
    size_t best = 3;
    for (; *candidates != NULL; candidates++) {
        size_t far = distance(word, str_view(*candidates));
        if (far < best) {
            best = far;
            nearest = *candidates;
        }
    }
    return nearest;
}

static bool is_among(struct str word, const char *const *allowed)
{
    for (; *allowed != NULL; allowed++) {
        if (str_is(word, *allowed))
            return true;
    }
    return false;
}

bool yaml_check_map(const struct yaml_file *file, const struct yaml *node, const char *what,
                    const char *const *allowed)
{
    if (node->kind != YAML_MAP) {
        yaml_mistake(file, node, "%s must be written as \"key: value\" lines", what);
        return false;
    }
    for (const struct yaml *at = node->first; at != NULL; at = at->next) {
        if (is_among(at->key->text, allowed))
            continue;
        const char *nearest = yaml_nearest(at->key->text, allowed);
        if (nearest != NULL)
            yaml_mistake(file, at->key, "%s has no \"" STR_FMT "\"; did you mean \"%s\"?", what,
                         STR_ARG(at->key->text), nearest);
        else
            yaml_mistake(file, at->key, "%s has no \"" STR_FMT "\"", what, STR_ARG(at->key->text));
    }
    return true;
}

const struct yaml *yaml_find(const struct yaml *map, const char *key)
{
    for (const struct yaml *at = map->first; at != NULL; at = at->next) {
        if (str_is(at->key->text, key)) {
            bool is_nothing =
                at->kind == YAML_TEXT && at->is_plain &&
                (at->text.len == 0 || str_is(at->text, "null") || str_is(at->text, "~"));
            return is_nothing ? NULL : at;
        }
    }
    return NULL;
}

const struct yaml *yaml_need(const struct yaml_file *file, const struct yaml *map, const char *what,
                             const char *key)
{
    const struct yaml *found = yaml_find(map, key);
    if (found == NULL)
        yaml_mistake(file, map, "%s needs \"%s\"", what, key);
    return found;
}

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
            return true;
    }
    return false;
}

bool yaml_as_text(const struct yaml_file *file, const struct yaml *node, const char *what,
                  size_t max, struct str *out)
{
    if (node->kind != YAML_TEXT) {
        yaml_mistake(file, node,
                     "%s must be one text; quote it if it holds \": \" or begins with "
                     "a sign such as [ { *",
                     what);
        return false;
    }
    struct str text = str_trim(node->text);
    if (text.len == 0)
        yaml_mistake(file, node, "%s is empty", what);
    else if (text.len > max)
        yaml_mistake(file, node, "%s has %zu bytes; at most %zu are possible", what, text.len, max);
    else if (has_control(text))
        yaml_mistake(file, node, "%s holds a control character", what);
    else {
        *out = text;
        return true;
    }
    return false;
}

static bool is_id(struct str text)
{
    if (text.len == 0 || text.len > 64)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '-')
            return false;
    }
    return true;
}

bool yaml_as_id(const struct yaml_file *file, const struct yaml *node, const char *what,
                struct str *out)
{
    struct str text = {0};
    if (!yaml_as_text(file, node, what, YAML_FILE_MAX, &text))
        return false;
    if (!is_id(text)) {
        yaml_mistake(file, node, "%s may hold only a-z, 0-9 and -, at most 64 of them", what);
        return false;
    }
    *out = text;
    return true;
}

void yaml_get_text(const struct yaml_file *file, const struct yaml *map, const char *key,
                   size_t max, struct str *out)
{
    const struct yaml *node = yaml_find(map, key);
    if (node != NULL)
        (void)yaml_as_text(file, node, key, max, out);
}

void yaml_get_bool(const struct yaml_file *file, const struct yaml *map, const char *key, bool *out)
{
    const struct yaml *node = yaml_find(map, key);
    if (node == NULL)
        return;
    bool is_true = node->kind == YAML_TEXT && node->is_plain && str_is(node->text, "true");
    bool is_false = node->kind == YAML_TEXT && node->is_plain && str_is(node->text, "false");
    if (is_true || is_false)
        *out = is_true;
    else
        yaml_mistake(file, node, "%s must be true or false", key);
}

void yaml_get_int(const struct yaml_file *file, const struct yaml *map, const char *key,
                  struct yaml_range range, int64_t *out)
{
    const struct yaml *node = yaml_find(map, key);
    if (node == NULL)
        return;
    struct str digits = node->text;
    bool is_negative = digits.len > 1 && digits.data[0] == '-';
    if (is_negative)
        digits = str_sub(digits, 1, digits.len);
    int64_t value = 0;
    bool ok = node->kind == YAML_TEXT && node->is_plain && str_to_int(digits, 0, INT32_MAX, &value);
    if (is_negative)
        value = -value;
    if (ok && value >= range.min && value <= range.max)
        *out = value;
    else
        yaml_mistake(file, node, "%s must be a whole number from %lld to %lld", key,
                     (long long)range.min, (long long)range.max);
}

/* Days since 1970-01-01 of a date in the Gregorian calendar (Howard Hinnant, days_from_civil). */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool day_from_text(struct str text, int64_t *days)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t year, month, day;
    if (text.len != 10 || text.data[4] != '-' || text.data[7] != '-' ||
        !str_to_int(str_sub(text, 0, 4), 1970, 2200, &year) ||
        !str_to_int(str_sub(text, 5, 7), 1, 12, &month) ||
        !str_to_int(str_sub(text, 8, 10), 1, lengths[month - 1], &day))
        return false;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month == 2 && day == 29 && !is_leap)
        return false;
    *days = days_from_civil(year, month, day);
    return true;
}

void yaml_get_day(const struct yaml_file *file, const struct yaml *map, const char *key,
                  int64_t *out)
{
    const struct yaml *node = yaml_find(map, key);
    int64_t days;
    if (node == NULL)
        return;
    if (node->kind == YAML_TEXT && day_from_text(str_trim(node->text), &days))
        *out = days * day_ms - vietnam_offset_ms;
    else
        yaml_mistake(file, node, "%s must be a day written as 2026-01-31", key);
}

void yaml_get_texts(const struct yaml_file *file, const struct yaml *map, const char *key,
                    struct yaml_size max, struct yaml_texts *out)
{
    const struct yaml *node = yaml_find(map, key);
    if (node == NULL)
        return;
    if (node->kind == YAML_MAP) {
        yaml_mistake(file, node, "%s must be a list: one line each, beginning with \"- \"", key);
        return;
    }
    const struct yaml *at = node->kind == YAML_LIST ? node->first : node;
    size_t room = node->kind == YAML_LIST ? node->count : 1;
    if (room > max.items) {
        yaml_mistake(file, node, "%s has %zu entries; at most %zu are possible", key, room,
                     max.items);
        room = max.items;
    }
    out->items = ARENA_ARRAY(file->arena, struct str, room);
    out->places = ARENA_ARRAY(file->arena, struct place, room);
    for (out->count = 0; at != NULL && out->count < room;
         at = node->kind == YAML_LIST ? at->next : NULL) {
        struct str text = {0};
        if (!yaml_as_text(file, at, key, max.bytes, &text)) {
            room--;
            continue;
        }
        out->items[out->count] = text;
        out->places[out->count++] = yaml_place(file, at);
    }
}
