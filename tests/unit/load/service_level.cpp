#include <wasmbench/load/service_level.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>
#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a service level is read") {
    struct Row {
        std::string text;
        ServiceLevel level;
    };
    for (auto const& row : {
             Row{"p99=5ms", {0.99, 5ms, 0}},
             Row{"p50=1s", {0.5, 1s, 0}},
             Row{"p99.9=250us,errors=0.1%", {0.999, 250us, 0.001}},
             Row{"errors=1%,p99.999=1ns", {0.99999, 1ns, 0.01}},
             Row{"p95.0=0.5ms,errors=0%", {0.95, 500us, 0}},
             Row{"p90=1.5us,errors=99.9%", {0.9, 1500ns, 0.999}},
             Row{"p99=3600s", {0.99, 1h, 0}},
         }) {
        CAPTURE(row.text);
        auto const parsed = parse_service_level(row.text);
        REQUIRE(parsed.has_value());
        CHECK(parsed->quantile == row.level.quantile); // the nearest doubles, no rounding on the way
        CHECK(parsed->limit == row.level.limit);
        CHECK(parsed->error_share == row.level.error_share);
    }
}

TEST_CASE("a bad service level is refused with the reason") {
    struct Row {
        std::string text, says;
    };
    for (auto const& row : {
             Row{"", "such as p99=5ms"},
             Row{"p99", "a form such as"},
             Row{"99=5ms", "a form such as"},
             Row{"p99=5ms,", "a form such as"},
             Row{"p99=5ms;errors=1%", "a limit from 1ns"},
             Row{"p99=5ms, errors=1%", "a form such as"},
             Row{"p99=5ms,rate=5", "a form such as"},
             Row{"p=5ms", "p50 to p99.999"},
             Row{"p49.9=5ms", "p50 to p99.999"},
             Row{"p100=5ms", "p50 to p99.999"},
             Row{"p99.9999=5ms", "p50 to p99.999"},
             Row{"p-99=5ms", "p50 to p99.999"},
             Row{"p9.9.9=5ms", "p50 to p99.999"},
             Row{"p99=", "a limit from 1ns"},
             Row{"p99=ms", "a limit from 1ns"},
             Row{"p99=5", "with its unit"},
             Row{"p99=5m", "with its unit"},
             Row{"p99=0ms", "a limit from 1ns"},
             Row{"p99=0.5ns", "a limit from 1ns"},
             Row{"p99=3601s", "a limit from 1ns"},
             Row{"p99=1e3ms", "a limit from 1ns"},
             Row{"p99=-5ms", "a limit from 1ns"},
             Row{"p99=5 ms", "a limit from 1ns"},
             Row{"p99=.5ms", "a limit from 1ns"},
             Row{"errors=1%", "a percentile, such as"},
             Row{"p99=5ms,errors=0.1", "as a percentage"},
             Row{"p99=5ms,errors=100%", "as a percentage"},
             Row{"p99=5ms,errors=%", "as a percentage"},
             Row{"p99=5ms,errors=-1%", "as a percentage"},
             Row{"p99=5ms,errors=1%,errors=1%", "errors once"},
             Row{"p99=5ms,p50=1ms", "one percentile"},
         }) {
        CAPTURE(row.text);
        auto const parsed = parse_service_level(row.text);
        REQUIRE(parsed.has_error());
        CHECK(parsed.error().code == errc::invalid_option);
        CHECK(parsed.error().diagnostics.subject == "\"" + row.text + "\"");
        CHECK_THAT(to_line(parsed.error()), ContainsSubstring(row.says));
    }
}
