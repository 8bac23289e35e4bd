#include "model/data.h"

#include "base/must.h"

#define NAME(text) STR_INIT(text)

/* ---- the tables the program knows ---- */

#define KEY   true
#define MUST  true
#define WORDS true
#define NO    false

static const struct data_column orders[] = {
    {NAME("code"), DATA_CODE, KEY, MUST, NO,
     STR_INIT("ma don|ma don hang|so don|so don hang|don hang|order|order code")},
    {NAME("phone"), DATA_PHONE, KEY, MUST, NO,
     STR_INIT("dien thoai|so dien thoai|sdt|dt|mobile|phone number")},
    {NAME("name"), DATA_TEXT, NO, NO, NO,
     STR_INIT("khach hang|ten khach|ten khach hang|ho ten|nguoi nhan|customer")},
    {NAME("state"), DATA_STATE, NO, MUST, NO, STR_INIT("trang thai|tinh trang|status")},
    {NAME("product"), DATA_TEXT, NO, NO, NO,
     STR_INIT("san pham|hang hoa|mat hang|ten hang|noi dung|items")},
    {NAME("serial"), DATA_CODE, KEY, NO, NO, STR_INIT("so serial|seri|so seri|imei|so may")},
    {NAME("total"), DATA_MONEY, NO, NO, NO,
     STR_INIT("tong tien|thanh tien|gia tri|tri gia|amount")},
    {NAME("ordered_on"), DATA_DATE, NO, NO, NO,
     STR_INIT("ngay mua|ngay dat|ngay dat hang|order date|date")},
    {NAME("deliver_on"), DATA_DATE, NO, NO, NO,
     STR_INIT("ngay giao du kien|du kien giao|giao du kien|hen giao|ngay hen giao|eta")},
    {NAME("delivered_on"), DATA_DATE, NO, NO, NO,
     STR_INIT("ngay giao|ngay giao hang|ngay nhan|da giao ngay|delivery date")},
    {NAME("address"), DATA_TEXT, NO, NO, NO,
     STR_INIT("dia chi|dia chi giao|dia chi giao hang|noi giao|shipping address")},
    {NAME("carrier"), DATA_TEXT, NO, NO, NO, STR_INIT("don vi giao|van chuyen|don vi van chuyen")},
    {NAME("tracking"), DATA_CODE, KEY, NO, NO, STR_INIT("ma van don|van don|tracking code")},
};

static const struct data_column warranties[] = {
    {NAME("serial"), DATA_CODE, KEY, MUST, NO,
     STR_INIT("so serial|seri|so seri|serial number|imei|so may|so imei")},
    {NAME("phone"), DATA_PHONE, KEY, NO, NO,
     STR_INIT("dien thoai|so dien thoai|sdt|dt|mobile|phone number")},
    {NAME("name"), DATA_TEXT, NO, NO, NO,
     STR_INIT("khach hang|ten khach|ten khach hang|ho ten|customer")},
    {NAME("product"), DATA_TEXT, NO, MUST, NO,
     STR_INIT("san pham|ten hang|ten san pham|may|product name")},
    {NAME("order"), DATA_CODE, KEY, NO, NO, STR_INIT("ma don|ma don hang|so don|don hang")},
    {NAME("bought_on"), DATA_DATE, NO, NO, NO, STR_INIT("ngay mua|ngay kich hoat|purchase date")},
    {NAME("until"), DATA_DATE, NO, MUST, NO,
     STR_INIT("han bao hanh|het han|bao hanh den|ngay het han|den ngay|expires")},
};

static const struct data_column products[] = {
    {NAME("code"), DATA_CODE, KEY, MUST, NO, STR_INIT("ma|ma hang|ma san pham|sku|product code")},
    {NAME("name"), DATA_TEXT, NO, MUST, WORDS,
     STR_INIT("ten|ten hang|ten san pham|san pham|product")},
    {NAME("kind"), DATA_TEXT, NO, NO, WORDS,
     STR_INIT("loai|nhom|nganh hang|danh muc|category|group")},
    {NAME("brand"), DATA_TEXT, NO, NO, WORDS, STR_INIT("hang|thuong hieu|nhan hieu|nha san xuat")},
    {NAME("price"), DATA_MONEY, NO, NO, NO, STR_INIT("gia|gia ban|don gia")},
    {NAME("stock"), DATA_NUMBER, NO, NO, NO, STR_INIT("ton|ton kho|so luong ton|so luong")},
    {NAME("warranty_months"), DATA_NUMBER, NO, NO, NO,
     STR_INIT("bao hanh|thang bao hanh|bao hanh thang|warranty")},
    {NAME("article"), DATA_TEXT, NO, NO, NO, STR_INIT("bai viet")},
    {NAME("note"), DATA_TEXT, NO, NO, NO, STR_INIT("mo ta|thong tin|dac diem|ghi chu|description")},
};

static const struct data_column branches[] = {
    {NAME("code"), DATA_CODE, KEY, MUST, NO, STR_INIT("ma|ma chi nhanh|ma cua hang")},
    {NAME("name"), DATA_TEXT, NO, MUST, WORDS,
     STR_INIT("ten|ten chi nhanh|ten cua hang|chi nhanh|cua hang")},
    {NAME("address"), DATA_TEXT, NO, MUST, WORDS, STR_INIT("dia chi")},
    {NAME("city"), DATA_TEXT, NO, NO, WORDS, STR_INIT("tinh|thanh pho|tp|tinh thanh|province")},
    {NAME("district"), DATA_TEXT, NO, NO, WORDS, STR_INIT("quan|huyen|quan huyen")},
    {NAME("phone"), DATA_PHONE, NO, NO, NO, STR_INIT("dien thoai|so dien thoai|sdt|dt")},
    {NAME("hours"), DATA_TEXT, NO, NO, NO, STR_INIT("gio|gio mo cua|gio lam viec|opening hours")},
    {NAME("map"), DATA_TEXT, NO, NO, NO, STR_INIT("ban do|link ban do")},
};

static const struct data_table known[] = {
    {NAME("orders"), orders, COUNT(orders)},
    {NAME("warranties"), warranties, COUNT(warranties)},
    {NAME("products"), products, COUNT(products)},
    {NAME("branches"), branches, COUNT(branches)},
};

const struct data_table *data_known_at(size_t i)
{
    return i < COUNT(known) ? &known[i] : NULL;
}

const struct data_table *data_known(struct str name)
{
    for (size_t i = 0; i < COUNT(known); i++) {
        if (str_equal(known[i].name, name))
            return &known[i];
    }
    return NULL;
}

ptrdiff_t data_column_find(const struct data_table *table, struct str name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (str_equal(table->columns[i].name, name))
            return (ptrdiff_t)i;
    }
    return -1;
}

/* ---- names ---- */

bool data_name_is_good(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = c >= 'a' && c <= 'z';
        if (!letter && (i == 0 || (c != '_' && (c < '0' || c > '9'))))
            return false;
    }
    return name.len >= 1 && name.len <= DATA_NAME_MAX;
}

static const char *const kinds[] = {"text", "code", "phone", "date", "money", "number", "state"};

const char *data_kind_name(enum data_kind kind)
{
    return kinds[kind];
}

bool data_kind_from_name(struct str name, enum data_kind *out)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_is(name, kinds[i])) {
            *out = (enum data_kind)i;
            return true;
        }
    }
    return false;
}
