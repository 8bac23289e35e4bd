/*
 * What can be set: built-in defaults < letan.yml < LETAN_* environment < flags. One table says all
 * of it: names, types, defaults, help. (docs/install.md has the same table; a test compares them.)
 */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include <stdio.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/report.h"
#include "base/str.h"

struct config {
    struct arena *arena;
    int64_t port, connections_max, address_max, workers, say_burst;
    double say_rate, global_rate, address_rate, conversations_rate;
    struct str bind, data, content, public_url, origins, trusted_proxies, hours, closed_days,
        special_days, team_hours, request_url, request_secret;
    struct str log_format, log_level;
    struct str brand_name, brand_color, brand_avatar, brand_greeting, brand_invite;
};

/* Defaults. Texts live in arena. */
struct config config_default(struct arena *arena);

/* letan.yml: a map of the keys; unknown keys and wrong values go to the report with their place. */
void config_read_file(struct config *config, struct str path, struct str text,
                      struct report *report);

/* LETAN_PORT, LETAN_SAY_RATE …; an unknown LETAN_* variable is a warning. */
void config_read_environment(struct config *config, char **environment, struct report *report);

/* One key by name; false with the sentence in *why. */
bool config_set(struct config *config, struct str key, struct str value, struct str *why);

/* All keys with their values, as a letan.yml. */
void config_print(const struct config *config, FILE *out);

/* "error", "warn", "info", "debug"; false for another word. */
bool config_log_level(struct str name, enum log_level *level);

/* The brand_* settings as the JSON object that web-widget/loader.js takes, in the config's arena;
 * empty when none is set. */
struct str config_brand(const struct config *config);

/* The table for --help. */
void config_help(FILE *out);

#endif
