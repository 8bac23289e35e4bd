/* Frames from outside: what is taken, what is refused and with which code. */
#include "check.h"

#include "channel/web.h"

typedef bool decode_fn(struct str, struct arena *, struct channel_frame *, struct channel_error *);

static void frames_are_read(void **state)
{
    struct channel_frame frame;
    struct channel_error error;
    assert_true(web_decode(
        STR("{\"type\":\"hello\",\"token\":null,\"last_seq\":3,\"page\":\"https://a.vn/\","
            "\"locale\":\"en-GB\",\"later\":{\"x\":[1]}}"),
        *state, &frame, &error));
    assert_int_equal(frame.verb, VERB_HELLO);
    assert_int_equal(frame.seq, 3);
    assert_str(frame.locale, "en");
    assert_str(frame.page, "https://a.vn/");
    assert_true(web_decode(STR("{\"type\":\"say\",\"client_id\":\"a-1_Z\",\"text\":\"d\\u1ea1\"}"),
                           *state, &frame, &error));
    assert_int_equal(frame.verb, VERB_SAY);
    assert_str(frame.text, "dạ");
    assert_str(frame.client_id, "a-1_Z");
    assert_true(web_decode(
        STR("{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"x\",\"payload\":\"handover\"}"),
        *state, &frame, &error));
    assert_str(frame.payload, "handover");
    assert_true(web_decode(STR("{\"type\":\"bye\",\"forget\":true}"), *state, &frame, &error));
    assert_true(frame.forget);
    assert_true(web_decode_desk(STR("{\"type\":\"take\"}"), *state, &frame, &error));
    assert_int_equal(frame.verb, VERB_TAKE);
    assert_int_equal(frame.conversation.len, 0);
}

static void refusals_have_their_codes(void **state)
{
    static const struct {
        decode_fn *decode;
        const char *bytes, *code, *field;
    } cases[] = {
        {web_decode, "", "bad_json", ""},
        {web_decode, "[]", "bad_json", ""},
        {web_decode, "{\"type\":\"ping\"} x", "bad_json", ""},
        {web_decode, "{\"type\":\"ping\",\"type\":\"ping\"}", "bad_json", ""},
        {web_decode, "{\"type\":\"ping\",\"x\":\"\xff\"}", "bad_json", ""},
        {web_decode, "{\"type\":\"ping\",\"x\":1e999}", "bad_json", ""},
        {web_decode, "{}", "bad_field", "type"},
        {web_decode, "{\"type\":7}", "bad_field", "type"},
        {web_decode, "{\"type\":\"take\"}", "unknown_type", ""},
        {web_decode_desk, "{\"type\":\"rate\",\"score\":5}", "unknown_type", ""},
        {web_decode, "{\"type\":\"say\",\"text\":\"a\"}", "bad_field", "client_id"},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"\",\"text\":\"a\"}", "bad_field",
         "client_id"},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a b\",\"text\":\"a\"}", "bad_field",
         "client_id"},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a\"}", "bad_field", "text"},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"a\\u0000b\"}", "bad_text",
         ""},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"a\\ud83d\"}", "bad_text",
         ""},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"\\udc00\\ud800\"}",
         "bad_text", ""},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"a\tb\"}", "bad_text", ""},
        {web_decode, "{\"type\":\"say\",\"text\":\"\\\\u0000\",}", "bad_json", ""},
        {web_decode, "{\"type\":\"say\",\"text\":\"\\ud83d\\ude00\",}", "bad_json", ""},
        {web_decode, "{\"type\":\"say\",\"text\":\"\\u00", "bad_json", ""},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"a\\u001bb\"}", "bad_text",
         ""},
        {web_decode, "{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"a\",\"author\":\"agent\"}",
         "forbidden_field", "author"},
        {web_decode, "{\"type\":\"seen\",\"seq\":1.5}", "bad_field", "seq"},
        {web_decode, "{\"type\":\"seen\",\"seq\":-1}", "bad_field", "seq"},
        {web_decode, "{\"type\":\"rate\",\"score\":0}", "bad_field", "score"},
        {web_decode, "{\"type\":\"history\",\"before\":0}", "bad_field", "before"},
        {web_decode, "{\"type\":\"hello\",\"token\":7}", "bad_field", "token"},
        {web_decode, "{\"type\":\"bye\",\"forget\":1}", "bad_field", "forget"},
        {web_decode_desk, "{\"type\":\"say\",\"client_id\":\"a\",\"text\":\"a\"}", "bad_field",
         "conversation"},
        {web_decode_desk, "{\"type\":\"hello\"}", "bad_field", "ticket"},
        {web_decode_desk, "{\"type\":\"callback_done\",\"id\":0}", "bad_field", "id"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct channel_frame frame;
        struct channel_error error = {0};
        bool ok = cases[i].decode(str_view(cases[i].bytes), *state, &frame, &error);
        if (cases[i].field == NULL) { /* either answer is right; it must only not crash */
            assert_true(ok || error.fault != FAULT_NONE);
            continue;
        }
        if (ok)
            print_error("%s was taken\n", cases[i].bytes);
        assert_false(ok);
        assert_string_equal(channel_fault_code(error.fault), cases[i].code);
        if (cases[i].field[0] != '\0')
            assert_str(error.field, cases[i].field);
    }
}

