/* Articles that their own questions do not find. */
#include "dialogue/inspect_parts.h"

struct asking {
    struct inspection *inspection;
    struct kb_reader *reader;
    struct kind lost, twice;
    struct map questions; /* locale and accented key → struct asked */
};

struct asked {
    size_t article;
};

/* What comes first for a question of the article; its own number when it wins. */
static size_t first_hit(struct asking *asking, size_t number, struct str question)
{
    const struct rulebook *book = asking->inspection->book;
    struct arena *arena = arena_new();
    struct normalised text = text_normalise(arena, book->lexicon, question);
    struct kb_query query = {.text = &text, .locale = book->articles[number].locale};
    struct kb_hit hit;
    size_t count = kb_search(asking->reader, &query, arena, &hit, 1);
    arena_free(arena);
    return count == 0 ? SIZE_MAX : hit.article;
}

static void tell_twice(struct asking *asking, size_t number, struct str question)
{
    const struct rulebook *book = asking->inspection->book;
    struct arena *arena = asking->inspection->arena;
    struct normalised text = text_normalise(arena, book->lexicon, question);
    struct str key = str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(book->articles[number].locale),
                                STR_ARG(text.a));
    struct asked *other = map_find(&asking->questions, key);
    if (other == NULL) {
        other = ARENA_NEW(arena, struct asked);
        other->article = number;
        map_set(&asking->questions, key, other);
        return;
    }
    if (other->article == number || !kind_tell(&asking->twice, book->article_places[number]))
        return;
    struct str where = place_words(arena, book->article_places[other->article]);
    report_add(asking->inspection->report, REPORT_WARNING, book->article_places[number],
               book->article_sources[number],
               "the question \"" STR_FMT "\" is also one of " STR_FMT
               ": only one of them can answer it",
               STR_ARG(question), STR_ARG(where));
}

static void see_article(struct asking *asking, size_t number)
{
    const struct rulebook *book = asking->inspection->book;
    const struct article *article = &book->articles[number];
    size_t winner = SIZE_MAX;
    bool wins = false;
    for (size_t i = 0; i <= article->question_count; i++) {
        struct str question = i == 0 ? article->title : article->questions[i - 1];
        size_t first = first_hit(asking, number, question);
        wins |= first == number;
        if (winner == SIZE_MAX)
            winner = first;
        tell_twice(asking, number, question);
    }
    if (wins || !kind_tell(&asking->lost, book->article_places[number]))
        return;
    struct str where = winner == SIZE_MAX
                           ? STR("nothing")
                           : place_words(asking->inspection->arena, book->article_places[winner]);
    report_add(
        asking->inspection->report, REPORT_WARNING, book->article_places[number],
        book->article_sources[number],
        "none of this article's own questions finds it: \"" STR_FMT "\" finds " STR_FMT
        " first. Say in title and questions what only this article is about, or join the two",
        STR_ARG(article->title), STR_ARG(where));
}

void inspect_articles(struct inspection *inspection)
{
    const struct rulebook *book = inspection->book;
    struct asking asking = {.inspection = inspection,
                            .reader = book_reader_take(book),
                            .questions = map_new(inspection->arena)};
    if (asking.reader == NULL)
        return;
    for (size_t i = 0; i < book->article_count; i++)
        see_article(&asking, i);
    book_reader_give(book, asking.reader);
    kind_end(inspection, &asking.lost, "articles that their own questions do not find");
    kind_end(inspection, &asking.twice, "questions that stand in two articles");
}
