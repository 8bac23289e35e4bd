/* Numbers that people read aloud, and the form in which codes are compared. */
#include "check.h"

#include "model/effect.h"
#include "model/record.h"

static void compares_codes_as_people_type_them(void **state)
{
    static const struct {
        const char *typed, *want;
    } cases[] = {
        {"dh 123-456", "DH123456"},
        {"DH123456", "DH123456"},
        {"0912.345.678", "0912345678"},
        {"+84 912 345 678", "0912345678"},
        {"84912345678", "0912345678"},
        {"8491", "8491"},
        {"(028) 3822 1234", "02838221234"},
        {"", ""},
        {"mã 5", "Mã5"},
        {"+84 0912345678", "+840912345678"},
    };
    struct arena *arena = *state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_str(record_canonical(arena, str_view(cases[i].typed)), cases[i].want);
}

static void comparing_twice_changes_nothing(void **state)
{
    static const char *const texts[] = {"+84 912.345.678", "bh/01-2", "84 84 912345678"};
    struct arena *arena = *state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str once = record_canonical(arena, str_view(texts[i]));
        assert_true(str_equal(record_canonical(arena, once), once));
    }
}

static void makes_codes_from_the_seed(void **state)
{
    struct arena *arena = *state;
    struct str seed = STR("0123456789abcdefFEDCBA9876543210");
    struct str first = effect_code(arena, STR("KN"), seed, 0);
    assert_int_equal(first.len, 9);
    assert_true(str_starts(first, STR("KN-")));
    assert_true(str_equal(effect_code(arena, STR("KN"), seed, 0), first));
    assert_false(str_equal(effect_code(arena, STR("KN"), seed, 1), first));
    for (size_t i = 3; i < first.len; i++) {
        assert_false(first.data[i] == '0' || first.data[i] == 'O' || first.data[i] == '1' ||
                     first.data[i] == 'I' || first.data[i] == 'L' || first.data[i] == 'U');
    }
}

static void names_can_be_read_back(void **state)
{
    enum case_kind kind;
    enum customer_field field;
    (void)state;
    for (int i = CASE_COMPLAINT; i <= CASE_ORDER; i++) {
        assert_true(case_kind_from_name(str_view(case_kind_name((enum case_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
    for (int i = CUSTOMER_NAME; i <= CUSTOMER_ADDRESS; i++) {
        assert_true(customer_field_from_name(str_view(customer_field_name((enum customer_field)i)),
                                             &field));
        assert_int_equal(field, i);
    }
    assert_false(case_kind_from_name(STR("nothing"), &kind));
    assert_false(customer_field_from_name(STR(""), &field));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(compares_codes_as_people_type_them),
        test_with_arena(comparing_twice_changes_nothing),
        test_with_arena(makes_codes_from_the_seed),
        cmocka_unit_test(names_can_be_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
