#include "text/lexicon.h"

#include "base/arena.h"
#include "base/map.h"
#include "text/fold.h"
#include "text/roles.h"
#include "text/synonyms.h"
#include "text/utf8.h"

enum { FORM_BYTES_MAX = 48, FORM_WORDS_MAX = 3, READING_BYTES_MAX = 96 };

struct lexicon {
    struct arena *arena;
    struct map shorthands, phrases, foreign, english, glued;
    struct synonyms *synonyms;
    struct roles *roles;
    struct sound_group *sounds;
    size_t sound_count, sound_capacity;
};

struct reader {
    struct lexicon *lexicon;
    struct report *report;
    struct str path, source;
};

static void complain(struct reader *reader, struct str where, const char *what)
{
    size_t offset = (size_t)(where.data - reader->source.data);
    report_add(reader->report, REPORT_ERROR, place_of(reader->path, reader->source, offset),
               reader->source, "%s", what);
}

/* ---- teencode.tsv ---- */

static bool read_class(struct str text, enum shorthand_class *class)
{
    static const char letters[] = "SKCN";
    for (size_t i = 0; text.len == 1 && i < 4; i++) {
        if (text.data[0] == letters[i]) {
            *class = (enum shorthand_class)i;
            return true;
        }
    }
    return false;
}

/* Notes that a form of several words begins with this one. */
static void note_phrase(struct lexicon *lexicon, struct str form)
{
    struct str rest = form, word, first = STR("");
    size_t count = 0;
    while (str_split(&rest, ' ', &word)) {
        first = count == 0 ? word : first;
        count++;
    }
    size_t *longest = map_find(&lexicon->phrases, first);
    if (count < 2 || (longest != NULL && *longest >= count))
        return;
    if (longest == NULL) {
        longest = ARENA_NEW(lexicon->arena, size_t);
        map_set(&lexicon->phrases, str_dup(lexicon->arena, first), longest);
    }
    *longest = count;
}

static bool is_form(struct str form)
{
    struct str word;
    size_t words = 0;
    if (form.len == 0 || form.len > FORM_BYTES_MAX)
        return false;
    while (str_split(&form, ' ', &word))
        words += word.len > 0 ? 1 : FORM_WORDS_MAX + 1;
    return words <= FORM_WORDS_MAX;
}

static void read_shorthand(struct reader *reader, struct str line)
{
    struct arena *arena = reader->lexicon->arena;
    struct str fields[4] = {{0}}, rest = line, all = line;
    size_t n = 0;
    while (n < 4 && str_split(&rest, '\t', &fields[n]))
        n++;
    enum shorthand_class class;
    if (n < 3 || rest.data != NULL) {
        complain(reader, all, "a line is: form, reading, class S K C or N, conditions; with tabs");
        return;
    }
    if (!read_class(fields[2], &class)) {
        complain(reader, fields[2], "the class is S, K, C or N");
        return;
    }
    if (!is_form(fields[0]) || fields[1].len == 0 || fields[1].len > READING_BYTES_MAX) {
        complain(reader, fields[0], "the form is one to three words, the reading one to five");
        return;
    }
    struct str form = str_dup(arena, fields[0]);
    if (map_find(&reader->lexicon->shorthands, form) != NULL) {
        complain(reader, fields[0], "this form is in the table already");
        return;
    }
    struct shorthand *entry = ARENA_NEW(arena, struct shorthand);
    *entry = (struct shorthand){.form = form, .reading = str_dup(arena, fields[1]), .class = class};
    struct str where;
    const char *wrong = fields[3].len == 0 ? NULL
                                           : condition_read(arena, fields[3], &entry->conditions,
                                                            &entry->condition_count, &where);
    if (wrong != NULL) {
        complain(reader, where, wrong);
        return;
    }
    note_phrase(reader->lexicon, form);
    map_set(&reader->lexicon->shorthands, form, entry);
}

/* ---- word lists ---- */

static void read_word(struct reader *reader, struct str line, struct map *into)
{
    if (line.len > FORM_BYTES_MAX) {
        complain(reader, line, "one word a line, of at most 48 bytes");
        return;
    }
    map_set(into, str_dup(reader->lexicon->arena, line), reader->lexicon);
}

/* glued.txt: "bảo hành" a line; found when written without the space, with or without marks. */
static void read_glued(struct reader *reader, struct str line)
{
    struct arena *arena = reader->lexicon->arena;
    struct str folded = fold_text(arena, line);
    struct strbuf joined = strbuf_new(arena, folded.len);
    for (size_t i = 0; i < folded.len; i++) {
        if (folded.data[i] != ' ')
            strbuf_add_byte(&joined, folded.data[i]);
    }
    struct str *words = ARENA_NEW(arena, struct str);
    *words = folded;
    map_set(&reader->lexicon->glued, strbuf_view(&joined), words);
}

static void read_group(struct reader *reader, struct str line)
{
    struct str where;
    const char *wrong = synonyms_add(reader->lexicon->synonyms, reader->lexicon, line, &where);
    if (wrong != NULL)
        complain(reader, where, wrong);
}

static void read_role(struct reader *reader, struct str line)
{
    struct str where;
    const char *wrong = roles_add(reader->lexicon->roles, line, &where);
    if (wrong != NULL)
        complain(reader, where, wrong);
}

