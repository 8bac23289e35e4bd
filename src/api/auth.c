/*
 * Signing in: a password checked on a worker, a session cookie, a token against forged requests,
 * and one-use tickets for the agents' socket. Failures slow down the account and the address,
 * doubling up to a quarter of an hour; nobody is locked out for good.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/json.h"
#include "base/log.h"
#include "base/secret.h"

enum {
    ACCOUNT_FREE_TRIES = 5,
    ADDRESS_FREE_TRIES = 30,
    WINDOW_MS = 15 * 60 * 1000,
    FIRST_DELAY_MS = 15 * 1000,
    TICKET_MS = 30 * 1000,
    TICKETS_MAX = 10000
};

/* ---- failures ---- */

struct failure {
    int count;
    int64_t last_ms, until_ms;
};

static int64_t wait_of(struct api *api, struct str key)
{
    struct failure *failure = table_find(api->failures, key);
    int64_t now = clock_mono_ms(api->config.clock);
    return failure == NULL || failure->until_ms <= now ? 0 : failure->until_ms - now;
}

static void note_failure(struct api *api, struct str key, int free_tries)
{
    int64_t now = clock_mono_ms(api->config.clock);
    struct failure *failure = table_find(api->failures, key);
    if (failure == NULL) {
        failure = HEAP_NEW(struct failure);
        table_set(api->failures, key, failure);
    }
    if (now - failure->last_ms > WINDOW_MS)
        failure->count = 0;
    failure->last_ms = now;
    failure->count++;
    int over = failure->count - free_tries;
    if (over >= 0) {
        int64_t delay = (int64_t)FIRST_DELAY_MS << (over > 6 ? 6 : over);
        failure->until_ms = now + (delay > WINDOW_MS ? WINDOW_MS : delay);
    }
}

static void forget_failure(struct api *api, struct str key)
{
    free(table_remove(api->failures, key));
}

/* ---- login ---- */

struct login {
    struct api *api;
    struct net_request *request; /* NULL once the peer is gone */
    struct arena *arena;
    struct str account, address, password;
    struct staff staff;
    bool found, right;
    char token[SECRET_TOKEN_CHARS + 1];
};

static void login_gone(void *ctx)
{
    ((struct login *)ctx)->request = NULL;
}

static void login_end(struct login *login)
{
    login->api->working--;
    arena_free(login->arena);
}

static bool is_https(const struct api *api)
{
    return str_starts(api->config.public_url, STR("https://"));
}

/* Bound to the session: whoever reads the page's origin can read it, nobody else. */
static void csrf_of(struct str token, char out[SECRET_HASH_CHARS + 1])
{
    secret_hmac(token, STR("csrf"), out);
}

static struct str me_json(struct arena *arena, const struct staff *staff, struct str token)
{
    char csrf[SECRET_HASH_CHARS + 1];
    csrf_of(token, csrf);
    struct strbuf out = strbuf_new(arena, 256);
    strbuf_add_cstr(&out, "{\"name\":");
    json_add_string(&out, staff->name);
    strbuf_addf(&out, ",\"role\":\"%s\",\"csrf\":\"%s\"}", role_name(staff->role), csrf);
    return strbuf_view(&out);
}

static struct str cookie_of(struct arena *arena, const struct api *api, const char *token,
                            bool ends)
{
    const char *name = is_https(api) ? "__Host-sid" : "sid";
    return str_printf(arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, token,
                      is_https(api) ? "; Secure" : "", ends ? "; Max-Age=0" : "");
}

static void session_added(void *ctx, enum store_status status)
{
    struct login *login = ctx;
    if (login->request != NULL && status == STORE_OK) {
        struct net_header cookie = {"set-cookie",
                                    cookie_of(login->arena, login->api, login->token, false)};
        net_reply(login->request, 200, STR("application/json"), &cookie, 1,
                  me_json(login->arena, &login->staff, str_view(login->token)));
    } else if (login->request != NULL) {
        reply_error(login->request, 503, "store_unavailable");
    }
    log_info("auth.signed_in", "staff=%" PRId64, login->staff.id);
    login_end(login);
}

static void check_password(void *ctx) /* on a worker */
{
    struct login *login = ctx;
    /* An unknown account costs the same time: a hash of nothing anybody knows. */
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                                 "0aO2Qx1cYcVXxIzcBvVYXr0nYwS5Lz0XxQyN7U5nXhA";
    char *hash = str_cstr(login->arena, login->staff.password_hash);
    login->right =
        secret_check_password(login->password, login->found ? hash : nobody) && login->found;
}

static void password_checked(void *ctx)
{
    struct login *login = ctx;
    struct api *api = login->api;
    if (!login->right) {
        note_failure(api, login->account, ACCOUNT_FREE_TRIES);
        note_failure(api, login->address, ADDRESS_FREE_TRIES);
        log_warn("auth.refused", "address=" STR_FMT, STR_ARG(login->address));
        if (login->request != NULL)
            reply_error(login->request, 401, "wrong_login");
        login_end(login);
        return;
    }
    char hash[SECRET_HASH_CHARS + 1];
    forget_failure(api, login->account);
    secret_token(login->token);
    secret_token_hash(str_view(login->token), hash);
    store_session_add(api->config.store, str_view(hash), login->staff.id, session_added, login);
}

