/*
 * Everything the outside can ask for over HTTP and WebSocket: visitors, agents, sign-in, pages,
 * health. One file per group. Loop thread only.
 */
#ifndef API_API_H
#define API_API_H

#include "base/embedded.h"
#include "hub/hub.h"
#include "net/server.h"

struct api;

struct api_config {
    struct loop *loop;
    const struct clock *clock;
    struct store *store;
    struct hub *hub;
    const struct embedded *embedded;
    struct str origins;           /* comma-separated sites that may embed the widget, or "" */
    struct str public_url;        /* "https://chat.shop.vn" behind a proxy; or "" */
    double conversations_per_min; /* of one address */
    struct str brand;             /* JSON object for loader.js: name, colour, …; or "" */
    struct str brand_color;       /* "#0d6b57", or "" for the widget's own */
    const char *version;
};

struct api *api_new(const struct api_config *config);
void api_free(struct api *api);

/* What the network floor is to serve; the tables live as long as the api. ctx is the api. */
void api_routes(struct api *api, struct net_config *net);
void api_set_server(struct api *api, struct net_server *server);

/* Tells every connection that the server stops, and asks each to come back at another moment. */
void api_say_goodbye(struct api *api);

/* Connections that are still there. */
size_t api_connections(const struct api *api);

#endif