/* sounds.txt: "start ch = tr" */
static void read_sounds(struct reader *reader, struct str line)
{
    static const char wrong[] =
        "a group has two to eight spellings of one to four letters without marks";
    struct lexicon *lexicon = reader->lexicon;
    bool at_start = str_starts(line, STR("start ")), at_end = str_starts(line, STR("end "));
    if (!at_start && !at_end) {
        complain(reader, line, "a line is: start or end, then spellings with \"=\" between");
        return;
    }
    struct sound_group group = {.at_end = at_end};
    struct str rest = str_sub(line, at_start ? 6 : 4, line.len), part;
    while (str_split(&rest, '=', &part)) {
        struct str spelling = str_trim(part);
        bool is_plain = spelling.len > 0 && spelling.len <= 4;
        for (size_t i = 0; i < spelling.len; i++)
            is_plain = is_plain && spelling.data[i] >= 'a' && spelling.data[i] <= 'z';
        if (!is_plain || group.count == COUNT(group.spellings)) {
            complain(reader, spelling.len > 0 ? spelling : line, wrong);
            return;
        }
        group.spellings[group.count++] = str_dup(lexicon->arena, spelling);
    }
    if (group.count < 2) {
        complain(reader, line, wrong);
        return;
    }
    *ARENA_PUSH(lexicon->arena, lexicon->sounds, lexicon->sound_count, lexicon->sound_capacity) =
        group;
}

static void read_line(struct reader *reader, struct str line)
{
    if (str_ends(reader->path, STR("teencode.tsv")))
        read_shorthand(reader, line);
    else if (str_ends(reader->path, STR("roles.tsv")))
        read_role(reader, line);
    else if (str_ends(reader->path, STR("sounds.txt")))
        read_sounds(reader, str_trim(line));
    else if (str_ends(reader->path, STR("english.txt")))
        read_word(reader, str_trim(line), &reader->lexicon->english);
    else if (str_ends(reader->path, STR("names.txt")))
        read_word(reader, str_trim(line), &reader->lexicon->foreign);
    else if (str_ends(reader->path, STR("synonyms.txt")))
        read_group(reader, str_trim(line));
    else
        read_glued(reader, str_trim(line));
}

static bool is_synonyms(const struct lexicon_file *file)
{
    return str_ends(file->path, STR("synonyms.txt"));
}

static void read_file(struct lexicon *lexicon, const struct lexicon_file *file,
                      struct report *report)
{
    static const char *const known[] = {"/teencode.tsv", "/roles.tsv", "/sounds.txt",
                                        "/english.txt",  "/names.txt", "/glued.txt",
                                        "/synonyms.txt"};
    bool is_known = false;
    for (size_t i = 0; i < COUNT(known); i++)
        is_known = is_known || str_ends(file->path, str_view(known[i])) ||
                   str_is(file->path, known[i] + 1);
    if (!is_known) {
        report_add(report, REPORT_ERROR, (struct place){.file = file->path}, STR(""),
                   "word files are teencode.tsv, roles.tsv, sounds.txt, english.txt, names.txt, "
                   "glued.txt and "
                   "synonyms.txt");
        return;
    }
    struct str source = str_dup(lexicon->arena, file->text), rest = source, line;
    struct reader reader = {lexicon, report, str_dup(lexicon->arena, file->path), source};
    while (str_split(&rest, '\n', &line)) {
        if (str_ends(line, STR("\r")))
            line.len--;
        if (!utf8_is_valid(line))
            complain(&reader, line, "this line is not UTF-8");
        else if (str_trim(line).len > 0 && line.data[0] != '#')
            read_line(&reader, line);
    }
}

struct lexicon *lexicon_new(const struct lexicon_file *files, size_t count, struct report *report)
{
    struct arena *arena = arena_new();
    struct lexicon *lexicon = ARENA_NEW(arena, struct lexicon);
    lexicon->arena = arena;
    lexicon->shorthands = map_new(arena);
    lexicon->phrases = map_new(arena);
    lexicon->roles = roles_new(arena);
    lexicon->foreign = map_new(arena);
    lexicon->english = map_new(arena);
    lexicon->glued = map_new(arena);
    lexicon->synonyms = synonyms_new(arena);
    /* Synonyms last: their keys are made with all the other words known. */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            if (is_synonyms(&files[i]) == (pass == 1))
                read_file(lexicon, &files[i], report);
        }
    }
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (lexicon != NULL)
        arena_free(lexicon->arena);
}

const struct shorthand *lexicon_shorthand(const struct lexicon *lexicon, struct str word)
{
    return map_find(&lexicon->shorthands, word);
}

size_t lexicon_phrase_words(const struct lexicon *lexicon, struct str first)
{
    const size_t *longest = map_find(&lexicon->phrases, first);
    return longest == NULL ? 0 : *longest;
}

const struct roles *lexicon_roles(const struct lexicon *lexicon)
{
    return lexicon->roles;
}

const struct sound_group *lexicon_sounds(const struct lexicon *lexicon, size_t *count)
{
    *count = lexicon->sound_count;
    return lexicon->sounds;
}

bool lexicon_is_english(const struct lexicon *lexicon, struct str word)
{
    return map_find(&lexicon->english, word) != NULL;
}

bool lexicon_is_foreign(const struct lexicon *lexicon, struct str word)
{
    return lexicon_is_english(lexicon, word) || map_find(&lexicon->foreign, word) != NULL;
}

struct str lexicon_unglue(const struct lexicon *lexicon, struct str word)
{
    const struct str *words = map_find(&lexicon->glued, word);
    return words == NULL ? STR("") : *words;
}

const struct synonyms *lexicon_synonyms(const struct lexicon *lexicon)
{
    return lexicon->synonyms;
}
