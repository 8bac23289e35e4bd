/* Shorthand that means one thing here and another there: the context rules of teencode.tsv. */
#include "words.h"

static void the_neighbours_decide(void **state)
{
    static const struct reading_case cases[] = {
        /* bao nhiêu, bạn */
        {"giá bn", "gia bao nhieu"},
        {"bn cho mình hỏi", "ban cho minh hoi"},
        {"bn ơi", "ban oi"},
        {"bn nhiêu tiền", "bao nhieu tien"},
        /* chuyển khoản, chồng, chiết khấu */
        {"ck qua vcb", "chuyen khoan qua vcb"},
        {"ck vk mình", "chong vo minh"},
        {"ck 5% cho sỉ", "chiet khau <size> cho si"},
        {"ck 500k rồi", "chuyen khoan <money> roi"},
        /* mình, triệu, mét, a size */
        {"m muốn mua", "minh muon mua"},
        {"dây 5 m", "day <num> m"},
        {"giá 4 m 5", "gia <money>"},
        {"áo size m", "ao size m"},
        /* tôi, tháng */
        {"t muốn mua", "toi muon mua"},
        {"bảo hành 6t", "bao hanh <dur>"},
        {"bảo hành 6 t", "bao hanh <num> thang"},
        /* triệu, trời */
        {"5tr", "<money>"},
        {"mấy tr vậy", "may trieu vay"},
        {"tr ơi", "troi oi"},
        /* không, hộ khẩu */
        {"có giao hk", "co giao khong"},
        {"cần cmnd và hk", "can chung minh nhan dan va ho khau"},
        /* mình, mật khẩu */
        {"mk quên mk", "minh quen mat khau"},
        {"lấy lại mk", "lay lai mat khau"},
        {"mk mua máy", "minh mua may"},
        /* không, kilogram */
        {"kg có", "khong co"},
        {"nặng 5 kg", "nang <size>"},
        {"nặng mấy kg", "nang may kg"},
        /* bảo hành, bao giờ, bây giờ */
        {"bh bao lâu", "bao hanh bao lau"},
        {"bh có hàng", "bao gio co hang"},
        {"bh em muốn đổi", "bay gio em muon doi"},
        {"máy đi bh", "may di bao hanh"},
        /* hồ sơ, học sinh */
        {"hs vay gồm gì", "ho so vay gom gi"},
        {"em là hs", "em la hoc sinh"},
        /* chị */
        {"c ơi", "chi oi"},
        {"cáp usb c", "cap usb c"},
        /* thế nào, tin nhắn */
        {"đổi tn", "doi the nao"},
        {"gửi tn rồi", "gui tin nhan roi"},
        /* broken is never "không" */
        {"máy hỏng", "may hong"},
        {"hỏng máy rồi", "hong may roi"},
        /* được, địa chỉ */
        {"đổi đc không", "doi duoc khong"},
        {"xin đc shop", "xin dia chi shop"},
        {"gửi đc cho em", "gui dia chi cho em"},
        {"sai đc nhận hàng", "sai dia chi nhan hang"},
        {"co dc doi ko", "co duoc doi khong"},
        /* được, đăng ký, điều kiện */
        {"đk tài khoản", "dang ki tai khoan"},
        {"không đủ đk", "khong du duoc"},
        {"không đủ đk mua", "khong du dieu kien mua"},
        {"đổi đk ko", "doi duoc khong"},
        /* vậy, sao, gì; never beside a digit, a brand or a size */
        {"sao v", "sao vay"},
        {"sao lâu z shop", "sao lau vay shop"},
        {"samsung z flip", "samsung z flip"},
        {"pin 3 v", "pin <num> v"},
        {"s chưa giao", "sao chua giao"},
        {"galaxy s", "galaxy s"},
        {"áo S còn", "ao s con"},
        {"mua j", "mua gi"},
        {"galaxy j 7", "galaxy j <num>"},
        /* giờ */
        {"mấy h mở", "may gio mo"},
        {"8h mở", "<time> mo"},
        /* ạ at the end of a message without marks, anh elsewhere */
        {"bao hanh bao lau a", "bao hanh bao lau a"},
        {"cảm ơn a", "cam on anh"},
        /* goodbye only in a message of two words */
        {"bb", "tam biet"},
        {"bb shop", "tam biet shop"},
        {"dang bai len nhom", "dang bai len nhom"},
        {"pp cotton đẹp", "pp cotton dep"},
        /* others of the table's notes */
        {"0 đc", "khong duoc"},
        {"mua 0 cái", "mua <num> cai"},
        {"hỗ trợ kh tốt", "ho tro khach hang tot"},
        {"kh có", "khong co"},
        {"km có gì", "khuyen mai co gi"},
        {"mua 2 ty", "mua <money>"},
        {"tivi full hd", "tivi full hd"},
        {"hd em lắp", "huong dan em lap"},
        {"xuất hd", "xuat hoa don"},
        {"mở cửa cn", "mo cua chi nhanh"},
        {"t7 cn có mở", "t7 chu nhat co mo"},
        {"vn chưa nhận", "van chua nhan"},
        {"off 50%", "giam gia <size>"},
        {"tắt off", "tat off"},
        {"lap dat may lanh", "lap dat may lanh"},
    };
    check_cases(*state, FORM_F, cases, COUNT(cases));
}

static void variants_of_spelling_meet_in_f(void **state)
{
    static const struct reading_case cases[] = {
        {"kĩ lí quí mĩ tỉ", "ki li qui mi ti"},
        {"kỹ lý quý mỹ tỷ", "ki li qui mi ti"},
        {"yêu Vy Thúy", "yeu vi thuy"},
        {"bịnh nhứt vầy trã", "benh nhat vay tra"},
        {"sữa sửa", "sua sua"},
        {"giùm dùm", "giup giup"},
        {"mua i phone", "mua iphone"},
        {"có free ship ko", "co mien phi giao hang khong"},
        {"i phone,", "iphone"},
        {"i, phone", "i phone"}, /* not one word */
    };
    check_cases(*state, FORM_F, cases, COUNT(cases));
}

/* What is not certain goes into F alone: A keeps what was typed. */
static void a_keeps_what_is_not_certain(void **state)
{
    static const struct reading_case cases[] = {
        {"mua i phone", "mua i phone"},     {"bn nhiêu", "bao nhiêu"}, {"hs", "hs"},
        {"máy bịnh", "máy bịnh"},           {"giao dc", "giao được"}, /* the condition holds */
        {"free ship nhé", "free ship nhé"},
    };
    check_cases(*state, FORM_A, cases, COUNT(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(the_neighbours_decide),
        test_with_words(variants_of_spelling_meet_in_f),
        test_with_words(a_keeps_what_is_not_certain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
