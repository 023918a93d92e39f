#include <wasmbench/core/error.hpp>
#include <wasmbench/load/percentile_text.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

using namespace wasmbench;
using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;
using stats::Histogram;

namespace {

// The texts of this file were printed by HdrHistogram 2.2.2 for Java, outputPercentileDistribution().

constexpr std::string_view squares_text =
    R"(       Value     Percentile TotalCount 1/(1-Percentile)

       0.001 0.000000000000          1           1.00
       0.050 0.250000000000         10           1.33
       0.200 0.500000000000         20           2.00
       0.313 0.625000000000         25           2.67
       0.450 0.750000000000         30           4.00
       0.545 0.812500000000         33           5.33
       0.613 0.875000000000         35           8.00
       0.685 0.906250000000         37          10.67
       0.722 0.937500000000         38          16.00
       0.761 0.953125000000         39          21.33
       0.761 0.968750000000         39          32.00
       0.800 0.976562500000         40          42.67
       0.800 1.000000000000         40
#[Mean    =        0.277, StdDeviation   =        0.244]
#[Max     =        0.800, Total count    =           40]
#[Buckets =           26, SubBuckets     =         2048]
)";

constexpr std::string_view coarse_text =
    R"(       Value     Percentile TotalCount 1/(1-Percentile)

        0.51 0.000000000000          1           1.00
      250.88 0.500000000000         99           2.00
      250.88 0.750000000000         99           4.00
      250.88 0.875000000000         99           8.00
      250.88 0.937500000000         99          16.00
      250.88 0.968750000000         99          32.00
      250.88 0.984375000000         99          64.00
 60129542.14 0.992187500000        100         128.00
 60129542.14 1.000000000000        100
#[Mean    =    600198.61, StdDeviation   =   5969434.75]
#[Max     =  60129542.14, Total count    =          100]
#[Buckets =           20, SubBuckets     =          256]
)";

constexpr std::string_view single_text =
    R"(       Value     Percentile TotalCount 1/(1-Percentile)

         7.0 0.000000000000          1           1.00
         7.0 1.000000000000          1
#[Mean    =          7.0, StdDeviation   =          0.0]
#[Max     =          7.0, Total count    =            1]
#[Buckets =           16, SubBuckets     =           32]
)";

constexpr std::string_view empty_text =
    R"(       Value     Percentile TotalCount 1/(1-Percentile)

#[Mean    =         0.00, StdDeviation   =         0.00]
#[Max     =         0.00, Total count    =            0]
#[Buckets =           35, SubBuckets     =          256]
)";

void check_refused(double unit_in_ns, int ticks, std::string const& says) {
    CAPTURE(says);
    try {
        percentile_text(Histogram(), unit_in_ns, ticks);
        FAIL("was accepted");
    } catch (Error const& error) {
        CHECK(error.failure().code == errc::invalid_option);
        CHECK_THAT(std::string(error.what()), ContainsSubstring(says));
    }
}

} // namespace

TEST_CASE("the percentile distribution is HdrHistogram's, byte for byte") {
    Histogram squares({1, 60'000'000'000, 0.001});
    for (std::uint64_t i = 1; i <= 40; ++i) squares.record(500 * i * i);
    CHECK(percentile_text(squares, 1e6, 2) == squares_text);

    Histogram coarse({1000, 60'000'000'000, 0.01});
    coarse.record(3);
    coarse.record(250'000, 98);
    coarse.record(59'999'999'999);
    CHECK(percentile_text(coarse, 1e3, 1) == coarse_text);

    Histogram single({1, 1'000'000, 0.1});
    single.record(7);
    CHECK(percentile_text(single, 1, 5) == single_text);

    CHECK(percentile_text(Histogram()) == empty_text);
}

TEST_CASE("an overflow is part of the percentile distribution") {
    Histogram histogram({1, 1000, 0.01});
    histogram.record(5, 9);
    histogram.record(7000);
    auto const text = percentile_text(histogram, 1);
    CHECK_THAT(text, ContainsSubstring("Total count    =           10]"));
    CHECK_THAT(text, ContainsSubstring("\n     7007.00 1.000000000000         10\n"));
}

TEST_CASE("counts at the end of 64 bits give an end") {
    Histogram histogram;
    histogram.record(1, std::numeric_limits<std::int64_t>::max() - 1);
    histogram.record(1000);
    auto const text = percentile_text(histogram, 1);
    CHECK_THAT(text, ContainsSubstring("\n     1003.00 1.000000000000 9223372036854775807\n"));
    CHECK(text.size() < 40'000);
    histogram.record(1000);
    CHECK_THROWS_AS(percentile_text(histogram, 1), Error);
}

TEST_CASE("a unit or a number of ticks without meaning is refused") {
    check_refused(0, 5, "unit of 0");
    check_refused(-1, 5, "unit of -1");
    check_refused(std::numeric_limits<double>::quiet_NaN(), 5, "unit of nan");
    check_refused(std::numeric_limits<double>::infinity(), 5, "unit of inf");
    check_refused(1e6, 0, "0 ticks");
    check_refused(1e6, -5, "-5 ticks");
    check_refused(1e6, 1001, "1001 ticks");
}

TEST_CASE("the CSV has every bucket and the overflow") {
    CHECK(histogram_csv(Histogram()) == "low_ns,high_ns,count,cumulative_share\n");
    Histogram histogram({1, 1000, 0.01});
    histogram.record(0, 2);
    histogram.record(300);
    histogram.record(1000);
    CHECK(histogram_csv(histogram) == "low_ns,high_ns,count,cumulative_share\n"
                                      "0,0,2,0.5\n"
                                      "300,301,1,0.75\n"
                                      "1000,1000,1,1\n");
    histogram.record(1001);
    histogram.record(9876, 3);
    CHECK(histogram_csv(histogram) == "low_ns,high_ns,count,cumulative_share\n"
                                      "0,0,2,0.25\n"
                                      "300,301,1,0.375\n"
                                      "1000,1000,1,0.5\n"
                                      "1001,9876,4,1\n");
}
