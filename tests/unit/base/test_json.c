#include "check.h"

#include "base/json.h"

#include <string.h>

static bool parses(struct str text)
{
    struct err err = {0};
    json_t *object = json_parse_object(text, &json_limits_frame, &err);
    assert_int_equal(object == NULL, err.code != ERR_NONE);
    json_decref(object);
    return object != NULL;
}

static void only_bounded_objects_are_taken(void **state)
{
    (void)state;
    assert_true(parses(STR("{}")));
    assert_true(parses(STR("{\"a\":[1,2,{\"b\":\"[[[[[[[[[[[[{{{{\"}]}")));
    assert_true(parses(STR("{\"n\":9007199254740992}")));
    static const char *const refused[] = {
        "",
        "[]",
        "1",
        "\"x\"",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"n\":9007199254740993}",
        "{\"n\":1e999}",
        "nul",
        "{\"a\":[[[[[[[[1]]]]]]]]}",
        "{\"a\":\"\xff\"}",
        "{'a':1}",
        "]",
        "{\"a\":}",
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (parses(str_view(refused[i])))
            fail_msg("taken: %s", refused[i]);
    }
    assert_false(parses(STR("{\"a\":\"x\0y\"}")));
}

static void counts_are_limited_before_parsing(void **state)
{
    struct strbuf many = strbuf_new(*state, 1 << 16);
    strbuf_add_cstr(&many, "{\"a\":[");
    for (int i = 0; i < 10000; i++)
        strbuf_add_cstr(&many, "{},");
    strbuf_add_cstr(&many, "{}]}");
    assert_false(parses(strbuf_view(&many)));

    struct strbuf keys = strbuf_new(*state, 1 << 12);
    for (int i = 0; i < 65; i++)
        strbuf_addf(&keys, "%c\"k%d\":1", i == 0 ? '{' : ',', i);
    strbuf_add_byte(&keys, '}');
    assert_false(parses(strbuf_view(&keys)));
}

static void getters_name_the_field(void **state)
{
    (void)state;
    struct err err = {0};
    json_t *object = json_parse_object(STR("{\"s\":\"x\",\"i\":5,\"z\":null,\"b\":true}"),
                                       &json_limits_frame, &err);
    struct str s = {0};
    int64_t i = 0;
    bool b = false;
    assert_true(json_get_str(object, "s", &s, &err) && str_is(s, "x"));
    assert_true(json_get_int(object, "i", 0, 5, &i, &err) && i == 5);
    assert_true(json_opt_bool(object, "b", &b, &err) && b);
    assert_true(json_opt_str(object, "none", &s, &err) && json_opt_str(object, "z", &s, &err));
    assert_true(str_is(s, "x"));
    assert_false(json_get_str(object, "z", &s, &err));
    assert_non_null(strstr(err.text, "\"z\""));
    err = (struct err){0};
    assert_false(json_get_int(object, "i", 0, 4, &i, &err));
    assert_false(json_get_int(object, "s", 0, 4, &i, &(struct err){0}));
    assert_false(json_opt_bool(object, "s", &b, &(struct err){0}));
    json_decref(object);
}

/* What the appender writes must be what jansson reads back. */
static void an_appended_string_reads_back(void **state)
{
    struct strbuf text = strbuf_new(*state, 64);
    struct str hostile = STR("\"\\\b\f\n\r\t\x01\x1f</script>\xe2\x80\xa8 Đổi trả 🙂");
    strbuf_add_cstr(&text, "{\"s\":");
    json_add_string(&text, hostile);
    strbuf_add_byte(&text, '}');
    struct err err = {0};
    json_t *object = json_parse_object(strbuf_view(&text), &json_limits_frame, &err);
    struct str back = {0};
    assert_true(json_get_str(object, "s", &back, &err));
    assert_true(str_equal(back, hostile));
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_bounded_objects_are_taken),
        test_with_arena(counts_are_limited_before_parsing),
        cmocka_unit_test(getters_name_the_field),
        test_with_arena(an_appended_string_reads_back),
    };
    return cmocka_run_group_tests_name("base json", tests, NULL, NULL);
}
