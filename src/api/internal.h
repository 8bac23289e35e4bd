/*
 * What the files of the api share.
 */
#ifndef API_INTERNAL_H
#define API_INTERNAL_H

#include "api/api.h"
#include "base/table.h"
#include "channel/web.h"

struct api {
    struct api_config config;
    struct net_server *server;
    struct table *lines;     /* visitors' and agents' connections by number */
    struct table *polls;     /* long-poll sessions by id */
    struct table *tickets;   /* one-use tickets of agents */
    struct table *failures;  /* sign-ins that failed, by account and by address */
    struct table *newcomers; /* new conversations by address */
    struct help *help;
    struct loop_timer *tick;
    int64_t next_line, ticks;
    int working; /* passwords being checked, store calls under way */
};

/*
 * A line is one connection, whatever carries it: a WebSocket, or the long poll. The carrier gives
 * it bytes and takes frames.
 */
struct line_carrier {
    bool (*send)(void *carrier, struct str frame); /* false: it is being cut */
    void (*close)(void *carrier, int code, const char *reason);
    void *carrier;
};

struct line;

/* peer and cookie are copied. The carrier calls line_gone() once when it is gone. */
struct line *line_new_visitor(struct api *api, struct line_carrier carrier, struct str peer);
struct line *line_new_agent(struct api *api, struct line_carrier carrier, struct str peer);
void line_receive(struct line *line, struct str bytes);
void line_gone(struct line *line);
void lines_tick(struct api *api); /* once a second: who has not said hello in time */
void lines_goodbye(struct api *api);

/* ---- auth.c ---- */

void auth_login(void *ctx, struct net_request *request);
void auth_logout(void *ctx, struct net_request *request);
void auth_me(void *ctx, struct net_request *request);
void auth_ticket(void *ctx, struct net_request *request);
void auth_cases(void *ctx, struct net_request *request);
void auth_tick(struct api *api);
void auth_forget_all(struct api *api); /* the tickets */

/* The person a ticket was made for; each ticket works once. false: unknown or too old. */
bool auth_take_ticket(struct api *api, struct str ticket, struct staff *out, struct arena *arena);

/* ---- poll.c ---- */

void poll_post(void *ctx, struct net_request *request);
void poll_tick(struct api *api);
void poll_free_all(struct api *api);

/* ---- pages.c, health.c ---- */

void pages_asset(void *ctx, struct net_request *request);
void pages_demo(void *ctx, struct net_request *request);
void pages_demo_en(void *ctx, struct net_request *request);
void pages_desk(void *ctx, struct net_request *request);
void pages_loader(void *ctx, struct net_request *request);   /* /w/loader.js with the brand */
void pages_chatwoot(void *ctx, struct net_request *request); /* the address Chatwoot has */
void pages_chat(void *ctx, struct net_request *request);     /* the chat as a whole page */
void pages_brand(void *ctx, struct net_request *request);    /* the brand's colour as CSS */
void health_live(void *ctx, struct net_request *request);
void health_ready(void *ctx, struct net_request *request);
void health_metrics(void *ctx, struct net_request *request);

/* ---- help.c: GET only, bounded, kept a while, so many a second of one address ---- */

struct help *help_new(void);

/* Waits for the searches under way; they take milliseconds. */
void help_free(struct api *api);

void help_get_list(void *ctx, struct net_request *request);    /* /api/help?q=&lang= */
void help_get_one(void *ctx, struct net_request *request);     /* /api/help/ID */
void help_get_index(void *ctx, struct net_request *request);   /* /help?q= */
void help_get_page(void *ctx, struct net_request *request);    /* /help/ID */
void help_get_sitemap(void *ctx, struct net_request *request); /* /sitemap.xml */

/* ---- shared ---- */

/* Whether this Origin may open the visitors' door: the server's own, or a configured site. */
bool origin_is_ours(const struct api *api, struct str origin, struct str host);
bool origin_may_visit(const struct api *api, struct str origin, struct str host);

void reply_json(struct net_request *request, int status, struct str json);
void reply_error(struct net_request *request, int status, const char *code);

#endif
