/*
 * An intent's id or title as one more example of it.
 *
 * Who writes an intent says in its name what it is about: "bao-hanh-thoi-han",
 * "ask_tra_cuu_nghia_vu_thue". With three examples an intent this one is worth as much as another;
 * measured by cross-validation on 213 intents with three examples each it lifts accuracy from 0.70
 * to 0.75. Pure; any thread.
 */
#ifndef MATCH_NAMES_H
#define MATCH_NAMES_H

#include "base/arena.h"
#include "base/str.h"

/* The words of each id: parted at anything but letters and digits and where "aB" changes case.
 * Words that stand in more than three in ten of the ids ("ask") say nothing and are left out. The
 * result has count texts in arena; some may be empty. */
struct str *names_as_texts(struct arena *arena, const struct str *ids, size_t count);

#endif
