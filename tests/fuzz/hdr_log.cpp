// Histogram logs: as text; as the bytes within one, which no change of the text would reach through base64
// and zlib; and histograms of ours, written and read again.

#include "fuzz_target.hpp"

#include <wasmbench/load/hdr_log.hpp>

#include <array>
#include <vector>

#include <zlib.h>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::load;
using wasmbench::stats::Histogram;
using wasmbench::stats::HistogramRange;

constexpr HdrLogLimits limits{1U << 16U, 1U << 10U};

void check_reading(std::string_view text) {
    auto const records = read_hdr_log(text, limits);
    if (!records) {
        auto const& f = records.error();
        require(f.code == wasmbench::errc::malformed_input, "a refusal is malformed input");
        require(f.diagnostics.subject.starts_with("line ") && f.diagnostics.subject.size() < 500,
            "a refusal is short and says where");
        return;
    }
    std::size_t all = 0;
    for (auto const& record : *records) {
        auto const& layout = record.counts.layout;
        std::uint64_t total = 0;
        std::uint64_t after = 0;
        for (auto const& bucket : record.counts.buckets) {
            require(bucket.count > 0 && bucket.low <= bucket.high && bucket.low >= after,
                "buckets hold something, and ascend");
            require(layout.place_of(bucket.low) < layout.places() &&
                        layout.bucket(layout.place_of(bucket.low)).low == bucket.low,
                "a bucket is one of the layout's");
            require(bucket.count <= (std::uint64_t{1} << 63U) - 1 - total, "counts have a sum");
            total += bucket.count;
            after = bucket.high + 1;
        }
        all += record.counts.buckets.size();
    }
    require(all <= limits.buckets, "a log is within its limits");
}

std::string big_endian(std::uint32_t n) {
    std::string out;
    for (unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(n >> shift & 0xffU);
    return out;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    std::uint32_t held = 0;
    for (char const c : bytes) {
        held = held << 8U | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) out += digits[held >> (bits - 6) & 0x3fU];
    }
    if (bits > 0) out += digits[held << (6 - bits) & 0x3fU];
    out.resize((out.size() + 3) / 4 * 4, '=');
    return out;
}

/// A line whose histogram has this layout, if it is one, and these bytes as its counts.
std::string line_of(Input in) {
    auto const digits = in.byte() % 8;
    auto const lowest = in.number(8);
    auto const highest = in.number(8);
    auto const payload = in.text();
    std::string inner = big_endian(0x1c849313U) + big_endian(static_cast<std::uint32_t>(payload.size())) +
                        big_endian(0) + big_endian(digits);
    for (auto const n : {lowest, highest})
        inner += big_endian(static_cast<std::uint32_t>(n >> 32U)) + big_endian(static_cast<std::uint32_t>(n));
    inner += big_endian(0x3ff00000U) + big_endian(0) + std::string(payload);

    auto room = compressBound(static_cast<uLong>(inner.size()));
    std::string packed(room, '\0');
    compress2(reinterpret_cast<Bytef*>(packed.data()), &room, reinterpret_cast<Bytef const*>(inner.data()),
        static_cast<uLong>(inner.size()), Z_BEST_SPEED);
    packed.resize(room);
    return "0.000,1.000,1.000," +
           base64(big_endian(0x1c849314U) + big_endian(static_cast<std::uint32_t>(packed.size())) + packed) +
           "\n";
}

void check_round_trip(Input in) {
    constexpr std::array<double, 6> errors = {0.5, 0.1, 0.03, 0.01, 0.001, 0.007};
    HistogramRange range;
    range.relative_error = errors[in.byte() % errors.size()];
    range.lowest = std::uint64_t{1} << in.byte() % 20;
    range.highest = range.lowest << (1 + in.byte() % 42);
    Histogram histogram(range);
    auto const start = static_cast<double>(in.number(4));
    while (!in.empty()) {
        auto const value = in.number(1 + static_cast<int>(in.byte() % 8));
        histogram.record(value, 1 + in.number(2));
    }
    std::array<HdrInterval, 2> const intervals = {
        HdrInterval{"", start, 1, &histogram}, HdrInterval{"tag", 0, 0, &histogram}};
    auto const read = read_hdr_log(hdr_log(intervals, start));
    require(read.has_value() && read->size() == 2, "what was written can be read");
    auto const wanted = hdr_counts(histogram);
    std::uint64_t total = 0;
    for (auto const& bucket : wanted.buckets) total += bucket.count;
    require(total == histogram.count(), "every value has its bucket");
    require(
        (*read)[0] == HdrLogRecord{"", start, 1, wanted} && (*read)[1] == HdrLogRecord{"tag", 0, 0, wanted},
        "what was written is read again as it was");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    switch (in.byte() % 3) {
    case 0:
        check_reading(in.text());
        break;
    case 1:
        check_reading(line_of(in));
        break;
    default:
        check_round_trip(in);
    }
    return 0;
}