static void staff_found(void *ctx, enum store_status status, const struct staff *staff,
                        size_t count)
{
    struct login *login = ctx;
    if (status == STORE_UNAVAILABLE || status == STORE_BUSY) {
        if (login->request != NULL)
            reply_error(login->request, 503, "store_unavailable");
        login_end(login);
        return;
    }
    login->found = status == STORE_OK && count == 1 && !staff[0].is_disabled;
    if (login->found) {
        login->staff = staff[0];
        login->staff.name = str_dup(login->arena, staff[0].name);
        login->staff.password_hash = str_dup(login->arena, staff[0].password_hash);
    }
    loop_work(login->api->config.loop, check_password, password_checked, login);
}

static bool comes_from_us(const struct api *api, struct net_request *request)
{
    return origin_is_ours(api, net_request_header(request, "origin"),
                          net_request_header(request, "host")) &&
           str_starts(net_request_header(request, "content-type"), STR("application/json"));
}

static bool too_many(struct api *api, struct net_request *request, struct str account,
                     struct str address)
{
    int64_t wait = wait_of(api, account), by_address = wait_of(api, address);
    wait = wait > by_address ? wait : by_address;
    if (wait == 0)
        return false;
    struct net_header header = {
        "retry-after", str_printf(net_request_arena(request), "%" PRId64, wait / 1000 + 1)};
    net_reply(request, 429, STR("application/json"), &header, 1,
              STR("{\"error\":\"too_many_tries\"}"));
    return true;
}

void auth_login(void *ctx, struct net_request *request)
{
    struct api *api = ctx;
    struct err err = {0};
    struct str account = {0}, password = {0};
    if (!comes_from_us(api, request)) {
        reply_error(request, 403, "wrong_origin");
        return;
    }
    json_t *body = json_parse_object(net_request_body(request), &json_limits_frame, &err);
    bool ok = body != NULL && json_get_str(body, "login", &account, &err) &&
              json_get_str(body, "password", &password, &err) && account.len <= 64 &&
              password.len <= 512;
    if (!ok) {
        reply_error(request, 400, "bad_field");
    } else {
        struct arena *arena = arena_new();
        struct login *login = ARENA_NEW(arena, struct login);
        *login = (struct login){
            .api = api,
            .request = request,
            .arena = arena,
            .account = str_printf(arena, "a:" STR_FMT, STR_ARG(account)),
            .address = str_printf(arena, "i:" STR_FMT, STR_ARG(net_request_peer(request))),
            .password = str_dup(arena, password)};
        if (too_many(api, request, login->account, login->address)) {
            arena_free(arena);
        } else {
            net_request_on_gone(request, login_gone, login);
            api->working++;
            store_staff_find(api->config.store, account, staff_found, login);
        }
    }
    json_decref(body);
}

/* ---- whoever has a session ---- */

struct asking {
    struct api *api;
    struct net_request *request;
    struct str token;
    void (*go_on)(struct asking *asking, const struct staff *staff);
};

static void asking_gone(void *ctx)
{
    ((struct asking *)ctx)->request = NULL;
}

static void session_found(void *ctx, enum store_status status, const struct staff *staff,
                          size_t count)
{
    struct asking *asking = ctx;
    asking->api->working--;
    if (asking->request != NULL) {
        if (status == STORE_OK && count == 1)
            asking->go_on(asking, &staff[0]);
        else
            reply_error(asking->request, status == STORE_NOT_FOUND ? 401 : 503,
                        status == STORE_NOT_FOUND ? "sign_in" : "store_unavailable");
    }
    free((void *)(uintptr_t)asking->token.data);
    free(asking);
}

static void with_session(struct api *api, struct net_request *request, bool changes,
                         void (*go_on)(struct asking *, const struct staff *))
{
    struct str token = net_request_cookie(request, is_https(api) ? "__Host-sid" : "sid");
    char hash[SECRET_HASH_CHARS + 1], csrf[SECRET_HASH_CHARS + 1];
    if (token.len != SECRET_TOKEN_CHARS) {
        reply_error(request, 401, "sign_in");
        return;
    }
    csrf_of(token, csrf);
    if (changes && (!comes_from_us(api, request) ||
                    !secret_equal(net_request_header(request, "x-csrf"), str_view(csrf)))) {
        reply_error(request, 403, "forged");
        return;
    }
    struct asking *asking = HEAP_NEW(struct asking);
    *asking = (struct asking){api, request, {str_heap(token), token.len}, go_on};
    net_request_on_gone(request, asking_gone, asking);
    secret_token_hash(token, hash);
    api->working++;
    store_session_find(api->config.store, str_view(hash), session_found, asking);
}

static void say_who(struct asking *asking, const struct staff *staff)
{
    reply_json(asking->request, 200,
               me_json(net_request_arena(asking->request), staff, asking->token));
}

void auth_me(void *ctx, struct net_request *request)
{
    with_session(ctx, request, false, say_who);
}

