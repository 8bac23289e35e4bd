#include "check.h"

#include <string.h>

#include "kb/article.h"
#include "kb/passages.h"

static void markdown_becomes_lines_and_blocks(void **state)
{
    static const struct {
        const char *markdown, *plain;
    } cases[] = {
        {"", ""},
        {"Một *đoạn* [văn](https://a.vn) `mã`.", "Một đoạn văn mã."},
        {"Một\nđoạn", "Một đoạn"},
        {"Một\n\nHai", "Một\n\nHai"},
        {"Dòng  \nngắt", "Dòng\nngắt"},
        {"# Đầu đề\n\nĐoạn\n\nĐoạn hai", "Đầu đề\nĐoạn\n\nĐoạn hai"},
        {"- một\n- hai\n\nSau", "một\nhai\n\nSau"},
        {"Gồm:\n\n1. một\n2. hai", "Gồm:\nmột\nhai"},
        {"- một\n  - một a\n- hai", "một\nmột a\nhai"},
        {"| A | B |\n|---|---|\n| 1 | 2 |\n\nSau", "A | B\n1 | 2\n\nSau"},
        {"Trước\n\n<b onclick=x>đậm</b>", "Trước\n\n<b onclick=x>đậm</b>"},
        {"```\nmã\n\nmã 2\n```\nSau", "mã\nmã 2\n\nSau"},
        {"![ảnh](x.png) chữ", "ảnh chữ"},
        {"o\xCC\x82\xCC\x89", "ổ"},             /* three code points become one */
        {"&lt;b&gt; &amp; &nbsp;x", "<b> & x"}, /* no entities are left */
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_str(article_plain(*state, str_view(cases[i].markdown)), cases[i].plain);
}

static void plain_text_is_its_own_display_form(void **state)
{
    struct strbuf text = strbuf_new(*state, 0);
    for (int i = 0; i < 3000; i++)
        strbuf_addf(&text, "chữ%d o\xCC\x82 ", i); /* longer than one piece */
    struct str plain = article_plain(*state, strbuf_view(&text));
    assert_true(str_equal(plain, article_display(*state, plain)));
    assert_true(str_has(plain, STR("chữ2999 ô")));
    assert_int_equal(str_find(plain, STR("  ")), -1);
}

static void a_wall_without_spaces_is_cut_at_characters(void **state)
{
    struct strbuf wall = strbuf_new(*state, 0);
    for (int i = 0; i < 20000; i++)
        strbuf_add_cstr(&wall, "ữ");
    struct str rest = strbuf_view(&wall);
    while (rest.len > 0) {
        size_t size = article_piece(rest);
        assert_in_range(size, 1, 4096);
        assert_int_equal(size % strlen("ữ"), 0);
        rest = str_sub(rest, size, rest.len);
    }
    memset(wall.data, 0x80, wall.len); /* nothing but continuation bytes */
    assert_in_range(article_piece(strbuf_view(&wall)), 1, 4096);
}

static void html_is_safe(void **state)
{
    static const struct {
        const char *markdown, *html;
    } cases[] = {
        {"**đậm**", "<p><strong>đậm</strong></p>\n"},
        {"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;\n</p>\n"},
        {"a <img src=x onerror=y> b", "<p>a &lt;img src=x onerror=y&gt; b</p>\n"},
        {"[a](https://x.vn)", "<p><a href=\"https://x.vn\">a</a></p>\n"},
        {"[a](HTTP://x.vn)", "<p><a href=\"HTTP://x.vn\">a</a></p>\n"},
        {"[gọi](tel:19001234)", "<p><a href=\"tel:19001234\">gọi</a></p>\n"},
        {"[thư](mailto:a@x.vn)", "<p><a href=\"mailto:a@x.vn\">thư</a></p>\n"},
        {"[a](javascript:alert)", "<p>a</p>\n"},
        {"[a](JaVaScRiPt&colon;alert)", "<p>a</p>\n"},
        {"[*a* b](data:text/html,x)", "<p><em>a</em> b</p>\n"},
        {"[a](/nội-bộ)", "<p>a</p>\n"},
        {"[a](//x.vn)", "<p>a</p>\n"},
        {"<javascript:alert>", "<p>javascript:alert</p>\n"},
        {"![ảnh](https://x.vn/a.png)", "<p>ảnh</p>\n"},
        {"[![ảnh](javascript:x)](vbscript:y)", "<p>ảnh</p>\n"},
        {"[a][r]\n\n[r]: file:///etc/passwd", "<p>a</p>\n"},
        {"[a](https://x.vn \"\\\" onclick=\\\"y\")",
         "<p><a href=\"https://x.vn\" title=\"&quot; onclick=&quot;y\">a</a></p>\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_str(article_html(*state, str_view(cases[i].markdown)), cases[i].html);
}

static void html_knows_tables_and_bytes_beyond_utf8(void **state)
{
    struct str html = article_html(*state, STR("| A |\n|---|\n| <b> |\n"));
    assert_true(str_has(html, STR("<table>")));
    assert_true(str_has(html, STR("<td>&lt;b&gt;</td>")));
    html = article_html(*state, STR("a\xFF\0b"));
    assert_true(str_has(html, STR("\xEF\xBF\xBD")));
    assert_true(str_has(html, STR("b")));
}

static void a_tree_says_what_the_html_says(void **state)
{
    static const struct {
        const char *markdown, *tree;
    } cases[] = {
        {"", "[]"},
        {"Một **đậm** *xiên*\ntiếp",
         "[[\"p\",\"Một \",[\"strong\",\"đậm\"],\" \",[\"em\",\"xiên\"],"
         "\" \",\"tiếp\"]]"},
        {"# Đầu\n\n### Nhỏ", "[[\"h3\",\"Đầu\"],[\"h4\",\"Nhỏ\"]]"},
        {"- một\n- hai", "[[\"ul\",[\"li\",\"một\"],[\"li\",\"hai\"]]]"},
        {"3. ba\n\n4. bốn", "[[\"ol\",3,[\"li\",[\"p\",\"ba\"]],[\"li\",[\"p\",\"bốn\"]]]]"},
        {"[a](https://x.vn)", "[[\"p\",[\"a\",\"https://x.vn\",\"a\"]]]"},
        {"[a](javascript:x)", "[[\"p\",\"a\"]]"},
        {"<b onclick=\"x\">", "[[\"p\",\"<b onclick=\\\"x\\\">\\n\"]]"},
        {"a  \nb `c`", "[[\"p\",\"a\",[\"br\"],\"b \",[\"code\",\"c\"]]]"},
        {"---", "[[\"hr\"]]"},
        {"| A |\n|---|\n| 1 |", "[[\"table\",[\"tr\",[\"th\",\"A\"]],[\"tr\",[\"td\",\"1\"]]]]"},
        {"```\nx\n```", "[[\"pre\",\"x\\n\"]]"},
        {"![ảnh](x.png)", "[[\"p\",\"ảnh\"]]"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_str(article_tree(*state, str_view(cases[i].markdown)), cases[i].tree);
}

static void a_passage_becomes_an_article(void **state)
{
    struct article article = article_from_passage(*state, STR("any id!"), STR("Hỏi 1? . Hỏi 2"),
                                                  STR("*không* Markdown"));
    assert_str(article.id, "any id!");
    assert_str(article.plain, "*không* Markdown");
    assert_int_equal(article.locale.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(markdown_becomes_lines_and_blocks),
        test_with_arena(plain_text_is_its_own_display_form),
        test_with_arena(a_wall_without_spaces_is_cut_at_characters),
        test_with_arena(html_is_safe),
        test_with_arena(html_knows_tables_and_bytes_beyond_utf8),
        test_with_arena(a_tree_says_what_the_html_says),
        test_with_arena(a_passage_becomes_an_article),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
