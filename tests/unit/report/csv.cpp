#include <wasmbench/report/csv.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::report;

namespace {

/// The lines of a CSV text as cells; an RFC 4180 reader of its own, so that the writer is not checked against
/// itself.
std::vector<std::vector<std::string>> parse(std::string const& text) {
    std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
    bool in_quotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& cell = lines.back().back();
        char const c = text[i];
        if (in_quotes && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            cell += text[++i];
        else if (c == '"')
            in_quotes = !in_quotes;
        else if (in_quotes)
            cell += c;
        else if (c == ',')
            lines.back().emplace_back();
        else if (c == '\n')
            lines.emplace_back(1);
        else
            cell += c;
    }
    lines.pop_back(); // after the last line feed
    return lines;
}

Report example() {
    Report r;
    r.connections = 10;
    Row service;
    service.key.runtime = "a \"quoted\", and\nbroken name";
    service.key.endpoint = "/";
    service.trials = 12;
    service.errors = {{"reset", 1}, {"timeout", 2}};
    service.state = Statefulness::stateless;
    service.figures[Quantity::cold_start] = {0.1, stats::Interval{0.05, 1.0 / 3.0, 0.95}, 12, 6};
    service.figures[Quantity::warm_p99] = {0.25, std::nullopt, 50, 300};
    Row program;
    program.key.runtime = "native";
    program.skipped = 3;
    r.rows = {service, program};
    return r;
}

std::string cell(
    std::vector<std::vector<std::string>> const& lines, std::size_t line, std::string const& column) {
    auto const& head = lines.at(1);
    auto const at = std::find(head.begin(), head.end(), column);
    REQUIRE(at != head.end());
    return lines.at(line).at(static_cast<std::size_t>(at - head.begin()));
}

} // namespace

TEST_CASE("the first line is the schema, the second the columns, and every line has as many cells") {
    auto const text = to_csv(example());
    CHECK(text.starts_with("# wasmbench summary schema 1\nruntime,version,mode,"));
    auto const lines = parse(text);
    REQUIRE(lines.size() == 4);
    CHECK(lines[1].size() == 20 + 4 * all_quantities.size());
    CHECK(lines[2].size() == lines[1].size());
    CHECK(lines[3].size() == lines[1].size());
}

TEST_CASE("text survives, whatever is in it") {
    CHECK(cell(parse(to_csv(example())), 2, "runtime") == "a \"quoted\", and\nbroken name");
}

TEST_CASE("figures are in SI and exact, and what was not measured is empty") {
    auto const lines = parse(to_csv(example()));
    CHECK(cell(lines, 2, "cold_start") == "0.1");
    CHECK(cell(lines, 2, "cold_start_low") == "0.05");
    CHECK(std::stod(cell(lines, 2, "cold_start_high")) == 1.0 / 3.0);
    CHECK(cell(lines, 2, "cold_start_n") == "12");
    CHECK(cell(lines, 2, "warm_p99") == "0.25");
    CHECK(cell(lines, 2, "warm_p99_low") == "");
    CHECK(cell(lines, 2, "warm_p99_high") == "");
    CHECK(cell(lines, 2, "warm_p99_n") == "50");
    for (auto const* column : {"run_time", "run_time_low", "run_time_high", "run_time_n"})
        CHECK(cell(lines, 2, column) == "");
}

TEST_CASE("counts, state and errors by class") {
    auto const lines = parse(to_csv(example()));
    CHECK(cell(lines, 2, "trials") == "12");
    CHECK(cell(lines, 2, "state") == "stateless");
    CHECK(cell(lines, 2, "connections") == "10");
    CHECK(cell(lines, 2, "errors") == "3");
    CHECK(cell(lines, 2, "errors_by_class") == "reset=1;timeout=2");
    CHECK(cell(lines, 3, "connections") == "");
    CHECK(cell(lines, 3, "skipped") == "3");
    CHECK(cell(lines, 3, "errors") == "0");
}
