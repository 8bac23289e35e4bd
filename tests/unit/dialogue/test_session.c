/* What the bot remembers: it survives being written and read, and nothing else gets in. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "dialogue/session.h"
#include "model/outcome.h"

/* xorshift64*, Vigna 2016. */
static size_t below(uint64_t *seed, size_t limit)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (size_t)((*seed * UINT64_C(2685821657736338717)) >> 33) % limit;
}

/* Words with everything that JSON must escape. */
static struct str words(struct arena *arena, uint64_t *seed, size_t most)
{
    static const char *const pieces[] = {"bảo hành", "\"", "\\", "\n", "\t", "😀", "{}", "x", " "};
    struct strbuf out = strbuf_new(arena, 64);
    for (size_t n = below(seed, 8); n > 0; n--) {
        const char *piece = pieces[below(seed, COUNT(pieces))];
        if (out.len + strlen(piece) <= most)
            strbuf_add_cstr(&out, piece);
    }
    return strbuf_view(&out);
}

static struct session any_session(struct arena *arena, uint64_t *seed)
{
    struct session session = {.turns = (int64_t)below(seed, 1000),
                              .unsure = (int)below(seed, 3),
                              .offer = (enum offer)below(seed, OFFER_BUTTON + 1),
                              .button = words(arena, seed, 80),
                              .intent = words(arena, seed, 64),
                              .article = words(arena, seed, 64),
                              .has_answered = below(seed, 2) == 0,
                              .has_locale = below(seed, 2) == 0};
    if (session.has_locale)
        session.locale = below(seed, 2) == 0 ? LOCALE_VI : LOCALE_EN;
    if (session.offer == OFFER_PHONE)
        session.wanted = (enum handoff_reason)below(seed, HANDOFF_HOURS + 1);
    for (size_t n = below(seed, SESSION_CHOICES + 1); session.choice_count < n;)
        session.choices[session.choice_count++] = words(arena, seed, 80);
    for (size_t n = below(seed, 12), i = 0; i < n; i++)
        session_add_text(&session, words(arena, seed, 500), words(arena, seed, 64));
    for (size_t n = below(seed, 12), i = 0; i < n; i++)
        session_next_variant(&session, str_printf(arena, "key %zu", below(seed, 20)),
                             1 + below(seed, VARIANTS_MAX));
    return session;
}

static void assert_same(const struct session *a, const struct session *b)
{
    assert_int_equal(a->turns, b->turns);
    assert_int_equal(a->unsure, b->unsure);
    assert_int_equal(a->offer, b->offer);
    assert_int_equal(a->wanted, b->wanted);
    assert_int_equal(a->has_answered, b->has_answered);
    assert_int_equal(a->has_locale, b->has_locale);
    assert_int_equal(a->locale, b->locale);
    assert_true(str_equal(a->button, b->button));
    assert_true(str_equal(a->intent, b->intent));
    assert_true(str_equal(a->article, b->article));
    assert_int_equal(a->choice_count, b->choice_count);
    for (size_t i = 0; i < a->choice_count; i++)
        assert_true(str_equal(a->choices[i], b->choices[i]));
    assert_int_equal(a->text_count, b->text_count);
    for (size_t i = 0; i < a->text_count; i++) {
        assert_true(str_equal(a->texts[i].text, b->texts[i].text));
        assert_true(str_equal(a->texts[i].topic, b->texts[i].topic));
    }
    assert_int_equal(a->said_count, b->said_count);
    for (size_t i = 0; i < a->said_count; i++) {
        assert_true(str_equal(a->said[i].key, b->said[i].key));
        assert_int_equal(a->said[i].variant, b->said[i].variant);
    }
    assert_int_equal(a->frame_count, b->frame_count);
    for (size_t i = 0; i < a->frame_count; i++) {
        assert_true(str_equal(a->frames[i].flow, b->frames[i].flow));
        assert_true(str_equal(a->frames[i].step, b->frames[i].step));
        assert_int_equal(a->frames[i].tries, b->frames[i].tries);
        assert_int_equal(a->frames[i].has_acted, b->frames[i].has_acted);
    }
    assert_int_equal(a->slot_count, b->slot_count);
    for (size_t i = 0; i < a->slot_count; i++) {
        assert_true(str_equal(a->slots[i].name, b->slots[i].name));
        assert_true(str_equal(a->slots[i].value, b->slots[i].value));
        assert_int_equal(a->slots[i].expires_at_ms, b->slots[i].expires_at_ms);
    }
    assert_int_equal(a->mood, b->mood);
    assert_int_equal(a->answered_count, b->answered_count);
    assert_true(str_equal(a->pronoun, b->pronoun));
    assert_true(str_equal(a->name, b->name));
    assert_true(str_equal(a->request, b->request));
}

