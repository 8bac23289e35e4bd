#include "check.h"

#include <string.h>

#include "base/map.h"
#include "base/must.h"
#include "base/table.h"

static void memory_is_zeroed_and_aligned_even_after_reset(void **state)
{
    struct arena *arena = *state;
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 5000; size += 37) {
            unsigned char *memory = arena_alloc(arena, size);
            assert_int_equal((uintptr_t)memory % 16, 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(memory[i], 0);
            memset(memory, 0xff, size);
        }
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
}

static void a_pushed_array_keeps_its_items(void **state)
{
    int *items = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 1000; i++)
        *ARENA_PUSH((struct arena *)*state, items, count, capacity) = i;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
}

static void a_map_finds_what_was_set_and_nothing_else(void **state)
{
    struct arena *arena = *state;
    struct map map = map_new(arena);
    assert_null(map_find(&map, STR("nothing yet")));
    for (int i = 0; i < 500; i++)
        map_set(&map, str_printf(arena, "key %d", i), str_cstr(arena, str_printf(arena, "%d", i)));
    map_set(&map, STR("key 7"), str_cstr(arena, STR("seven")));
    assert_int_equal(map.count, 500);
    assert_string_equal(map_find(&map, STR("key 7")), "seven");
    assert_string_equal(map_find(&map, STR("key 499")), "499");
    assert_null(map_find(&map, STR("key 500")));
    assert_null(map_find(&map, STR("")));

    size_t visited = 0;
    for (size_t cursor = 0; map_next(&map, &cursor) != NULL;)
        visited++;
    assert_int_equal(visited, 500);
}

/* A table must behave like the obvious model: an array of flags. */
static void a_table_agrees_with_a_simple_model(void **state)
{
    (void)state;
    enum { KEYS = 97, STEPS = 20000 };
    static int values[KEYS];
    bool is_set[KEYS] = {false};
    size_t count = 0;
    struct table *table = table_new();
    uint32_t random = 1;
    for (int i = 0; i < STEPS; i++) {
        random = random * 1664525u + 1013904223u; /* Numerical Recipes' generator */
        size_t key = (random >> 8) % KEYS;
        if ((random >> 24) & 1) {
            table_set_id(table, (int64_t)key, &values[key]);
            count += is_set[key] ? 0 : 1;
            is_set[key] = true;
        } else {
            assert_ptr_equal(table_remove_id(table, (int64_t)key),
                             is_set[key] ? &values[key] : NULL);
            count -= is_set[key] ? 1 : 0;
            is_set[key] = false;
        }
        assert_int_equal(table_count(table), count);
        assert_ptr_equal(table_find_id(table, (int64_t)key), is_set[key] ? &values[key] : NULL);
    }
    table_free(table);
    table_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(memory_is_zeroed_and_aligned_even_after_reset),
        test_with_arena(a_pushed_array_keeps_its_items),
        test_with_arena(a_map_finds_what_was_set_and_nothing_else),
        cmocka_unit_test(a_table_agrees_with_a_simple_model),
    };
    return cmocka_run_group_tests_name("base memory", tests, NULL, NULL);
}
