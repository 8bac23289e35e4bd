/* Who the customers are, what they feel and think, and the part of it that a turn may know. */
#include "store/customers.h"

#include <time.h>

#include "store/sqlite/snapshot.h"

enum {
    MOODS_MAX = 50,
    PAST_MAX = 20,
    DAY_MS = 24 * 60 * 60 * 1000,
    CSAT_DAYS = 7, /* a visitor is asked for stars once a week at most … */
    NPS_DAYS = 90, /* … and whether they would recommend us once in three months */
    ZONE_MS = 7 * 60 * 60 * 1000
};

/* The columns of customer in the order of enum customer_field. */
_Static_assert(CUSTOMER_NAME == 0 && CUSTOMER_PRONOUN == 1 && CUSTOMER_PHONE == 2 &&
                   CUSTOMER_EMAIL == 3 && CUSTOMER_ADDRESS == 4,
               "stored");

int64_t visitor_of(struct db *db, int64_t conversation)
{
    sqlite3_stmt *find =
        db_prepare(db, "SELECT visitor FROM conversation WHERE tenant = 1 AND id = ?1");
    db_bind(find, "i", conversation);
    if (!db_row(db, find))
        return 0;
    int64_t visitor = db_int(find, 0);
    sqlite3_reset(find);
    return visitor;
}

static int64_t customer_of(struct db *db, int64_t visitor)
{
    sqlite3_stmt *find =
        db_prepare(db, "SELECT customer FROM visitor_customer WHERE tenant = 1 AND visitor = ?1");
    db_bind(find, "i", visitor);
    if (!db_row(db, find))
        return 0;
    int64_t customer = db_int(find, 0);
    sqlite3_reset(find);
    return customer;
}

static bool link_visitor(struct db *db, int64_t visitor, int64_t customer)
{
    return db_do(db,
                 "INSERT INTO visitor_customer (tenant, visitor, customer) VALUES (1, ?1, ?2) "
                 "ON CONFLICT (tenant, visitor) DO UPDATE SET customer = excluded.customer",
                 "ii", visitor, customer);
}

/* The customer of the visitor, made when there is none; 0 on failure. */
static int64_t need_customer(struct db *db, int64_t visitor, int64_t consent_ms, int64_t now_ms)
{
    int64_t customer = customer_of(db, visitor);
    if (customer != 0 || db_failed(db))
        return customer;
    if (!db_do(db,
               "INSERT INTO customer (tenant, name, pronoun, phone, email, address, proved_phone, "
               "tags, notes, consent_at, updated_at) VALUES (1, '', '', '', '', '', '', '', '', "
               "?1, ?2)",
               "ii", consent_ms, now_ms))
        return 0;
    customer = sqlite3_last_insert_rowid(db_handle(db));
    return link_visitor(db, visitor, customer) ? customer : 0;
}

/* ---- by a turn ---- */

static bool tell(struct db *db, int64_t conversation, const struct customer_set *wish,
                 int64_t now_ms)
{
    return db_do(db,
                 "INSERT OR REPLACE INTO told (tenant, conversation, field, value, at) "
                 "VALUES (1, ?1, ?2, ?3, ?4)",
                 "iisi", conversation, (int64_t)wish->field, wish->value, now_ms);
}

/* The visitor has shown that this phone is theirs. Who showed it before is the same customer: what
 * is known of both is kept, the former's values first. */
static bool prove(struct db *db, int64_t customer, struct str phone)
{
    sqlite3_stmt *find = db_prepare(
        db, "SELECT id FROM customer WHERE tenant = 1 AND proved_phone = ?1 AND ?1 <> ''");
    db_bind(find, "s", phone);
    if (!db_row(db, find))
        return !db_failed(db) &&
               db_do(db, "UPDATE customer SET proved_phone = ?2 WHERE tenant = 1 AND id = ?1", "is",
                     customer, phone);
    int64_t known = db_int(find, 0);
    sqlite3_reset(find);
    if (known == customer)
        return true;
    return db_do(db,
                 "UPDATE customer AS k SET name = iif(k.name = '', m.name, k.name), "
                 "pronoun = iif(m.pronoun = '', k.pronoun, m.pronoun), "
                 "email = iif(k.email = '', m.email, k.email), "
                 "address = iif(k.address = '', m.address, k.address), "
                 "tags = iif(k.tags = '', m.tags, k.tags), "
                 "notes = trim(k.notes || char(10) || m.notes, char(10)), "
                 "updated_at = max(k.updated_at, m.updated_at) "
                 "FROM customer m WHERE k.tenant = 1 AND k.id = ?1 AND m.id = ?2",
                 "ii", known, customer) &&
           db_do(db, "UPDATE visitor_customer SET customer = ?1 WHERE tenant = 1 AND customer = ?2",
                 "ii", known, customer) &&
           db_do(db, "DELETE FROM customer WHERE tenant = 1 AND id = ?1", "i", customer);
}