/* A server that was updated finds conversations of the version before: they go on. */
static void the_version_before_is_read_as_it_is(void **state)
{
    struct session session = session_read(
        STR("{\"v\":1,\"turns\":4,\"unsure\":1,\"offer\":\"person\",\"intent\":\"bao-hanh\","
            "\"answered\":true,\"locale\":\"vi\"}"),
        *state);
    assert_int_equal(session.turns, 4);
    assert_int_equal(session.unsure, 1);
    assert_int_equal(session.offer, OFFER_PERSON);
    assert_str(session.intent, "bao-hanh");
    assert_true(session.has_answered);
    assert_int_equal(session.frame_count, 0);
    assert_true(str_starts(session_write(&session, *state), STR("{\"v\":2,")));
}

static void slots_end_with_their_time_or_with_their_flow(void **state)
{
    struct session session = {0};
    struct str value;
    session_set_slot(&session, STR("ma"), STR("DH1"), 0);
    session_set_slot(&session, STR("phone"), STR("0912345678"), 5000);
    session_set_slot(&session, STR("ma"), STR("DH2"), 0);
    assert_int_equal(session.slot_count, 2);
    assert_str(session.slots[1].value, "DH2"); /* what was set last is last */
    session_expire(&session, 4999, false);
    assert_int_equal(session.slot_count, 2);
    session_expire(&session, 4999, true);
    assert_false(session_slot(&session, STR("ma"), &value));
    session_expire(&session, 5000, false);
    assert_int_equal(session.slot_count, 0);
    session_set_slot(&session, STR("ma"), STR("DH3"), 0);
    session_set_slot(&session, STR("ma"), STR(""), 0);
    assert_int_equal(session.slot_count, 0);
    (void)state;
}

static void what_was_remembered_is_read_back(void **state)
{
    uint64_t seed = 11;
    (void)state; /* each round has an arena of its own */
    for (int round = 0; round < 2000; round++) {
        struct arena *arena = arena_new();
        struct session session = any_session(arena, &seed);
        struct str text = session_write(&session, arena);
        struct session back = session_read(text, arena);
        assert_true(text.len <= SESSION_BYTES_MAX);
        assert_same(&session, &back);
        assert_true(str_equal(text, session_write(&back, arena)));
        arena_free(arena);
    }
}