static void ended(void *ctx, enum store_status status)
{
    (void)status;
    ((struct api *)ctx)->working--;
}

static void end_session(struct asking *asking, const struct staff *staff)
{
    (void)staff;
    char hash[SECRET_HASH_CHARS + 1];
    secret_token_hash(asking->token, hash);
    asking->api->working++;
    store_session_end(asking->api->config.store, str_view(hash), ended, asking->api);
    struct net_header cookie = {
        "set-cookie", cookie_of(net_request_arena(asking->request), asking->api, "", true)};
    net_reply(asking->request, 200, STR("application/json"), &cookie, 1, STR("{}"));
}

void auth_logout(void *ctx, struct net_request *request)
{
    with_session(ctx, request, true, end_session);
}

/* ---- cases ---- */

/* A request about cases on its way; request is NULL when the client has gone. */
struct case_call {
    struct api *api;
    struct net_request *request;
};

static void case_call_gone(void *ctx)
{
    ((struct case_call *)ctx)->request = NULL;
}

static void case_answered(void *ctx, enum channel_fault fault, struct str frame)
{
    struct case_call *call = ctx;
    int status = fault == FAULT_NONE        ? 200
                 : fault == FAULT_NOT_FOUND ? 404
                 : fault == FAULT_BUSY      ? 429
                                            : 503;
    call->api->working--;
    if (call->request != NULL) {
        net_request_on_gone(call->request, NULL, NULL);
        reply_json(call->request, status, frame);
    }
    free(call);
}

static void ask_about_case(struct asking *asking, const struct staff *staff)
{
    struct api *api = asking->api;
    struct channel_frame frame;
    struct channel_error error = {.fault = FAULT_UNKNOWN_TYPE};
    struct case_call *call = HEAP_NEW(struct case_call);
    *call = (struct case_call){api, asking->request};
    net_request_on_gone(asking->request, case_call_gone, call);
    if (web_decode_desk(net_request_body(asking->request), net_request_arena(asking->request),
                        &frame, &error)) {
        api->working++;
        if (hub_case_request(api->config.hub, staff, &frame, case_answered, call))
            return;
        api->working--;
        error.fault = FAULT_UNKNOWN_TYPE;
    }
    struct strbuf text = strbuf_new(net_request_arena(asking->request), 256);
    web_encode_error(&error, &text);
    net_request_on_gone(asking->request, NULL, NULL);
    reply_json(asking->request, 400, strbuf_view(&text));
    free(call);
}

void auth_cases(void *ctx, struct net_request *request)
{
    with_session(ctx, request, true, ask_about_case);
}

/* ---- tickets ---- */

struct ticket {
    int64_t until_ms;
    struct staff staff;
    char *name, *login;
};

static void free_ticket(struct ticket *ticket)
{
    free(ticket->name);
    free(ticket->login);
    free(ticket);
}

static void make_ticket(struct asking *asking, const struct staff *staff)
{
    struct api *api = asking->api;
    char token[SECRET_TOKEN_CHARS + 1];
    if (table_count(api->tickets) >= TICKETS_MAX) {
        reply_error(asking->request, 503, "busy");
        return;
    }
    struct ticket *ticket = HEAP_NEW(struct ticket);
    *ticket = (struct ticket){clock_mono_ms(api->config.clock) + TICKET_MS, *staff,
                              str_heap(staff->name), str_heap(staff->login)};
    ticket->staff.password_hash = STR("");
    secret_token(token);
    table_set(api->tickets, str_view(token), ticket);
    reply_json(asking->request, 200,
               str_printf(net_request_arena(asking->request), "{\"ticket\":\"%s\"}", token));
}

void auth_ticket(void *ctx, struct net_request *request)
{
    with_session(ctx, request, true, make_ticket);
}

bool auth_take_ticket(struct api *api, struct str text, struct staff *out, struct arena *arena)
{
    struct ticket *ticket = table_remove(api->tickets, text);
    if (ticket == NULL)
        return false;
    bool good = ticket->until_ms >= clock_mono_ms(api->config.clock);
    *out = ticket->staff;
    out->name = str_dup(arena, str_view(ticket->name));
    out->login = str_dup(arena, str_view(ticket->login));
    free_ticket(ticket);
    return good;
}

/* ---- what time does away with ---- */

static void find_newest(void *value, void *ctx)
{
    /* Tickets are few and short-lived: when the newest is old, all are. */
    struct ticket *ticket = value;
    int64_t *newest = ctx;
    if (ticket->until_ms > *newest)
        *newest = ticket->until_ms;
}

static void free_ticket_value(void *value, void *ctx)
{
    (void)ctx;
    free_ticket(value);
}

void auth_forget_all(struct api *api)
{
    table_each(api->tickets, free_ticket_value, NULL);
    table_free(api->tickets);
    api->tickets = table_new();
}

void auth_tick(struct api *api)
{
    int64_t newest = 0;
    if (table_count(api->tickets) == 0)
        return;
    table_each(api->tickets, find_newest, &newest);
    if (newest < clock_mono_ms(api->config.clock))
        auth_forget_all(api);
}
