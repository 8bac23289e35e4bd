/*
 * How much one address may take. Vietnamese carriers put many people behind one address, so these
 * are generous; what one visitor may do is limited above, by token. IPv6 counts by /64.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "net/internal.h"

enum { ADDRESSES_MAX = 100000, BURST_FACTOR = 4 };

/* The /64 of an IPv6 address, an IPv4 address as it is. */
static struct str key_of(struct str peer, char *buffer, size_t size)
{
    char text[PEER_CHARS];
    struct in6_addr v6;
    if (peer.len >= sizeof(text))
        return peer;
    memcpy(text, peer.data, peer.len);
    text[peer.len] = '\0';
    if (inet_pton(AF_INET6, text, &v6) != 1 || IN6_IS_ADDR_V4MAPPED(&v6))
        return peer;
    memset(v6.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &v6, buffer, (socklen_t)size);
    return str_view(buffer);
}

static struct address *find(struct net_server *server, struct str peer)
{
    char buffer[PEER_CHARS];
    struct str key = key_of(peer, buffer, sizeof(buffer));
    struct address *address = table_find(server->addresses, key);
    if (address == NULL && table_count(server->addresses) < ADDRESSES_MAX) {
        address = HEAP_NEW(struct address);
        address->tokens = server->config.per_address_rate * BURST_FACTOR;
        address->filled_at_ms = clock_mono_ms(&server->clock);
        table_set(server->addresses, key, address);
    }
    return address; /* NULL: a hundred thousand addresses at once; refuse new ones */
}

static void forget_if_idle(struct net_server *server, struct str peer, struct address *address)
{
    char buffer[PEER_CHARS];
    if (address->open == 0 && address->tokens >= server->config.per_address_rate * BURST_FACTOR - 1)
        free(table_remove(server->addresses, key_of(peer, buffer, sizeof(buffer))));
}

static void refill(struct net_server *server, struct address *address)
{
    int64_t now_ms = clock_mono_ms(&server->clock);
    double rate = server->config.per_address_rate;
    address->tokens += (double)(now_ms - address->filled_at_ms) * rate / 1000.0;
    if (address->tokens > rate * BURST_FACTOR)
        address->tokens = rate * BURST_FACTOR;
    address->filled_at_ms = now_ms;
}

bool limits_admit(struct net_server *server, struct str peer)
{
    struct address *address = find(server, peer);
    if (address == NULL)
        return false;
    refill(server, address);
    if (address->tokens < 1)
        return false;
    address->tokens -= 1;
    return true;
}

bool limits_open(struct net_server *server, struct str peer)
{
    struct address *address = find(server, peer);
    if (address == NULL || address->open >= server->config.per_address_max)
        return false;
    address->open++;
    return true;
}

void limits_close(struct net_server *server, struct str peer)
{
    struct address *address = find(server, peer);
    if (address == NULL || address->open == 0)
        return;
    address->open--;
    refill(server, address);
    forget_if_idle(server, peer, address);
}
