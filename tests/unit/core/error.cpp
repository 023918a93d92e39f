#include <wasmbench/core/result.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <set>
#include <string>

using namespace wasmbench;

namespace {

Failure full_failure() {
    Diagnostics d;
    d.stage = "start";
    d.subject = "http://127.0.0.1:80/";
    d.command = "wasmtime serve x.wasm";
    d.exit = "exit status 3";
    d.stderr_tail = "first\nthe port is in use\n";
    d.expected = "an answer";
    d.remedy = "choose another port";
    return {errc::exited_before_ready, d};
}

} // namespace

TEST_CASE("a failure in one line says what, where, why, what was expected and what to do", "[core]") {
    CHECK(to_line(full_failure()) ==
          "start: the process ended before its first correct answer (http://127.0.0.1:80/), exit status 3; "
          "it said: \"the port is in use\"; expected an answer; command: wasmtime serve x.wasm; choose "
          "another port");
}

TEST_CASE("a failure without diagnostics is its code's message", "[core]") {
    CHECK(to_line(Failure{errc::wrong_answer, {}}) == "the answer was wrong");
    auto f = Failure{errc::wrong_answer, {}};
    f.diagnostics.stderr_tail = "\n \n";
    CHECK(to_line(f) == "the answer was wrong");
}

TEST_CASE("a failure's line is one line, whatever a child or a file is called or says", "[core]") {
    std::string const bad = "a\nb\x1b]0;title\x07" "c\xff";
    std::string const clean = "a b ]0;title c ";
    auto f = full_failure();
    f.diagnostics.stage = f.diagnostics.subject = f.diagnostics.command = bad;
    f.diagnostics.exit = f.diagnostics.expected = f.diagnostics.remedy = bad;
    f.diagnostics.stderr_tail = "first\n\x1b[31mred\r\n";
    CHECK(to_line(f) == clean + ": the process ended before its first correct answer (" + clean + "), " +
                            clean + "; it said: \"?[31mred\"; expected " + clean + "; command: " + clean +
                            "; " + clean);
}

TEST_CASE("very long last words do not fill the line", "[core]") {
    auto f = Failure{errc::command_failed, {}};
    f.diagnostics.stderr_tail = std::string(100'000, 'w');
    auto const line = to_line(f);
    CHECK(line.size() < 300);
    CHECK(line.ends_with("www...\""));
}

TEST_CASE("each error has a message of its own", "[core]") {
    std::set<std::string> messages;
    for (int i = static_cast<int>(errc::unavailable); i <= static_cast<int>(errc::malformed_input); ++i) {
        error_code const ec = static_cast<errc>(i);
        CHECK(&ec.category() == &category());
        CHECK(ec.message() != "unknown wasmbench error");
        CHECK(messages.insert(ec.message()).second);
    }
    CHECK(messages.size() == 14);
    CHECK(error_code(999, category()).message() == "unknown wasmbench error");
    CHECK(std::string(category().name()) == "wasmbench");
    error_code const ec = errc::ready_timeout;
    CHECK(ec == errc::ready_timeout);
    CHECK(ec != errc::wrong_answer);
}

TEST_CASE("Error's what() is the line, and it is a system_error", "[core]") {
    auto const f = full_failure();
    Error const e(f);
    CHECK(e.what() == to_line(f));
    CHECK(e.code() == errc::exited_before_ready);
    CHECK(e.failure() == f);
    CHECK(e.diagnostics() == f.diagnostics);
    Error const copy = e; // the text is the copy's own
    CHECK(copy.what() == to_line(f));
    CHECK(copy.what() != e.what());
    try {
        throw Error(errc::invalid_option, {});
    } catch (boost::system::system_error const& caught) {
        CHECK(caught.code() == errc::invalid_option);
        CHECK(std::string(caught.what()) == "invalid option");
    }
}

TEST_CASE("a result gives its value or throws its failure", "[core]") {
    Result<int> const good = 7;
    REQUIRE(good.has_value());
    CHECK(good.value() == 7);
    Result<int> const bad = full_failure();
    REQUIRE(bad.has_error());
    CHECK_THROWS_AS(bad.value(), Error);
    CHECK_THROWS_MATCHES(bad.value(), Error, Catch::Matchers::Message(to_line(full_failure())));
}
