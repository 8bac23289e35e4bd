/*
 * Any bytes as a frame of a visitor and of the desk: taken or refused with a code; what is taken
 * keeps to the limits, and its text put into a new frame is read back the same.
 */
#include <stdint.h>

#include "base/json.h"
#include "base/must.h"
#include "channel/web.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok, const struct channel_frame *frame, const struct channel_error *error)
{
    must(ok == (error->fault == FAULT_NONE));
    must(ok || channel_fault_code(error->fault)[0] != '\0');
    if (!ok)
        return;
    must(frame->client_id.len <= CHANNEL_CLIENT_ID_MAX);
    must(frame->payload.len <= CHANNEL_PAYLOAD_MAX);
    must(frame->seq >= 0 && frame->number >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str bytes = {(const char *)data, size};
    struct channel_frame frame, again;
    struct channel_error error;
    bool ok = web_decode_desk(bytes, arena, &frame, &error);
    check(ok, &frame, &error);
    ok = web_decode(bytes, arena, &frame, &error);
    check(ok, &frame, &error);
    struct strbuf out = strbuf_new(arena, 256);
    if (!ok) {
        web_encode_error(&error, &out);
    } else if (frame.verb == VERB_SAY) {
        strbuf_add_cstr(&out, "{\"type\":\"say\",\"client_id\":");
        json_add_string(&out, frame.client_id);
        strbuf_add_cstr(&out, ",\"text\":");
        json_add_string(&out, frame.text);
        strbuf_add_byte(&out, '}');
        must(web_decode(strbuf_view(&out), arena, &again, &error));
        must(str_equal(frame.text, again.text));
        must(str_equal(frame.client_id, again.client_id));
    }
    arena_free(arena);
    return 0;
}
