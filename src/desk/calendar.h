/*
 * The calendars of a company: the general one, and those of teams and branches that differ in their
 * week. Closed and special days are everybody's. Pure.
 */
#ifndef DESK_CALENDAR_H
#define DESK_CALENDAR_H

#include "desk/hours.h"

enum { CALENDAR_TEAMS_MAX = 16, CALENDAR_NAME_MAX = 40 };

struct calendar {
    struct hours general;
    struct {
        char name[CALENDAR_NAME_MAX + 1];
        struct hours hours;
    } teams[CALENDAR_TEAMS_MAX];
    int team_count;
};

/* teams: "bao-hanh = T2-T6 08:00-17:00; giao-hang = T2-CN 07:00-22:00". ERR_INPUT, ERR_LIMIT. */
NODISCARD bool calendar_parse(const struct hours_text *general, struct str teams,
                              struct calendar *out, struct err *err);

/* The hours of a team or branch; the general ones for a name without its own. */
const struct hours *calendar_of(const struct calendar *calendar, struct str name);

#endif
