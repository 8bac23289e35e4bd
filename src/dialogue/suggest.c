#include "dialogue/suggest.h"

#include "dialogue/flow_run.h"

enum { SUGGESTIONS_MAX = 3 };

static bool add(struct turn *turn, struct str payload, struct str title)
{
    if (title.len == 0 || turn->reply.button_count >= SUGGESTIONS_MAX)
        return false;
    reply_add_button(turn, payload, title);
    return true;
}

static bool add_intent(struct turn *turn, const struct intent *intent)
{
    if (session_has_answered(&turn->session, intent->id))
        return false;
    if (intent->answer == ANSWER_ARTICLE && session_has_answered(&turn->session, intent->article))
        return false;
    return add(turn, str_printf(turn->arena, "intent:" STR_FMT, STR_ARG(intent->id)),
               book_intent_title(intent, turn->locale));
}

static void add_named(struct turn *turn, struct str id)
{
    const struct intent *intent = book_intent(turn->book, id);
    const struct article_group *group = book_group(turn->book, id);
    if (intent != NULL) {
        (void)add_intent(turn, intent);
        return;
    }
    const struct article *article =
        group != NULL && !session_has_answered(&turn->session, id)
            ? book_article(turn->book, group, turn->locale, turn->input->now_ms)
            : NULL;
    if (article != NULL)
        (void)add(turn, str_printf(turn->arena, "article:" STR_FMT, STR_ARG(id)), article->title);
}

void suggest_next(struct turn *turn, const struct intent *intent)
{
    if (intent == NULL || turn->reply.button_count > 0 || turn->session.mood <= MOOD_ANGRY ||
        turn->session.frame_count > 0)
        return;
    for (size_t i = 0; i < intent->next.count; i++)
        add_named(turn, intent->next.items[i]);
}

void suggest_offer(struct turn *turn, const struct intent *intent)
{
    if (intent == NULL || intent->offer.say[LOCALE_VI].count == 0 || turn->session.has_offered ||
        turn->session.mood <= MOOD_ANGRY || turn->session.frame_count > 0)
        return;
    struct str key = str_printf(turn->arena, "offer/" STR_FMT, STR_ARG(intent->id));
    reply_add_text(turn, reply_choose(turn, intent->offer.say, key));
    turn->session.has_offered = true;
}
