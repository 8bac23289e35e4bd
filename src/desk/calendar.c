#include "desk/calendar.h"

#include <string.h>

static bool read_team(const struct hours_text *general, struct str entry, struct calendar *out,
                      struct err *err)
{
    struct str name = {0}, rest = entry;
    if (!str_split(&rest, '=', &name) || rest.data == NULL || str_trim(name).len == 0 ||
        str_trim(name).len > CALENDAR_NAME_MAX)
        return err_set(err, ERR_INPUT,
                       "team_hours: \"" STR_FMT "\" is not like bao-hanh = T2-T6 08:00-17:00",
                       STR_ARG(entry));
    if (out->team_count == CALENDAR_TEAMS_MAX)
        return err_set(err, ERR_LIMIT, "team_hours: more than %d teams", CALENDAR_TEAMS_MAX);
    name = str_trim(name);
    struct hours_text text = {str_trim(rest), general->closed, general->special};
    memcpy(out->teams[out->team_count].name, name.data, name.len);
    return hours_parse(&text, &out->teams[out->team_count++].hours, err);
}

bool calendar_parse(const struct hours_text *general, struct str teams, struct calendar *out,
                    struct err *err)
{
    struct str entry;
    memset(out, 0, sizeof(*out));
    if (!hours_parse(general, &out->general, err))
        return false;
    while (teams.len > 0 && str_split(&teams, ';', &entry)) {
        if (str_trim(entry).len > 0 && !read_team(general, str_trim(entry), out, err))
            return false;
    }
    return true;
}

const struct hours *calendar_of(const struct calendar *calendar, struct str name)
{
    for (int i = 0; i < calendar->team_count; i++) {
        if (str_is(name, calendar->teams[i].name))
            return &calendar->teams[i].hours;
    }
    return &calendar->general;
}