static bool keep(struct db *db, int64_t customer, const struct customer_set *wish, int64_t now_ms)
{
    return db_do(db,
                 "UPDATE customer SET name = iif(?2 = 0, ?3, name), "
                 "pronoun = iif(?2 = 1, ?3, pronoun), phone = iif(?2 = 2, ?3, phone), "
                 "email = iif(?2 = 3, ?3, email), address = iif(?2 = 4, ?3, address), "
                 "consent_at = iif(consent_at = 0, ?4, consent_at), updated_at = ?4 "
                 "WHERE tenant = 1 AND id = ?1",
                 "iisi", customer, (int64_t)wish->field, wish->value, now_ms);
}

bool set_customer(struct db *db, int64_t conversation, const struct customer_set *wish,
                  int64_t now_ms)
{
    if (!wish->has_consent)
        return tell(db, conversation, wish, now_ms);
    int64_t visitor = visitor_of(db, conversation);
    int64_t customer = need_customer(db, visitor, now_ms, now_ms);
    bool proves = wish->is_proved && wish->field == CUSTOMER_PHONE;
    return customer != 0 && keep(db, customer, wish, now_ms) &&
           db_do(db, "DELETE FROM told WHERE tenant = 1 AND conversation = ?1 AND field = ?2", "ii",
                 conversation, (int64_t)wish->field) &&
           (!proves || prove(db, customer, wish->value));
}

/* Tied to who spoke last: the person of the newest hand-off that was taken, else the bot. */
bool give_rating(struct db *db, int64_t conversation, const struct rating_give *wish,
                 int64_t now_ms)
{
    return db_do(db,
                 "INSERT INTO opinion (tenant, conversation, kind, score, text, at, staff, visitor)"
                 " SELECT 1, id, ?2, ?3, ?4, ?5, coalesce((SELECT owner FROM handoff h WHERE "
                 "h.tenant = 1 AND h.conversation = c.id AND h.taken_at > 0 ORDER BY h.id DESC "
                 "LIMIT 1), 0), visitor FROM conversation c WHERE tenant = 1 AND id = ?1 "
                 "ON CONFLICT (tenant, conversation, kind) DO UPDATE SET score = excluded.score, "
                 "text = excluded.text, at = excluded.at, staff = excluded.staff",
                 "iiisi", conversation, (int64_t)wish->kind, (int64_t)wish->score, wish->text,
                 now_ms);
}

/* ---- what is known ---- */

static struct str *place_of_field(struct customer_known *known, int64_t field)
{
    struct str *const places[] = {&known->name, &known->pronoun, &known->phone, &known->email,
                                  &known->address};
    return field >= 0 && field < (int64_t)COUNT(places) ? places[field] : &known->name;
}

/* The record, and over it what was told in this conversation. */
static void read_known(struct db *db, int64_t conversation, int64_t customer, struct arena *arena,
                       struct customer_known *out)
{
    sqlite3_stmt *find = db_prepare(
        db, "SELECT name, pronoun, phone, email, address FROM customer WHERE tenant = 1 AND "
            "id = ?1");
    db_bind(find, "i", customer);
    if (customer != 0 && db_row(db, find)) {
        for (int field = 0; field < 5; field++)
            *place_of_field(out, field) = db_text(find, field, arena);
        sqlite3_reset(find);
    }
    find = db_prepare(db, "SELECT field, value FROM told WHERE tenant = 1 AND conversation = ?1");
    db_bind(find, "i", conversation);
    while (db_row(db, find))
        *place_of_field(out, db_int(find, 0)) = db_text(find, 1, arena);
}

/* Whether the visitor was asked within the last days, or in this conversation at all. */
static bool was_asked(struct db *db, int64_t conversation, int64_t visitor, enum rating_kind kind,
                      int64_t since_ms)
{
    sqlite3_stmt *find =
        db_prepare(db, "SELECT 1 FROM opinion WHERE tenant = 1 AND kind = ?1 AND visitor = ?2 AND "
                       "(conversation = ?3 OR at > ?4) LIMIT 1");
    db_bind(find, "iiii", (int64_t)kind, visitor, conversation, since_ms);
    bool asked = db_row(db, find);
    if (asked)
        sqlite3_reset(find);
    return asked;
}

