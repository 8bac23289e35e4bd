#include "dialogue/flow_texts.h"

/* In the order of enum message_key from MESSAGE_FLOW_FIRST on. */
static const struct {
    const char *text[LOCALE_COUNT];
} texts[] = {
    /* flow.cancelled */
    {{"Dạ vâng, em dừng việc này lại ạ. Khi nào cần, anh/chị cứ nhắn em nhé.",
      "All right, I have stopped this. Write to me whenever you need it."}},
    /* flow.waiting */
    {{"Dạ vâng, anh/chị cứ thong thả ạ, khi nào xong thì nhắn em nhé.",
      "Of course, take your time and write when you are ready."}},
    /* flow.back */
    {{"Dạ, mình quay lại phần {flow} nhé ạ.", "Now back to: {flow}."}},
    /* flow.remind */
    {{"Dạ, anh/chị còn ở đó không ạ? Em vẫn chờ để làm tiếp phần {flow} cho mình.",
      "Are you still there? I am ready to go on with: {flow}."}},
    /* flow.closed */
    {{"Dạ, em tạm dừng phần {flow} ở đây ạ. Khi nào tiện, anh/chị nhắn lại, em làm tiếp ngay.",
      "I am pausing this here. Write again whenever it suits you and we will go on."}},
    /* flow.offer_person */
    {{"Dạ, em vẫn chưa đọc được thông tin này, em xin lỗi ạ. Anh/chị muốn gặp nhân viên để được hỗ "
      "trợ, hay mình thử lại ạ?",
      "I still could not read that, sorry. Shall I connect you to a person, or would you like to "
      "try "
      "again?"}},
    /* flow.stale */
    {{"Dạ, quy trình này bên em vừa được cập nhật, em xin phép hỏi lại một chút ạ.",
      "This procedure has just been updated, so let me ask again."}},
    /* flow.corrected */
    {{"Dạ, em sửa lại {slot} là {value} ạ.", "I have changed {slot} to {value}."}},
    /* flow.noted */
    {{"Dạ, em ghi nhận rồi ạ.", "Noted, thank you."}},
    /* flow.again */
    {{"Dạ, em chưa đọc được ạ.", "I could not read that."}},
    /* flow.imei */
    {{"Dạ, số IMEI này hình như gõ nhầm một chữ số ạ (số kiểm tra ở cuối không khớp). Anh/chị xem "
      "lại giúp em, hoặc bấm *#06# trên máy để thấy số đúng ạ.",
      "One digit of this IMEI seems to be wrong: the check digit does not fit. Please look again, "
      "or "
      "dial *#06# on the phone."}},
    /* flow.future */
    {{"Dạ, ngày này còn chưa tới ạ. Anh/chị xem lại giúp em ngày đúng nhé.",
      "That day is still to come. Please check the date."}},
    /* flow.failed */
    {{"Dạ, hệ thống bên em đang trục trặc nên em chưa làm được việc này ạ.",
      "Something is wrong on our side, so I could not do this."}},
    /* flow.still_working */
    {{"Dạ, em đang kiểm tra, anh/chị chờ em một chút ạ.",
      "I am still checking, one moment please."}},
    /* queue.left */
    {{"Dạ vâng, em đã hủy yêu cầu gặp nhân viên ạ. Anh/chị cần gì cứ nhắn em, hoặc nhắn \"gặp nhân "
      "viên\" khi cần nhé.",
      "All right, you are no longer waiting for a person. Ask me anything, or write \"talk to a "
      "person\" whenever you need one."}},
    {{"Đúng rồi", "Yes"}},      /* button.yes */
    {{"Chưa đúng", "No"}},      /* button.no */
    {{"Bỏ qua", "Skip"}},       /* button.skip */
    {{"Thử lại", "Try again"}}, /* button.retry */
};

_Static_assert(COUNT(texts) == MESSAGE_KEY_COUNT - MESSAGE_FLOW_FIRST, "one text for each key");

struct variants flow_text(enum message_key key, enum locale locale, struct arena *arena)
{
    struct variants variants = {.count = 1};
    must(key >= MESSAGE_FLOW_FIRST && key < MESSAGE_KEY_COUNT);
    variants.items = ARENA_NEW(arena, struct str);
    variants.items[0] = str_view(texts[key - MESSAGE_FLOW_FIRST].text[locale]);
    return variants;
}