/* The worst a session can hold still fits, whatever the words are made of. */
static void the_fullest_session_fits(void **state)
{
    static const char *const fillers[] = {"\x01", "\"",   "\\", "\n",          "ế",
                                          "😀",    "\x7f", "</", "\xE2\x80\xA8"};
    for (size_t f = 0; f < COUNT(fillers); f++) {
        struct strbuf text = strbuf_new(*state, 8000), id = strbuf_new(*state, 80);
        while (text.len < 5000)
            strbuf_add_cstr(&text, fillers[f]);
        for (int i = 0; i < 64; i++)
            strbuf_add_byte(&id, 'k');
        struct str name = strbuf_view(&id);
        struct session session = {.turns = INT32_MAX,
                                  .unsure = 2,
                                  .offer = OFFER_PHONE,
                                  .button = name,
                                  .intent = name,
                                  .article = name,
                                  .has_answered = true,
                                  .has_locale = true};
        for (int i = 0; i < SESSION_CHOICES; i++)
            session.choices[session.choice_count++] =
                str_printf(*state, "article:" STR_FMT, STR_ARG(name));
        for (int i = 0; i < 2 * SESSION_TEXTS; i++)
            session_add_text(&session, strbuf_view(&text), name);
        for (int i = 0; i < 2 * SESSION_SAID; i++)
            session_next_variant(&session, str_printf(*state, "%d" STR_FMT, 10 + i, STR_ARG(name)),
                                 VARIANTS_MAX);
        for (int i = 0; i < SESSION_FRAMES; i++)
            session.frames[session.frame_count++] = (struct session_frame){name, name, 3, true};
        for (int i = 0; i < 2 * SESSION_SLOTS; i++)
            session_set_slot(
                &session, str_printf(*state, "%d" STR_FMT, 10 + i, STR_ARG(str_sub(name, 0, 57))),
                strbuf_view(&text), INT64_C(1795489200000));
        for (int i = 0; i < 2 * SESSION_ANSWERED; i++)
            session_add_answered(
                &session, str_printf(*state, "%d" STR_FMT, 10 + i, STR_ARG(str_sub(name, 0, 62))));
        session.pronoun = STR("chị");
        session.name = str_sub(name, 0, SESSION_NAME_BYTES);
        session.request = name;
        session.mood = MOOD_MIN;
        struct str written = session_write(&session, *state);
        if (written.len > SESSION_BYTES_MAX)
            print_error("filler %zu: %zu bytes\n", f, written.len);
        assert_true(written.len <= SESSION_BYTES_MAX);
        struct session back = session_read(written, *state);
        if (f == 0) { /* only these are too much: the newest stay */
            assert_true(back.slot_count > 0 && back.slot_count < session.slot_count);
            memmove(session.slots, &session.slots[session.slot_count - back.slot_count],
                    back.slot_count * sizeof(session.slots[0]));
            session.slot_count = back.slot_count;
            session.text_count = back.text_count;
        }
        assert_same(&session, &back);
    }
}

static void assert_fresh(const struct session *session)
{
    static const struct session fresh = {0};
    assert_same(session, &fresh);
}

static void what_is_not_understood_begins_afresh(void **state)
{
    static const char *const states[] = {
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"\"",
        "{}",
        "{\"v\":3,\"turns\":5}",
        "{\"v\":0,\"turns\":5}",
        "{\"v\":\"1\",\"turns\":5}",
        "{\"v\":1,\"turns\":5} ",
        "{\"v\":1,\"turns\":5}x",
        "{\"v\":1,\"turns\":5,\"turns\":6}",
        "{\"v\":1,\"turns\":5,\"intent\":\"\xff\"}",
        "{\"v\":1,\"turns\":5,\"a\":[[[[[[[[]]]]]]]]}",
        "{\"v\":1.0,\"turns\":5}",
    };
    for (size_t i = 0; i < COUNT(states); i++) {
        struct session session = session_read(str_view(states[i]), *state);
        if (i == 10) { /* white space after it is still JSON */
            assert_int_equal(session.turns, 5);
            continue;
        }
        if (session.turns != 0)
            print_error("%s was taken\n", states[i]);
        assert_fresh(&session);
    }
}

static void a_state_that_is_too_long_begins_afresh(void **state)
{
    for (size_t extra = 0; extra <= 1; extra++) {
        struct strbuf text = strbuf_new(*state, 5000);
        strbuf_add_cstr(&text, "{\"v\":1,\"turns\":5");
        while (text.len < SESSION_BYTES_MAX - 1 + extra)
            strbuf_add_byte(&text, ' ');
        strbuf_add_byte(&text, '}');
        assert_int_equal(session_read(strbuf_view(&text), *state).turns, extra == 0 ? 5 : 0);
    }
}

