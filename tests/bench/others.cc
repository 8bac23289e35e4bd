/*
 * The same rules, messages and articles in well-known engines, for script/bench understanding: what
 * understand() is measured beside. Times are this thread's computing time.
 *
 *     others FOLDER     (rules, messages and articles as bench_understanding wrote them)
 */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <hs/hs.h>
#include <pcre2.h>
#include <re2/set.h>
#include <sqlite3.h>
#include <xapian.h>

using lines = std::vector<std::string>;

static lines read_lines(const std::string &path)
{
    std::ifstream in(path);
    if (!in) {
        std::cerr << path << " cannot be read\n";
        exit(1);
    }
    lines all;
    for (std::string line; std::getline(in, line);)
        all.push_back(line);
    return all;
}

static double now_us()
{
    timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) * 1e6 + static_cast<double>(at.tv_nsec) / 1e3;
}

/* Median and p99 of one call for each message, after a first round that warms up. */
static void measure(const char *name, const lines &messages, int rounds,
                    const std::function<size_t(const std::string &)> &call)
{
    std::vector<double> took;
    size_t found = 0;
    double first = now_us();
    for (const std::string &message : messages)
        call(message);
    first = (now_us() - first) / static_cast<double>(messages.size());
    for (int round = 0; round < rounds; round++) {
        for (const std::string &message : messages) {
            double from = now_us();
            found += call(message);
            took.push_back(now_us() - from);
        }
    }
    std::sort(took.begin(), took.end());
    printf("  %-34s median_us=%-9.1f p99_us=%-9.1f first_pass_us=%-9.1f found=%zu\n", name,
           took[took.size() / 2], took[took.size() * 99 / 100], first,
           found / static_cast<size_t>(rounds));
    fflush(stdout);
}

/* ---- rules ---- */

static std::string whole_words(const std::string &rule)
{
    return "\\b(?:" + rule + ")\\b";
}

static void plain_loop(const lines &rules, const lines &messages)
{
    std::vector<pcre2_code *> codes;
    double from = now_us();
    for (const std::string &rule : rules) {
        int error;
        PCRE2_SIZE offset;
        std::string whole = whole_words(rule);
        pcre2_code *code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(whole.data()), whole.size(),
                                         PCRE2_UTF | PCRE2_UCP, &error, &offset, nullptr);
        if (code == nullptr)
            continue;
        pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
        codes.push_back(code);
    }
    printf("  PCRE2 with JIT: compiled %zu rules in %.0f ms\n", codes.size(),
           (now_us() - from) / 1e3);
    pcre2_match_data *data = pcre2_match_data_create(16, nullptr);
    measure("rules: PCRE2, one after the other", messages, 1, [&](const std::string &text) {
        size_t hits = 0;
        for (pcre2_code *code : codes)
            hits += pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                                data, nullptr) > 0;
        return hits;
    });
    pcre2_match_data_free(data);
    for (pcre2_code *code : codes)
        pcre2_code_free(code);
}

static void with_re2(const lines &rules, const lines &messages)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(int64_t{1} << 30);
    RE2::Set set(options, RE2::UNANCHORED);
    size_t taken = 0;
    double from = now_us();
    for (const std::string &rule : rules)
        taken += set.Add(whole_words(rule), nullptr) >= 0;
    bool ok = set.Compile();
    printf("  RE2::Set: compiled %zu rules in %.0f ms%s\n", taken, (now_us() - from) / 1e3,
           ok ? "" : ", failed");
    measure("rules: RE2::Set", messages, 5, [&](const std::string &text) {
        std::vector<int> hits;
        set.Match(text, &hits);
        return hits.size();
    });
}

static int count_hit(unsigned, unsigned long long, unsigned long long, unsigned, void *ctx)
{
    ++*static_cast<size_t *>(ctx);
    return 0;
}

