#include "app/config.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "courier/courier.h"
#include "desk/calendar.h"
#include "dialogue/yaml.h"

enum type { TYPE_NUMBER, TYPE_RATE, TYPE_TEXT };

static bool is_calendar(struct hours_text text, struct err *err)
{
    struct hours *hours = HEAP_NEW(struct hours);
    bool ok = hours_parse(&text, hours, err);
    free(hours);
    return ok;
}

static bool are_hours(struct str value, struct err *err)
{
    return is_calendar((struct hours_text){.week = value}, err);
}

static bool are_days(struct str value, struct err *err)
{
    return is_calendar((struct hours_text){.closed = value}, err);
}

static bool are_special(struct str value, struct err *err)
{
    return is_calendar((struct hours_text){.special = value}, err);
}

static bool are_team_hours(struct str value, struct err *err)
{
    struct calendar *calendar = HEAP_NEW(struct calendar);
    struct hours_text general = {0};
    bool ok = calendar_parse(&general, value, calendar, err);
    free(calendar);
    return ok;
}

static bool is_request_url(struct str value, struct err *err)
{
    return value.len == 0 || courier_url_is_good(value, err);
}

static bool is_request_secret(struct str value, struct err *err)
{
    return value.len == 0 || value.len >= 16 ||
           err_set(err, ERR_INPUT, "request_secret has 16 characters at least");
}

static bool is_log_format(struct str value, struct err *err)
{
    return str_is(value, "text") || str_is(value, "json") ||
           err_set(err, ERR_INPUT, "log_format is text or json");
}

bool config_log_level(struct str name, enum log_level *level)
{
    static const char *const names[] = {"error", "warn", "info", "debug"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_is(name, names[i])) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

static bool is_log_level(struct str value, struct err *err)
{
    enum log_level level;
    return config_log_level(value, &level) ||
           err_set(err, ERR_INPUT, "log_level is error, warn, info or debug");
}

static bool is_color(struct str value, struct err *err)
{
    bool good = value.len == 0 || (value.len == 7 && value.data[0] == '#');
    for (size_t i = 1; good && i < value.len; i++)
        good = strchr("0123456789abcdefABCDEF", value.data[i]) != NULL;
    return good || err_set(err, ERR_INPUT, "brand_color is like #0d6b57");
}

static bool is_picture(struct str value, struct err *err)
{
    return value.len == 0 || str_starts(value, STR("/")) || str_starts(value, STR("https://")) ||
           err_set(err, ERR_INPUT, "brand_avatar begins with / or https://");
}

/* Texts that have a form of their own. */
static const struct check {
    const char *name;
    bool (*is_good)(struct str value, struct err *err);
} checks[] = {{"hours", are_hours},
              {"closed_days", are_days},
              {"special_days", are_special},
              {"team_hours", are_team_hours},
              {"request_url", is_request_url},
              {"request_secret", is_request_secret},
              {"log_format", is_log_format},
              {"log_level", is_log_level},
              {"brand_color", is_color},
              {"brand_avatar", is_picture}};

static const struct key {
    const char *name;
    enum type type;
    size_t at;
    const char *value; /* default */
    double min, max;   /* of numbers and rates; longest text */
    const char *help;
} keys[] = {
#define AT(member) offsetof(struct config, member)
    {"port", TYPE_NUMBER, AT(port), "8080", 0, 65535, "port to listen on; 0 takes any free one"},
    {"bind", TYPE_TEXT, AT(bind), "", 0, 64, "address to listen on; empty: all"},
    {"data", TYPE_TEXT, AT(data), "data", 0, 4000, "folder of the database"},
    {"content", TYPE_TEXT, AT(content), "", 0, 4000,
     "folder imported as a new release at start; empty: what is stored"},
    {"public_url", TYPE_TEXT, AT(public_url), "", 0, 255,
     "https://… as browsers see this server behind a proxy"},
    {"origins", TYPE_TEXT, AT(origins), "", 0, 4000,
     "sites that may use the widget, with commas: https://shop.vn"},
    {"trusted_proxies", TYPE_TEXT, AT(trusted_proxies), "", 0, 1000,
     "addresses whose X-Forwarded-For counts, with commas"},
    {"hours", TYPE_TEXT, AT(hours), "T2-CN 08:00-21:30", 0, 1000,
     "when people are there: T2-T6 08:00-12:00 13:00-17:30, T7 08:00-12:00; empty: always"},
    {"closed_days", TYPE_TEXT, AT(closed_days), "", 0, 1000,
     "days without people: tết, lễ, 2027-01-04, 2027-02-05..2027-02-11, 24-12, âm 15-07"},
    {"special_days", TYPE_TEXT, AT(special_days), "", 0, 2000,
     "days with hours of their own: 2026-12-26 08:00-12:00, âm 29-12 08:00-12:00"},
    {"team_hours", TYPE_TEXT, AT(team_hours), "", 0, 4000,
     "hours of a team or branch: bao-hanh = T2-T6 08:00-17:00; giao-hang = T2-CN 07:00-22:00"},
    {"request_url", TYPE_TEXT, AT(request_url), "", 0, 500,
     "where requests of flows go: https://shop.example/letan; empty: nowhere"},
    {"request_secret", TYPE_TEXT, AT(request_secret), "", 0, 200,
     "key of their signatures; better as LETAN_REQUEST_SECRET than in a file"},
    {"say_rate", TYPE_RATE, AT(say_rate), "1", 0.01, 1e6,
     "messages a second of one visitor, sustained"},
    {"say_burst", TYPE_NUMBER, AT(say_burst), "10", 1, 1e6, "messages of one visitor at once"},
    {"global_rate", TYPE_RATE, AT(global_rate), "2000", 1, 1e6,
     "messages a second of all visitors"},
    {"conversations_rate", TYPE_RATE, AT(conversations_rate), "60", 1, 1e6,
     "new conversations a minute of one address"},
    {"connections_max", TYPE_NUMBER, AT(connections_max), "20000", 1, 1e6, "open connections"},
    {"address_max", TYPE_NUMBER, AT(address_max), "500", 1, 1e6, "open sockets of one address"},
    {"address_rate", TYPE_RATE, AT(address_rate), "50", 1, 1e6,
     "new connections a second of one address"},
    {"workers", TYPE_NUMBER, AT(workers), "2", 1, 64, "threads that understand messages"},
    {"log_format", TYPE_TEXT, AT(log_format), "text", 0, 8, "text or json"},
    {"log_level", TYPE_TEXT, AT(log_level), "info", 0, 8, "error, warn, info or debug"},
    {"brand_name", TYPE_TEXT, AT(brand_name), "", 0, 80, "title of the chat; empty: the shop's"},
    {"brand_color", TYPE_TEXT, AT(brand_color), "", 0, 7, "colour of the chat and the help pages"},
    {"brand_avatar", TYPE_TEXT, AT(brand_avatar), "", 0, 400, "picture of who answers: an address"},
    {"brand_greeting", TYPE_TEXT, AT(brand_greeting), "", 0, 400, "first sentence of the chat"},
    {"brand_invite", TYPE_TEXT, AT(brand_invite), "", 0, 1000,
     "invitations, see docs/widget.md: after:20s /tivi* Dạ, mình cần tư vấn không ạ?"},
#undef AT
};

static bool is_good(const struct key *key, struct str value, struct err *err)
{
    for (size_t i = 0; i < COUNT(checks); i++) {
        if (strcmp(checks[i].name, key->name) == 0)
            return checks[i].is_good(value, err);
    }
    return true;
}

static void *place_in(struct config *config, const struct key *key)
{
    return (char *)config + key->at;
}

static const struct key *find_key(struct str name)
{
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (str_is(name, keys[i].name))
            return &keys[i];
    }
    return NULL;
}