/* Members of a wrong type or size are left out; the others are kept. */
static void wrong_members_are_left_out(void **state)
{
    struct session session = session_read(
        STR("{\"v\":1,\"turns\":-1,\"unsure\":99,\"offer\":\"gift\",\"button\":7,\"intent\":[],"
            "\"article\":\"tra-gop\",\"answered\":\"yes\",\"locale\":\"fr\",\"wanted\":-3,"
            "\"choices\":[1,\"intent:a\",null,\"b\",\"c\",\"d\",\"e\"],"
            "\"said\":[7,{},{\"key\":\"k\",\"variant\":999999999999},{\"key\":7,\"variant\":1}],"
            "\"texts\":[7,{\"text\":\"a\"},[],{\"text\":\"b\"},{\"text\":\"c\"}],\"later\":1}"),
        *state);
    assert_int_equal(session.turns, 0);
    assert_int_equal(session.unsure, 2);
    assert_int_equal(session.offer, OFFER_NOTHING);
    assert_int_equal(session.button.len, 0);
    assert_int_equal(session.intent.len, 0);
    assert_str(session.article, "tra-gop");
    assert_false(session.has_answered);
    assert_int_equal(session.locale, LOCALE_VI);
    assert_int_equal(session.choice_count, SESSION_CHOICES);
    assert_str(session.choices[0], "intent:a");
    assert_int_equal(session.said_count, 1);
    assert_true(session.said[0].variant >= 0 && session.said[0].variant <= VARIANTS_MAX);
    assert_true(session.text_count <= SESSION_TEXTS);
    assert_true(session_next_variant(&session, STR("k"), 2) < 2);
}

static void the_oldest_words_are_forgotten_and_long_ones_cut(void **state)
{
    struct session session = {0};
    for (int i = 0; i < SESSION_TEXTS + 2; i++)
        session_add_text(&session, str_printf(*state, "câu %d", i), STR(""));
    assert_int_equal(session.text_count, SESSION_TEXTS);
    assert_str(session.texts[0].text, "câu 2");
    for (size_t front = 0; front < 4; front++) {
        struct strbuf text = strbuf_new(*state, 400);
        for (size_t i = 0; i < front; i++)
            strbuf_add_byte(&text, 'x');
        while (text.len < 300)
            strbuf_add_cstr(&text, "😀");
        session_add_text(&session, strbuf_view(&text), STR(""));
        struct str kept = session.texts[SESSION_TEXTS - 1].text;
        assert_true(kept.len <= SESSION_TEXT_BYTES && kept.len > SESSION_TEXT_BYTES - 4);
        assert_int_equal((kept.len - front) % 4, 0);
    }
}

static void variants_go_round(void **state)
{
    (void)state;
    for (size_t count = 1; count <= VARIANTS_MAX; count++) {
        for (int64_t turns = 0; turns < 5; turns++) {
            struct session session = {.turns = turns};
            size_t before = session_next_variant(&session, STR("k"), count), seen = 1;
            assert_int_equal(before, (size_t)turns % count);
            for (; seen < 3 * count; seen++) {
                size_t next = session_next_variant(&session, STR("k"), count);
                assert_int_equal(next, (before + 1) % count);
                before = next;
            }
        }
    }
    /* An author took variants away since. */
    struct session session = {.turns = 11};
    session_next_variant(&session, STR("k"), 12);
    assert_true(session_next_variant(&session, STR("k"), 3) < 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(what_was_remembered_is_read_back),
        test_with_arena(the_fullest_session_fits),
        test_with_arena(what_is_not_understood_begins_afresh),
        test_with_arena(a_state_that_is_too_long_begins_afresh),
        test_with_arena(wrong_members_are_left_out),
        test_with_arena(the_oldest_words_are_forgotten_and_long_ones_cut),
        test_with_arena(variants_go_round),
        test_with_arena(the_version_before_is_read_as_it_is),
        test_with_arena(slots_end_with_their_time_or_with_their_flow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