struct customer_known store_snapshot_customer(struct store_snapshot *snapshot, int64_t now_ms,
                                              struct arena *arena)
{
    struct customer_known known = {0};
    struct db *db = snapshot_db(snapshot);
    int64_t conversation = snapshot_conversation(snapshot);
    if (db == NULL)
        return known;
    int64_t visitor = visitor_of(db, conversation);
    read_known(db, conversation, customer_of(db, visitor), arena, &known);
    known.may_ask_csat =
        !was_asked(db, conversation, visitor, RATING_CSAT, now_ms - (int64_t)CSAT_DAYS * DAY_MS);
    known.may_ask_nps =
        !was_asked(db, conversation, visitor, RATING_NPS, now_ms - (int64_t)NPS_DAYS * DAY_MS);
    return known;
}

/* ---- a visitor's own cases, as a turn sees them ---- */

static struct str day_text(int64_t at_ms, struct arena *arena)
{
    time_t seconds = (time_t)((at_ms + ZONE_MS) / 1000);
    struct tm day;
    if (at_ms == 0 || gmtime_r(&seconds, &day) == NULL)
        return STR("");
    return str_printf(arena, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

static void take_case(sqlite3_stmt *row, struct arena *arena, struct record *out)
{
    struct field *fields = ARENA_ARRAY(arena, struct field, 7);
    fields[0] = (struct field){STR("code"), db_text(row, 0, arena)};
    fields[1] =
        (struct field){STR("kind"), str_view(case_kind_name((enum case_kind)db_int(row, 1)))};
    fields[2] =
        (struct field){STR("state"), str_view(case_state_name((enum case_state)db_int(row, 2)))};
    fields[3] = (struct field){STR("title"), db_text(row, 3, arena)};
    fields[4] = (struct field){STR("opened_on"), day_text(db_int(row, 4), arena)};
    fields[5] = (struct field){STR("due_on"), day_text(db_int(row, 5), arena)};
    fields[6] = (struct field){STR("note"), db_text(row, 6, arena)};
    *out = (struct record){.table = STR("cases"),
                           .id = fields[0].value,
                           .ver = db_int(row, 7),
                           .fields = fields,
                           .field_count = 7};
}

static bool fits_all(const struct record *record, const struct record_key *keys, size_t count,
                     struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        if (!record_fits(record, &keys[i], arena))
            return false;
    }
    return true;
}

enum lookup_status find_own_cases(struct store_snapshot *snapshot, const struct record_key *keys,
                                  size_t key_count, struct arena *arena, struct record *out,
                                  size_t max, size_t *count)
{
    struct db *db = snapshot_db(snapshot);
    if (db == NULL)
        return LOOKUP_UNAVAILABLE;
    sqlite3_stmt *find = db_prepare(
        db, "SELECT code, kind, state, title, opened_at, due_at, note, ver FROM case_file "
            "WHERE tenant = 1 AND visitor IN (SELECT ?1 UNION SELECT o.visitor FROM "
            "visitor_customer m JOIN visitor_customer o ON o.tenant = 1 AND "
            "o.customer = m.customer WHERE m.tenant = 1 AND m.visitor = ?1) "
            "ORDER BY id DESC LIMIT 200");
    db_bind(find, "i", visitor_of(db, snapshot_conversation(snapshot)));
    while (db_row(db, find)) {
        struct record record;
        if (*count == max) {
            sqlite3_reset(find);
            break;
        }
        take_case(find, arena, &record);
        if (fits_all(&record, keys, key_count, arena))
            out[(*count)++] = record;
    }
    return db_failed(db) ? LOOKUP_UNAVAILABLE : LOOKUP_OK;
}

/* ---- the desk's view ---- */

struct customer_letter {
    struct letter letter;
    int64_t conversation;
    struct str tags, notes;
    struct store_customer customer;
    store_customer_fn *done;
    store_done_fn *noted;
    void *ctx;
};

static void read_record(struct db *db, struct store_customer *out, struct arena *arena)
{
    sqlite3_stmt *find = db_prepare(
        db, "SELECT tags, notes, proved_phone <> '' FROM customer WHERE tenant = 1 AND id = ?1");
    db_bind(find, "i", out->id);
    if (!db_row(db, find))
        return;
    out->tags = db_text(find, 0, arena);
    out->notes = db_text(find, 1, arena);
    out->is_proved = db_int(find, 2) != 0;
    sqlite3_reset(find);
}

static void read_feelings(struct db *db, int64_t conversation, struct store_customer *out,
                          struct arena *arena)
{
    struct store_mood *moods = ARENA_ARRAY(arena, struct store_mood, MOODS_MAX);
    sqlite3_stmt *find = db_prepare(
        db, "SELECT seq, mood, at FROM (SELECT seq, mood, at FROM mood WHERE tenant = 1 AND "
            "conversation = ?1 ORDER BY seq DESC LIMIT ?2) ORDER BY seq");
    db_bind(find, "ii", conversation, (int64_t)MOODS_MAX);
    while (out->mood_count < MOODS_MAX && db_row(db, find))
        moods[out->mood_count++] =
            (struct store_mood){db_int(find, 0), (int)db_int(find, 1), db_int(find, 2)};
    if (find != NULL)
        sqlite3_reset(find);
    out->mood = moods;