static const char *nearest_key(struct str name)
{
    const char *names[COUNT(keys) + 1] = {NULL};
    for (size_t i = 0; i < COUNT(keys); i++)
        names[i] = keys[i].name;
    return yaml_nearest(name, names);
}

static bool read_rate(struct str text, double *out)
{
    char copy[64], *end;
    if (text.len == 0 || text.len >= sizeof(copy))
        return false;
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    *out = strtod(copy, &end);
    return *end == '\0' && isfinite(*out);
}

static bool set_value(struct config *config, const struct key *key, struct str value,
                      struct str *why)
{
    double number;
    if (key->type == TYPE_TEXT) {
        if ((double)value.len > key->max) {
            *why = str_printf(config->arena, "%s is longer than %g bytes", key->name, key->max);
            return false;
        }
        struct err err = {0};
        if (!is_good(key, str_trim(value), &err)) {
            *why = str_printf(config->arena, "%s", err.text);
            return false;
        }
        *(struct str *)place_in(config, key) = str_dup(config->arena, str_trim(value));
        return true;
    }
    if (!read_rate(str_trim(value), &number) || number < key->min || number > key->max ||
        (key->type == TYPE_NUMBER && number != floor(number))) {
        *why = str_printf(config->arena, "%s is a %snumber from %.10g to %.10g", key->name,
                          key->type == TYPE_NUMBER ? "whole " : "", key->min, key->max);
        return false;
    }
    if (key->type == TYPE_NUMBER)
        *(int64_t *)place_in(config, key) = (int64_t)number;
    else
        *(double *)place_in(config, key) = number;
    return true;
}

