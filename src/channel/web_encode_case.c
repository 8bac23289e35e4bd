/* Frames to the desk about cases and customers. */
#include "channel/encode.h"
#include "channel/web.h"

static void add_case(const struct case_file *one, struct strbuf *out)
{
    strbuf_addf(out, "{\"kind\":\"%s\",\"state\":\"%s\"", case_kind_name(one->kind),
                case_state_name(one->state));
    add_field(out, "code", one->code);
    add_field(out, "title", one->title);
    add_field(out, "category", one->category);
    add_field(out, "team", one->team);
    add_number(out, "priority", one->priority);
    add_field(out, "conversation", one->public_id);
    add_number(out, "owner_id", one->owner);
    add_field(out, "owner_name", one->owner_name);
    add_number(out, "opened_at", one->opened_at_ms);
    add_number(out, "due_at", one->due_at_ms);
    add_number(out, "updated_at", one->updated_at_ms);
}

void web_encode_desk_cases(const char *filter, const struct case_file *cases, size_t count,
                           struct strbuf *out)
{
    begin(out, "cases");
    add_field(out, "filter", str_view(filter));
    strbuf_add_cstr(out, ",\"cases\":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add_byte(out, ',');
        add_case(&cases[i], out);
        end(out);
    }
    strbuf_add_byte(out, ']');
    end(out);
}

void web_encode_desk_case(const struct case_file *found, const struct case_entry *history,
                          size_t count, struct strbuf *out)
{
    begin(out, "case");
    strbuf_add_cstr(out, ",\"case\":");
    add_case(found, out);
    add_field(out, "text", found->text);
    add_object(out, "fields", found->fields);
    end(out);
    strbuf_add_cstr(out, ",\"history\":[");
    for (size_t i = 0; i < count; i++) {
        strbuf_addf(out, "%s{\"at\":%lld", i > 0 ? "," : "", (long long)history[i].at_ms);
        add_field(out, "author", history[i].author);
        add_field(out, "what", history[i].what);
        add_field(out, "text", history[i].text);
        add_flag(out, "public", history[i].is_public);
        end(out);
    }
    strbuf_add_byte(out, ']');
    end(out);
}

static void add_feelings(const struct web_customer *customer, struct strbuf *out)
{
    strbuf_add_cstr(out, ",\"mood\":[");
    for (size_t i = 0; i < customer->mood_count; i++) {
        strbuf_addf(out, "%s{\"mood\":%d", i > 0 ? "," : "", customer->moods[i].mood);
        add_number(out, "seq", customer->moods[i].seq);
        add_number(out, "at", customer->moods[i].at_ms);
        end(out);
    }
    strbuf_add_cstr(out, "],\"ratings\":[");
    for (size_t i = 0; i < customer->rating_count; i++) {
        strbuf_addf(out, "%s{\"kind\":\"%s\",\"score\":%d", i > 0 ? "," : "",
                    rating_kind_name(customer->ratings[i].kind), customer->ratings[i].score);
        add_field(out, "text", customer->ratings[i].text);
        add_number(out, "at", customer->ratings[i].at_ms);
        end(out);
    }
    strbuf_add_byte(out, ']');
}

void web_encode_desk_customer(const struct web_customer *customer, struct strbuf *out)
{
    const struct customer_known *known = &customer->known;
    begin(out, "customer");
    add_field(out, "conversation", customer->conversation);
    add_field(out, "name", known->name);
    add_field(out, "pronoun", known->pronoun);
    add_field(out, "phone", known->phone);
    add_field(out, "email", known->email);
    add_field(out, "address", known->address);
    add_flag(out, "proved", customer->is_proved);
    add_field(out, "tags", customer->tags);
    add_field(out, "notes", customer->notes);
    add_feelings(customer, out);
    strbuf_add_cstr(out, ",\"past\":[");
    for (size_t i = 0; i < customer->past_count; i++) {
        strbuf_addf(out, "%s{\"mode\":\"%s\"", i > 0 ? "," : "", mode_name(customer->past[i].mode));
        add_field(out, "conversation", customer->past[i].public_id);
        add_number(out, "updated_at", customer->past[i].updated_at_ms);
        end(out);
    }
    strbuf_add_byte(out, ']');
    end(out);
}
