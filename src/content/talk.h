/*
 * The inside of running talks: talks.c runs them, talk_turn.c makes one turn, talk_expect.c
 * compares.
 */
#ifndef CONTENT_TALK_H
#define CONTENT_TALK_H

#include <stdio.h>

#include "content/tables.h"
#include "content/talks.h"
#include "dialogue/turn.h"
#include "dialogue/yaml.h"

struct run {
    const struct rulebook *rulebook;
    const struct yaml_file *file;
    FILE *out;
    struct arena *arena;
    struct str name, locale, channel, state;
    struct tables tables;
    struct customer_known customer;
    struct str request; /* key of the last request made */
    int turns;
    int64_t now_ms;
    bool people_open;
    bool failed;
};

/* One turn of a talk, its expectations included. */
void talk_turn(struct run *run, const struct yaml *turn);

/* 2026-11-24T10:00:00 in Vietnam; false when it is no time. */
bool talk_time(struct str text, int64_t *ms);

/* Whether people are there: in talks from 8:00 to 21:30, every day. */
bool talk_is_open(int64_t now_ms);

/* Compares an outcome with what is expected; what differs goes to run->out. */
void talk_check(struct run *run, const struct yaml *expect, const struct outcome *outcome);

#endif