bool config_set(struct config *config, struct str name, struct str value, struct str *why)
{
    const struct key *key = find_key(name);
    if (key == NULL) {
        const char *nearest = nearest_key(name);
        *why = nearest == NULL
                   ? str_printf(config->arena,
                                "there is no setting \"" STR_FMT "\"; see letan serve --help",
                                STR_ARG(name))
                   : str_printf(config->arena,
                                "there is no setting \"" STR_FMT "\"; did you mean \"%s\"?",
                                STR_ARG(name), nearest);
        return false;
    }
    return set_value(config, key, value, why);
}

struct config config_default(struct arena *arena)
{
    struct config config = {.arena = arena};
    struct str why;
    for (size_t i = 0; i < COUNT(keys); i++)
        must(set_value(&config, &keys[i], str_view(keys[i].value), &why));
    return config;
}

void config_read_file(struct config *config, struct str path, struct str text,
                      struct report *report)
{
    struct yaml_file file = {path, text, config->arena, report};
    const struct yaml *root = yaml_parse(&file, text, 1);
    if (root == NULL)
        return;
    if (root->kind != YAML_MAP) {
        yaml_mistake(&file, root, "a configuration is \"key: value\" lines");
        return;
    }
    for (const struct yaml *member = root->first; member != NULL; member = member->next) {
        struct str why = {0};
        if (member->kind != YAML_TEXT)
            yaml_mistake(&file, member, "the value of \"" STR_FMT "\" is one text or number",
                         STR_ARG(member->key->text));
        else if (!config_set(config, member->key->text, member->text, &why))
            yaml_mistake(&file, member->key, STR_FMT, STR_ARG(why));
    }
}

void config_read_environment(struct config *config, char **environment, struct report *report)
{
    for (; *environment != NULL; environment++) {
        struct str rest = str_view(*environment), name = {0}, why = {0};
        if (!str_starts(rest, STR("LETAN_")) || !str_split(&rest, '=', &name))
            continue;
        char key[64];
        size_t len = name.len - 6 < sizeof(key) - 1 ? name.len - 6 : sizeof(key) - 1;
        for (size_t i = 0; i < len; i++) {
            char c = name.data[6 + i];
            key[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
        struct place place = {.file = str_dup(config->arena, name)};
        if (find_key((struct str){key, len}) == NULL)
            report_add(report, REPORT_WARNING, place, STR(""),
                       "this variable sets nothing; see letan serve --help");
        else if (!config_set(config, (struct str){key, len}, rest, &why))
            report_add(report, REPORT_ERROR, place, STR(""), STR_FMT, STR_ARG(why));
    }
}

/* The shortest form that reads back as the same number. */
static void print_rate(double rate, FILE *out)
{
    char text[32];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, rate);
        if (strtod(text, NULL) == rate)
            break;
    }
    fputs(text, out);
}

/* In double quotes, as YAML 1.2 §7.3.1 escapes: control bytes too, so that it stays one line. */
static void print_text(struct str text, FILE *out)
{
    fputc('"', out);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            fprintf(out, "\\x%02x", byte);
        else
            fputc(byte, out);
    }
    fputc('"', out);
}

static void print_value(struct config *config, const struct key *key, FILE *out)
{
    switch (key->type) {
    case TYPE_NUMBER:
        fprintf(out, "%" PRId64, *(int64_t *)place_in(config, key));
        return;
    case TYPE_RATE:
        print_rate(*(double *)place_in(config, key), out);
        return;
    case TYPE_TEXT:
        print_text(*(struct str *)place_in(config, key), out);
        return;
    }
}

void config_print(const struct config *config, FILE *out)
{
    struct config copy = *config;
    for (size_t i = 0; i < COUNT(keys); i++) {
        fprintf(out, "%s: ", keys[i].name);
        print_value(&copy, &keys[i], out);
        fputc('\n', out);
    }
}

struct str config_brand(const struct config *config)
{
    const struct {
        const char *name;
        struct str value;
    } members[] = {{"title", config->brand_name},
                   {"color", config->brand_color},
                   {"avatar", config->brand_avatar},
                   {"greeting", config->brand_greeting},
                   {"proactive", config->brand_invite}};
    struct strbuf out = strbuf_new(config->arena, 512);
    for (size_t i = 0; i < COUNT(members); i++) {
        if (members[i].value.len == 0)
            continue;
        strbuf_addf(&out, "%s\"%s\":", out.len == 0 ? "{" : ",", members[i].name);
        json_add_string(&out, members[i].value);
    }
    if (out.len > 0)
        strbuf_add_byte(&out, '}');
    return strbuf_view(&out);
}

void config_help(FILE *out)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        fprintf(out, "  --%-20s %s (%s)\n", keys[i].name, keys[i].help,
                keys[i].value[0] == '\0' ? "empty" : keys[i].value);
}
