/* Flows: what the loader refuses, what a new release does to one that is under way, requests. */
#include "content.h"

#include <stdio.h>
#include <string.h>

#include "dialogue/flow_run.h"
#include "dialogue/mood.h"

static const char rules[] = "intents:\n"
                            "  - id: dat-lich\n"
                            "    title: Đặt lịch\n"
                            "    patterns: [đặt lịch]\n"
                            "    examples: [đặt lịch giúp em, cho đặt lịch, hẹn lịch]\n"
                            "    answer: {flow: dat-lich}\n";

static const char begin[] = "flows:\n"
                            "  - id: dat-lich\n"
                            "    title: Đặt lịch\n"
                            "    slots:\n"
                            "      so: {type: number, min: 1, max: 9, title: số máy}\n"
                            "    steps:\n";

static struct rulebook *load_steps(struct arena *arena, const char *steps, struct report *report)
{
    struct content_file files[] = {
        {STR("intents/own.yml"), str_view(rules)},
        {STR("intents/flows/own.yml"), str_printf(arena, "%s%s", begin, steps)}};
    return load_files_with(arena, files, COUNT(files), report);
}

static bool says(const struct report *report, const char *words)
{
    for (size_t i = 0; i < report->count; i++) {
        if (str_has(report->problems[i].text, str_view(words)))
            return true;
    }
    return false;
}