static void with_vectorscan(const lines &rules, const lines &messages)
{
    lines whole;
    std::vector<const char *> texts;
    std::vector<unsigned> flags, ids;
    for (const std::string &rule : rules)
        whole.push_back(whole_words(rule));
    for (size_t i = 0; i < whole.size(); i++) {
        hs_expr_info_t *info = nullptr;
        hs_compile_error_t *error = nullptr;
        if (hs_expression_info(whole[i].c_str(), HS_FLAG_SINGLEMATCH, &info, &error) ==
            HS_SUCCESS) {
            texts.push_back(whole[i].c_str());
            flags.push_back(HS_FLAG_SINGLEMATCH);
            ids.push_back(static_cast<unsigned>(i));
        }
        free(info);
        hs_free_compile_error(error);
    }
    hs_database_t *database = nullptr;
    hs_compile_error_t *error = nullptr;
    double from = now_us();
    if (hs_compile_multi(texts.data(), flags.data(), ids.data(),
                         static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &database,
                         &error) != HS_SUCCESS) {
        printf("  vectorscan: %s\n", error->message);
        hs_free_compile_error(error);
        return;
    }
    size_t size = 0;
    hs_database_size(database, &size);
    printf("  vectorscan: compiled %zu rules in %.0f ms, %zu MiB\n", texts.size(),
           (now_us() - from) / 1e3, size >> 20);
    hs_scratch_t *scratch = nullptr;
    hs_alloc_scratch(database, &scratch);
    measure("rules: vectorscan", messages, 5, [&](const std::string &text) {
        size_t hits = 0;
        hs_scan(database, text.data(), static_cast<unsigned>(text.size()), 0, scratch, count_hit,
                &hits);
        return hits;
    });
    hs_free_scratch(scratch);
    hs_free_database(database);
}

/* ---- articles ---- */

static lines words_of(const std::string &text)
{
    lines words;
    std::string word;
    for (char c : text + ' ') {
        if (c != ' ' && c != '"') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(word);
            word.clear();
        }
    }
    return words;
}

static void with_fts5(const lines &articles, const lines &messages)
{
    sqlite3 *db;
    sqlite3_stmt *insert, *query;
    sqlite3_open(":memory:", &db);
    sqlite3_exec(db,
                 "CREATE VIRTUAL TABLE kb USING fts5(title, questions, body, "
                 "tokenize='unicode61'); BEGIN",
                 nullptr, nullptr, nullptr);
    double from = now_us();
    sqlite3_prepare_v2(db, "INSERT INTO kb VALUES (?1, ?2, ?3)", -1, &insert, nullptr);
    for (const std::string &article : articles) {
        size_t at = 0;
        for (int column = 1; column <= 3; column++) {
            size_t end = std::min(article.find('\t', at), article.size());
            sqlite3_bind_text(insert, column, article.data() + at, static_cast<int>(end - at),
                              SQLITE_STATIC);
            at = std::min(end + 1, article.size());
        }
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    sqlite3_exec(db, "INSERT INTO kb(kb) VALUES ('optimize'); COMMIT", nullptr, nullptr, nullptr);
    printf("  FTS5: indexed %zu articles in %.0f ms\n", articles.size(), (now_us() - from) / 1e3);
    sqlite3_prepare_v2(db, "SELECT rowid FROM kb WHERE kb MATCH ?1 ORDER BY rank LIMIT 10", -1,
                       &query, nullptr);
    measure("search: FTS5 unicode61, OR of words", messages, 1, [&](const std::string &text) {
        std::string match;
        for (const std::string &word : words_of(text))
            match += (match.empty() ? "\"" : " OR \"") + word + '"';
        sqlite3_bind_text(query, 1, match.data(), static_cast<int>(match.size()), SQLITE_STATIC);
        size_t hits = 0;
        while (sqlite3_step(query) == SQLITE_ROW)
            hits++;
        sqlite3_reset(query);
        return hits;
    });
    sqlite3_finalize(query);
    sqlite3_close(db);
}

static void with_xapian(const std::string &folder, const lines &articles, const lines &messages)
{
    Xapian::WritableDatabase db(folder + "/xapian", Xapian::DB_CREATE_OR_OVERWRITE);
    double from = now_us();
    for (const std::string &article : articles) {
        Xapian::Document document;
        Xapian::TermGenerator generator;
        generator.set_document(document);
        generator.index_text(article);
        db.add_document(document);
    }
    db.commit();
    printf("  Xapian: indexed %zu articles in %.0f ms\n", articles.size(), (now_us() - from) / 1e3);
    measure("search: Xapian, OR of words", messages, 2, [&](const std::string &text) {
        lines words = words_of(text);
        Xapian::Enquire enquire(db);
        enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, words.begin(), words.end()));
        return static_cast<size_t>(enquire.get_mset(0, 10).size());
    });
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::cerr << "usage: others FOLDER\n";
        return 2;
    }
    std::string folder = argv[1];
    lines rules = read_lines(folder + "/rules"), articles = read_lines(folder + "/articles");
    lines folded, plain;
    for (const std::string &line : read_lines(folder + "/messages")) {
        size_t tab = line.find('\t');
        folded.push_back(line.substr(0, tab));
        plain.push_back(line.substr(tab + 1));
    }
    plain_loop(rules, folded);
    with_re2(rules, folded);
    with_vectorscan(rules, folded);
    with_fts5(articles, plain);
    with_xapian(folder, articles, plain);
    return 0;
}