static void depth_size_and_count_are_bounded(void **state)
{
    struct strbuf deep = strbuf_new(*state, 4096);
    struct channel_frame frame;
    struct channel_error error;
    strbuf_add_cstr(&deep, "{\"type\":\"ping\",\"x\":");
    for (int i = 0; i < 500; i++)
        strbuf_add_byte(&deep, '[');
    for (int i = 0; i < 500; i++)
        strbuf_add_byte(&deep, ']');
    strbuf_add_byte(&deep, '}');
    assert_false(web_decode(strbuf_view(&deep), *state, &frame, &error));
    assert_int_equal(error.fault, FAULT_BAD_JSON);

    struct strbuf id = strbuf_new(*state, 4096);
    strbuf_add_cstr(&id, "{\"type\":\"say\",\"text\":\"a\",\"client_id\":\"");
    for (int i = 0; i < CHANNEL_CLIENT_ID_MAX + 1; i++)
        strbuf_add_byte(&id, 'a');
    strbuf_add_cstr(&id, "\"}");
    assert_false(web_decode(strbuf_view(&id), *state, &frame, &error));
    assert_int_equal(error.fault, FAULT_BAD_FIELD);
}

static void text_is_visible_and_not_too_long(void **state)
{
    struct channel_error error = {0};
    struct strbuf text = strbuf_new(*state, CHANNEL_TEXT_MAX + 2);
    assert_false(web_check_text(STR(" \n "), &error));
    assert_int_equal(error.fault, FAULT_EMPTY_MESSAGE);
    while (text.len < CHANNEL_TEXT_MAX)
        strbuf_add_byte(&text, 'a');
    assert_true(web_check_text(strbuf_view(&text), &error));
    strbuf_add_byte(&text, 'a');
    assert_false(web_check_text(strbuf_view(&text), &error));
    assert_int_equal(error.fault, FAULT_MESSAGE_TOO_LONG);
    assert_int_equal(error.len, CHANNEL_TEXT_MAX + 1);
}

static void errors_speak_both_languages(void **state)
{
    for (enum channel_fault fault = FAULT_BAD_JSON; fault <= FAULT_STALE; fault++) {
        struct channel_error error = {
            .fault = fault, .field = STR("<\"x\">"), .client_id = STR("c1")};
        struct strbuf out = strbuf_new(*state, 256);
        web_encode_error(&error, &out);
        struct str frame = strbuf_view(&out);
        assert_true(str_has(frame, str_view(channel_fault_code(fault))));
        bool for_staff = fault >= FAULT_NOT_ALLOWED;
        assert_true(str_has(frame, for_staff ? STR("\"text\":\"") : STR("\"text\":\"Dạ, ")));
        assert_true(str_has(frame, STR("\"text_en\":\"")));
        assert_true(str_has(frame, STR("\"client_id\":\"c1\"")));
        assert_false(str_has(frame, STR("\"\"x\"\"")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(frames_are_read),
        test_with_arena(refusals_have_their_codes),
        test_with_arena(depth_size_and_count_are_bounded),
        test_with_arena(text_is_visible_and_not_too_long),
        test_with_arena(errors_speak_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
