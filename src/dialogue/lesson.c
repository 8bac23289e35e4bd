#include "dialogue/lesson.h"

#include "match/names.h"

static void add_example(struct lesson *lesson, struct arena *arena, struct example example,
                        struct place place)
{
    *ARENA_PUSH(arena, lesson->examples, lesson->count, lesson->capacity) = example;
    *ARENA_PUSH(arena, lesson->places, lesson->place_count, lesson->place_capacity) = place;
}

/* The phrasings of an article are examples of the one intent that answers with it, in both
 * languages: that is where English sentences come from. */
static void add_article(struct lesson *lesson, struct arena *arena, const struct rulebook *book,
                        size_t intent)
{
    int group = book->intents[intent].group;
    uint32_t label = (uint32_t)intent;
    for (size_t i = 0; i < book->intent_count; i++) {
        if (group < 0 || (i != intent && book->intents[i].group == group))
            return;
    }
    for (int in = 0; in < LOCALE_COUNT; in++) {
        int at = book->groups[group].in[in];
        if (at < 0)
            continue;
        const struct article *article = &book->articles[at];
        add_example(lesson, arena, (struct example){.text = article->title, .label = label},
                    (struct place){0});
        for (size_t i = 0; i < article->question_count; i++)
            add_example(lesson, arena,
                        (struct example){.text = article->questions[i], .label = label},
                        (struct place){0});
    }
}

/* What its author calls an intent says what it is about as well as an example does. */
static void add_names(struct lesson *lesson, struct arena *arena, const struct rulebook *book)
{
    struct str *ids = ARENA_ARRAY(arena, struct str, book->intent_count);
    for (size_t i = 0; i < book->intent_count; i++)
        ids[i] = book->intents[i].id;
    struct str *texts = names_as_texts(arena, ids, book->intent_count);
    for (size_t i = 0; i < book->intent_count; i++) {
        const struct str names[] = {texts[i], book->intents[i].title[LOCALE_VI],
                                    book->intents[i].title[LOCALE_EN]};
        for (size_t n = 0; n < COUNT(names); n++) {
            if (names[n].len > 0)
                add_example(
                    lesson, arena,
                    (struct example){.text = names[n], .label = (uint32_t)i, .is_name = true},
                    (struct place){0});
        }
    }
}

struct lesson lesson_of(const struct rulebook *book, struct arena *arena)
{
    struct lesson lesson = {.count = 0};
    for (size_t i = 0; i < book->intent_count; i++) {
        const struct intent *intent = &book->intents[i];
        for (size_t j = 0; j < intent->examples.count; j++)
            add_example(&lesson, arena,
                        (struct example){.text = intent->examples.items[j], .label = (uint32_t)i},
                        intent->examples.places[j]);
        add_article(&lesson, arena, book, i);
        for (size_t j = 0; j < intent->outsiders.count; j++)
            *ARENA_PUSH(arena, lesson.outsiders, lesson.outsider_count, lesson.outsider_capacity) =
                intent->outsiders.items[j];
    }
    add_names(&lesson, arena, book);
    return lesson;
}