static void refuses_what_cannot_work(void **state)
{
    static const struct {
        const char *steps, *says;
    } cases[] = {
        {"      - ask: mau\n        say: [Màu gì ạ?]\n", "this flow has no slot \"mau\""},
        {"      - ask: so\n", "nothing is said"},
        {"      - ask: so\n        say: ['Mấy {may} ạ?']\n", "nothing can fill {may}"},
        {"      - say: ['Dạ {so|tien} ạ.']\n", "there is no filter \"tien\""},
        {"      - go: dau\n", "there is no step \"dau\""},
        {"      - say: [Dạ]\n        go: end\n      - say: [Không tới]\n", "nothing leads to"},
        {"      - id: a\n        say: [Dạ]\n        go: a\n", "without an exit"},
        {"      - id: a\n        say: [Dạ]\n      - branch:\n          - {if: so > 2, go: a}\n",
         "without ever waiting"},
        {"      - branch:\n          - {if: so ở 2, go: end}\n", "is none of is, in"},
        {"      - branch:\n          - {if: mau is do, go: end}\n", "something unknown: \"mau\""},
        {"      - confirm: [Đúng chưa ạ?]\n", "when it comes to \"no\""},
        {"      - look_up: orders\n        where: {code: '{so}'}\n        none: end\n",
         "when it comes to \"down\""},
        {"      - look_up: orders\n        where: {phone: 'ends {so}'}\n        none: end\n        "
         "down: end\n",
         "other people's rows"},
        {"      - call: khac\n", "there is no flow \"khac\""},
        {"      - call: dat-lich\n", "too deeply, or in a circle"},
        {"      - answer: khong-co\n", "there is no article \"khong-co\""},
        {"      - case: chuyen\n", "case is one of"},
        {"      - asks: so\n", "this step does nothing"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct report report = report_new(arena);
        struct rulebook *rulebook = load_steps(arena, cases[i].steps, &report);
        if (!says(&report, cases[i].says)) {
            print_error("%s\nshould say: %s\n", cases[i].steps, cases[i].says);
            for (size_t j = 0; j < report.count; j++)
                print_error("  " STR_FMT "\n", STR_ARG(report.problems[j].text));
        }
        assert_true(says(&report, cases[i].says));
        assert_true(report.count > 0 && report.problems[0].place.line > 0);
        rulebook_unref(rulebook);
        arena_free(arena);
    }
}

/* A question that is asked anew on the way back waits, so it is no endless way round. */
static void going_back_to_a_question_waits(void **state)
{
    struct report report = report_new(*state);
    struct rulebook *rulebook = load_steps(*state,
                                           "      - id: hoi\n"
                                           "        ask: so\n"
                                           "        say: [Mấy máy ạ?]\n"
                                           "      - branch:\n"
                                           "          - {if: so > 5, go: hoi}\n"
                                           "          - {go: end}\n",
                                           &report);
    assert_non_null(rulebook);
    assert_int_equal(report.errors, 0);
    rulebook_unref(rulebook);
}

/* ---- one conversation ---- */

struct talk {
    struct arena *arena;
    struct rulebook *rulebook;
    struct str state;
};

static struct outcome turn_of(struct talk *talk, const char *words, const struct turn_event *event)
{
    struct outcome outcome;
    struct turn_input input = {.state = talk->state,
                               .text = str_view(words),
                               .locale = STR("vi"),
                               .channel = STR("web"),
                               .now_ms = INT64_C(1795489200000),
                               .people_open = true,
                               .code_seed = STR("0123456789abcdef0123456789abcdef")};
    if (event != NULL)
        input.event = *event;
    dialogue_turn(talk->rulebook, &input, talk->arena, &outcome);
    talk->state = outcome.state;
    return outcome;
}

static bool replies_with(const struct outcome *outcome, const char *words)
{
    return outcome->reply_count == 1 && str_has(outcome->replies[0].body, str_view(words));
}

static struct talk talk_with(struct arena *arena, const char *steps)
{
    struct report report = report_new(arena);
    struct talk talk = {arena, load_steps(arena, steps, &report), STR("")};
    for (size_t i = 0; i < report.count; i++)
        print_error(STR_FMT "\n", STR_ARG(report.problems[i].text));
    assert_non_null(talk.rulebook);
    return talk;
}

static const char two_questions[] = "      - id: hoi\n"
                                    "        ask: so\n"
                                    "        say: [Mấy máy ạ?]\n"
                                    "      - id: chac\n"
                                    "        confirm: ['{so} máy đúng không ạ?']\n"
                                    "        no: hoi\n"
                                    "      - say: [Xong ạ.]\n";

static const char renamed[] = "      - id: hoi\n"
                              "        ask: so\n"
                              "        say: [Mấy máy ạ?]\n"
                              "      - id: chac-chan\n"
                              "        confirm: ['Mình đặt {so} máy nhé ạ?']\n"
                              "        no: hoi\n"
                              "      - say: [Xong ạ.]\n";

static void a_new_release_goes_on_where_the_step_still_is(void **state)
{
    struct talk talk = talk_with(*state, two_questions);
    struct outcome got = turn_of(&talk, "đặt lịch", NULL);
    assert_true(replies_with(&got, "Mấy máy"));
    struct rulebook *old = talk.rulebook;
    talk.rulebook = talk_with(*state, renamed).rulebook;
    got = turn_of(&talk, "3", NULL);
    assert_true(replies_with(&got, "Mình đặt 3 máy"));
    rulebook_unref(old);
    rulebook_unref(talk.rulebook);
}

static void a_new_release_without_the_step_begins_again_with_what_is_known(void **state)
{
    struct talk talk = talk_with(*state, two_questions);
    turn_of(&talk, "đặt lịch", NULL);
    struct outcome got = turn_of(&talk, "3", NULL);
    assert_true(replies_with(&got, "3 máy đúng không"));
    struct rulebook *old = talk.rulebook;
    talk.rulebook = talk_with(*state, renamed).rulebook;
    got = turn_of(&talk, "đúng rồi", NULL);
    assert_true(replies_with(&got, "vừa được cập nhật"));
    assert_true(replies_with(&got, "Mình đặt 3 máy"));
    assert_str(got.flow, "dat-lich");
    rulebook_unref(old);
    rulebook_unref(talk.rulebook);
}

static void a_release_without_the_flow_ends_it_politely(void **state)
{
    struct talk talk = talk_with(*state, two_questions);
    turn_of(&talk, "đặt lịch", NULL);
    rulebook_unref(talk.rulebook);
    struct shop *shop = NULL;
    give_shop((void **)&shop);
    talk.rulebook = shop->rulebook;
    struct outcome got = turn_of(&talk, "3", NULL);
    assert_true(replies_with(&got, "vừa được cập nhật"));
    assert_int_equal(got.flow.len, 0);
    take_shop((void **)&shop);
}

/* ---- requests ---- */

static const char asks_outside[] = "      - request: ton-kho\n"
                                   "        body: {ma: 'A1'}\n"
                                   "        wait: true\n"
                                   "        say: [Em hỏi kho ạ.]\n"
                                   "        into: kho\n"
                                   "        take: [con, noi]\n"
                                   "        failed: hong\n"
                                   "      - say: ['Còn {kho.con} máy ở {kho.noi} ạ.']\n"
                                   "        go: end\n"
                                   "      - id: hong\n"
                                   "        say: [Kho chưa trả lời ạ.]\n";

static struct turn_event answer_to(const struct outcome *outcome, bool ok, const char *body)
{
    return (struct turn_event){.kind = EVENT_REQUEST,
                               .name = STR("ton-kho"),
                               .key = outcome->effects[0].request.key,
                               .ok = ok,
                               .body = str_view(body)};
}

static void an_answer_from_outside_goes_on(void **state)
{
    struct talk talk = talk_with(*state, asks_outside);
    struct outcome asked = turn_of(&talk, "đặt lịch", NULL);
    assert_true(replies_with(&asked, "Em hỏi kho"));
    assert_int_equal(asked.effect_count, 1);
    assert_int_equal(asked.effects[0].kind, EFFECT_REQUEST);
    assert_str(asked.effects[0].request.body, "{\"ma\":\"A1\"}");
    assert_true(asked.effects[0].request.deadline_ms > INT64_C(1795489200000));
    struct outcome waits = turn_of(&talk, "sao rồi em", NULL);
    assert_str(waits.flow, "dat-lich");
    struct turn_event event =
        answer_to(&asked, true, "{\"con\":4,\"noi\":\"Quận 10\",\"khac\":[1]}");
    struct outcome got = turn_of(&talk, "", &event);
    assert_true(replies_with(&got, "Còn 4 máy ở Quận 10"));
    got = turn_of(&talk, "", &event); /* the same again: nobody waits for it */
    assert_int_equal(got.reply_count, 0);
    rulebook_unref(talk.rulebook);
}

static void no_answer_is_said_honestly(void **state)
{
    static const struct {
        bool ok;
        const char *body;
    } answers[] = {{false, ""}, {true, "not JSON"}, {true, "[]"}};
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct talk talk = talk_with(*state, asks_outside);
        struct outcome asked = turn_of(&talk, "đặt lịch", NULL);
        struct turn_event event = answer_to(&asked, answers[i].ok, answers[i].body);
        struct outcome got = turn_of(&talk, "", &event);
        assert_true(replies_with(&got, "Kho chưa trả lời"));
        rulebook_unref(talk.rulebook);
    }
}