    struct store_opinion *opinions = ARENA_ARRAY(arena, struct store_opinion, 2);
    find = db_prepare(db, "SELECT kind, score, text, at, staff FROM opinion WHERE tenant = 1 AND "
                          "conversation = ?1 ORDER BY kind LIMIT 2");
    db_bind(find, "i", conversation);
    while (out->opinion_count < 2 && db_row(db, find))
        opinions[out->opinion_count++] =
            (struct store_opinion){(enum rating_kind)db_int(find, 0), (int)db_int(find, 1),
                                   db_text(find, 2, arena), db_int(find, 3), db_int(find, 4)};
    if (find != NULL)
        sqlite3_reset(find);
    out->opinions = opinions;
}

static void read_past(struct db *db, int64_t conversation, int64_t visitor,
                      struct store_customer *out, struct arena *arena)
{
    struct store_past *past = ARENA_ARRAY(arena, struct store_past, PAST_MAX);
    sqlite3_stmt *find = db_prepare(
        db, "SELECT public_id, updated_at, mode FROM conversation WHERE tenant = 1 AND "
            "id <> ?2 AND last_seq > 0 AND visitor IN (SELECT ?1 UNION SELECT visitor FROM "
            "visitor_customer WHERE tenant = 1 AND customer = ?3 AND ?3 <> 0) "
            "ORDER BY updated_at DESC LIMIT ?4");
    db_bind(find, "iiii", visitor, conversation, out->id, (int64_t)PAST_MAX);
    while (out->past_count < PAST_MAX && db_row(db, find))
        past[out->past_count++] = (struct store_past){db_text(find, 0, arena), db_int(find, 1),
                                                      (enum conversation_mode)db_int(find, 2)};
    if (find != NULL)
        sqlite3_reset(find);
    out->past = past;
}

static void run_customer(struct db *db, struct letter *letter)
{
    struct customer_letter *self = (struct customer_letter *)letter;
    int64_t visitor = visitor_of(db, self->conversation);
    if (visitor == 0) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    self->customer.id = customer_of(db, visitor);
    read_known(db, self->conversation, self->customer.id, letter->arena, &self->customer.known);
    read_record(db, &self->customer, letter->arena);
    read_feelings(db, self->conversation, &self->customer, letter->arena);
    read_past(db, self->conversation, visitor, &self->customer, letter->arena);
}

static void finish_customer(struct letter *letter)
{
    struct customer_letter *self = (struct customer_letter *)letter;
    self->customer.status = letter->status;
    self->done(self->ctx, &self->customer);
}

void store_customer_of(struct store *store, int64_t conversation, store_customer_fn *done,
                       void *ctx)
{
    struct customer_letter *letter =
        LETTER(store, struct customer_letter, run_customer, finish_customer);
    letter->conversation = conversation;
    letter->done = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}

static void run_note(struct db *db, struct letter *letter)
{
    struct customer_letter *self = (struct customer_letter *)letter;
    int64_t visitor = visitor_of(db, self->conversation);
    if (visitor == 0) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    int64_t now_ms = letter_now_ms(letter), customer = need_customer(db, visitor, 0, now_ms);
    db_do(db,
          "UPDATE customer SET tags = ?2, notes = ?3, updated_at = ?4 WHERE tenant = 1 AND id = ?1",
          "issi", customer, self->tags, self->notes, now_ms);
}

static void finish_note(struct letter *letter)
{
    struct customer_letter *self = (struct customer_letter *)letter;
    self->noted(self->ctx, letter->status);
}

void store_customer_note(struct store *store, int64_t conversation, struct str tags,
                         struct str notes, store_done_fn *done, void *ctx)
{
    struct customer_letter *letter = LETTER(store, struct customer_letter, run_note, finish_note);
    letter->conversation = conversation;
    letter->tags = str_dup(letter->letter.arena, tags);
    letter->notes = str_dup(letter->letter.arena, notes);
    letter->noted = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}
