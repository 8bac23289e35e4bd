/*
 * What every unit test includes: cmocka, and comparison of text views with readable failures.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

/* Compares a view with a C string; on failure cmocka prints both. */
#define assert_str(got, want)                                                                      \
    do {                                                                                           \
        struct arena *assert_arena = arena_new();                                                  \
        assert_string_equal(str_cstr(assert_arena, (got)), (want));                                \
        arena_free(assert_arena);                                                                  \
    } while (0)

/* Setup and teardown that give each test an arena as *state. */
static inline int give_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int take_arena(void **state)
{
    arena_free(*state);
    return 0;
}

#define test_with_arena(fn) cmocka_unit_test_setup_teardown(fn, give_arena, take_arena)

#endif