static void an_answer_to_something_else_changes_nothing(void **state)
{
    struct talk talk = talk_with(*state, asks_outside);
    turn_of(&talk, "đặt lịch", NULL);
    struct turn_event event = {.kind = EVENT_REQUEST, .key = STR("YC-OTHER"), .ok = true};
    struct outcome got = turn_of(&talk, "", &event);
    assert_int_equal(got.reply_count, 0);
    assert_str(got.flow, "dat-lich");
    rulebook_unref(talk.rulebook);
}

/* ---- small parts ---- */

/* ISO/IEC 7812-1: changing any one digit breaks the check. */
static void luhn_finds_every_single_slip(void **state)
{
    char digits[] = "490154203237518";
    (void)state;
    assert_true(slot_luhn_holds(str_view(digits)));
    for (size_t i = 0; i < strlen(digits); i++) {
        char right = digits[i];
        for (char wrong = '0'; wrong <= '9'; wrong++) {
            digits[i] = wrong;
            assert_int_equal(slot_luhn_holds(str_view(digits)), wrong == right);
        }
        digits[i] = right;
    }
}

static void days_are_counted_there_and_back(void **state)
{
    int64_t day;
    for (int64_t i = 0; i < 60000; i += 13) {
        assert_true(day_from_iso(day_to_iso(*state, i), &day));
        assert_int_equal(day, i);
    }
    assert_false(day_from_iso(STR("2026-02-30"), &day));
    assert_false(day_from_iso(STR("2026-13-01"), &day));
    assert_int_equal(day_of_ms(INT64_C(1795489200000)), 20781); /* 24 November 2026 in Vietnam */
}

static void mood_fades_and_stays_within_bounds(void **state)
{
    (void)state;
    assert_int_equal(mood_after(0, -60), -60);
    assert_int_equal(mood_after(-60, 0), -48);
    assert_int_equal(mood_after(-90, -90), MOOD_MIN);
    assert_int_equal(mood_after(90, 90), MOOD_MAX);
    int mood = MOOD_MIN;
    for (int i = 0; i < 40; i++)
        mood = mood_after(mood, 0);
    assert_true(mood > -5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(refuses_what_cannot_work),
        test_with_arena(going_back_to_a_question_waits),
        test_with_arena(a_new_release_goes_on_where_the_step_still_is),
        test_with_arena(a_new_release_without_the_step_begins_again_with_what_is_known),
        test_with_arena(a_release_without_the_flow_ends_it_politely),
        test_with_arena(an_answer_from_outside_goes_on),
        test_with_arena(no_answer_is_said_honestly),
        test_with_arena(an_answer_to_something_else_changes_nothing),
        test_with_arena(luhn_finds_every_single_slip),
        test_with_arena(days_are_counted_there_and_back),
        test_with_arena(mood_fades_and_stays_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
