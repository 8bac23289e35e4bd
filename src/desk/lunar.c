#include "desk/lunar.h"

#include <math.h>
#include <stddef.h>

#include "base/must.h"

enum { EPOCH_JDN = 2440588 /* Julian day number of 1970-01-01 */, MONTHS_MAX = 15 };

static const double pi = 3.14159265358979323846;
static const double month_days = 29.530588861;
static const double zone_days = 7.0 / 24.0;

/* Howard Hinnant's days_from_civil. */
int solar_day(int year, int month, int day)
{
    year -= month <= 2;
    int era = year / 400, of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static double sin_deg(double degrees)
{
    return sin(fmod(degrees, 360.0) * pi / 180.0);
}

/* Terrestrial time minus universal time, in days; Espenak and Meeus, for 1900 to 2100 within what
 * matters here (some seconds). */
static double delta_t(double year)
{
    double t = year - 2000;
    double seconds =
        year < 1986 ? 45.45 + 1.067 * (year - 1975) : 62.92 + 0.32217 * t + 0.005589 * t * t;
    if (year < 1950)
        seconds = 29;
    return seconds / 86400.0;
}

/* ---- new moons (chapter 49) ---- */

/* Coefficient in days, power of E, multiples of M, M', F. */
static const struct {
    double days;
    int e, m, moon, f;
} periodic[] = {
    {-0.40720, 0, 0, 1, 0},   {0.17241, 1, 1, 0, 0},   {0.01608, 0, 0, 2, 0},
    {0.01039, 0, 0, 0, 2},    {0.00739, 1, -1, 1, 0},  {-0.00514, 1, 1, 1, 0},
    {0.00208, 2, 2, 0, 0},    {-0.00111, 0, 0, 1, -2}, {-0.00057, 0, 0, 1, 2},
    {0.00056, 1, 1, 2, 0},    {-0.00042, 0, 0, 3, 0},  {0.00042, 1, 1, 0, 2},
    {0.00038, 1, 1, 0, -2},   {-0.00024, 1, -1, 2, 0}, {-0.00007, 0, 2, 1, 0},
    {0.00004, 0, 0, 2, -2},   {0.00004, 0, 3, 0, 0},   {0.00003, 0, 1, 1, -2},
    {0.00003, 0, 0, 2, 2},    {-0.00003, 0, 1, 1, 2},  {0.00003, 0, -1, 1, 2},
    {-0.00002, 0, -1, 1, -2}, {-0.00002, 0, 1, 3, 0},  {0.00002, 0, 0, 4, 0},
};

/* The planets' part: at k = 0, per lunation, in days. */
static const double planets[][3] = {
    {299.77, 0.107408, 0.000325},  {251.88, 0.016321, 0.000165}, {251.83, 26.651886, 0.000164},
    {349.42, 36.412478, 0.000126}, {84.66, 18.206239, 0.000110}, {141.74, 53.303771, 0.000062},
    {207.14, 2.453732, 0.000060},  {154.84, 7.306860, 0.000056}, {34.52, 27.261239, 0.000047},
    {207.19, 0.121824, 0.000042},  {291.34, 1.844379, 0.000040}, {161.72, 24.198154, 0.000037},
    {239.56, 25.513099, 0.000035}, {331.55, 3.592518, 0.000023},
};

/* The day in Vietnam of the k-th new moon after that of 2000-01-06. */
static int new_moon(int number)
{
    double k = number, t = k / 1236.85, t2 = t * t;
    double e = 1 - 0.002516 * t - 0.0000074 * t2;
    double m = 2.5534 + 29.10535670 * k - 0.0000014 * t2;
    double moon = 201.5643 + 385.81693528 * k + 0.0107582 * t2;
    double f = 160.7108 + 390.67050284 * k - 0.0016118 * t2;
    double node = 124.7746 - 1.56375588 * k + 0.0020672 * t2;
    double jde = 2451550.09766 + month_days * k + 0.00015437 * t2 - 0.00017 * sin_deg(node);
    for (size_t i = 0; i < COUNT(periodic); i++)
        jde += periodic[i].days * pow(e, periodic[i].e) *
               sin_deg(periodic[i].m * m + periodic[i].moon * moon + periodic[i].f * f);
    for (size_t i = 0; i < COUNT(planets); i++)
        jde += planets[i][2] * sin_deg(planets[i][0] + planets[i][1] * k);
    double local = jde - delta_t(2000 + (jde - 2451545.0) / 365.25) + zone_days;
    return (int)floor(local + 0.5) - EPOCH_JDN;
}

/* ---- the sun (chapter 25) ---- */

/* Which twelfth of its way the sun is in as the day begins in Vietnam: 9 from the winter solstice.
 */
static int sun_sector(int day)
{
    double jd = day + EPOCH_JDN - 0.5 - zone_days;
    double t = (jd + delta_t(2000 + (jd - 2451545.0) / 365.25) - 2451545.0) / 36525.0;
    double m = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
    double longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t +
                       (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin_deg(m) +
                       (0.019993 - 0.000101 * t) * sin_deg(2 * m) + 0.000289 * sin_deg(3 * m) -
                       0.00569 - 0.00478 * sin_deg(125.04 - 1934.136 * t);
    longitude = fmod(longitude, 360.0);
    if (longitude < 0)
        longitude += 360.0;
    return (int)(longitude / 30.0);
}

/* ---- months ---- */

/* The number of the new moon that begins the eleventh month, which holds the winter solstice. */
static int eleventh_month(int year)
{
    int last = solar_day(year, 12, 31);
    int k = (int)floor((last - solar_day(2000, 1, 6)) / month_days) + 1;
    while (new_moon(k) > last)
        k--;
    return sun_sector(new_moon(k)) >= 9 ? k - 1 : k;
}

/* How many months after the eleventh (start) the repeated one begins, when there are thirteen to
 * the next eleventh (end); else more than there can be. */
static int repeated_month(int start, int end)
{
    for (int i = 1; end - start == 13 && i < 13; i++) {
        if (sun_sector(new_moon(start + i)) == sun_sector(new_moon(start + i + 1)))
            return i;
    }
    return MONTHS_MAX;
}

/* The number of the new moon that begins a month (1..12) of the lunar year that begins in year. */
static int month_number(int year, int month)
{
    int of = month >= 11 ? year : year - 1; /* the year of the eleventh month before it */
    int start = eleventh_month(of), end = eleventh_month(of + 1);
    int after = month >= 11 ? month - 11 : month + 1;
    return start + after + (repeated_month(start, end) <= after);
}

int lunar_day(int year, int month, int day)
{
    must(month >= 1 && month <= 12 && day >= 1 && day <= 30);
    int k = month_number(year, month);
    int first = new_moon(k), next = new_moon(k + 1);
    return first + day - 1 < next ? first + day - 1 : next - 1;
}

int lunar_new_years_eve(int year)
{
    return lunar_day(year, 1, 1) - 1;
}
