/*
 * The Vietnamese lunar calendar, computed: months begin on the day of the new moon in Vietnam
 * (UTC+7), the eleventh holds the winter solstice, and a year of thirteen repeats the first month
 * without a major solar term. Astronomy by J. Meeus, Astronomical Algorithms, 2nd ed., chapters 25
 * and 49: exact to about a minute, good for 1900 to 2100. Days are counted from 1970-01-01. Pure.
 */
#ifndef DESK_LUNAR_H
#define DESK_LUNAR_H

#include <stdbool.h>

/* The day on which day 1..30 of month 1..12 (the first of two, if it is repeated) of the lunar year
 * falls that begins in this year of the Gregorian calendar. Day 30 of a month of 29 days is its
 * last day. lunar_day(2026, 1, 1) is Tết, 2026-02-17. */
int lunar_day(int year, int month, int day);

/* The last day before Tết: 30 or 29 tháng Chạp of the year before. */
int lunar_new_years_eve(int year);

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
int solar_day(int year, int month, int day);

#endif
