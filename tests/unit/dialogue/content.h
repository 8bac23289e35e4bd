/*
 * A small company for the dialogue's tests: the shop's own sentences and words, a few rules and
 * articles written here.
 */
#ifndef TESTS_UNIT_DIALOGUE_CONTENT_H
#define TESTS_UNIT_DIALOGUE_CONTENT_H

#include "check.h"
#include "dialogue/rulebook.h"
#include "dialogue/turn.h"

struct shop {
    struct arena *arena;
    struct rulebook *rulebook;
    struct str state; /* of the one conversation, from turn to turn */
    bool people_open;
    int64_t now_ms;
};

int give_shop(void **state);
int take_shop(void **state);

#define test_with_shop(fn) cmocka_unit_test_setup_teardown(fn, give_shop, take_shop)

/* The files of intents/messages.yml, company.yml, chung.yml and words/, then one of the caller's.
 */
struct rulebook *load_with(struct arena *arena, const char *path, const char *text,
                           struct report *report);

/* The same with rules of the caller's and one article. */
struct rulebook *load_article_with(struct arena *arena, const char *rules, const char *article,
                                   struct report *report);

/* The same with any files of the caller's. */
struct rulebook *load_files_with(struct arena *arena, const struct content_file *own, size_t count,
                                 struct report *report);

/* The next turn of the conversation; its state is kept. */
struct outcome say(struct shop *shop, const char *text);
struct outcome press(struct shop *shop, const char *payload);

/* All replies of a turn, with line ends between. */
struct str replies(struct shop *shop, const struct outcome *outcome);

#endif
