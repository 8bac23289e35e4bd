#include "kb/passages.h"

struct article article_from_passage(struct arena *arena, struct str id, struct str title,
                                    struct str text)
{
    return (struct article){
        .id = id,
        .title = article_display(arena, title),
        .plain = article_display(arena, text),
    };
}
