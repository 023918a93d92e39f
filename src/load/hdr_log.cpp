#include "invalid_option.hpp"

#include <wasmbench/load/hdr_log.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <new>
#include <optional>
#include <system_error>
#include <utility>

#include <zlib.h>

namespace wasmbench::load {
namespace {

// The V2 encoding (Tene, HdrHistogram, AbstractHistogram.java): the cookies, with the mark of the
// variable-length counts in bits 4 to 7.
constexpr std::uint32_t inner_cookie = 0x1c849303U | 0x10U;
constexpr std::uint32_t outer_cookie = 0x1c849304U | 0x10U;
constexpr std::size_t outer_header_bytes = 8;
constexpr std::size_t inner_header_bytes = 40;

constexpr auto largest_count = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
/// Seconds; three thousand years. Above it a time is a mistake, and the calendar would not hold it.
constexpr double time_limit = 1e11;
constexpr double ns_per_ms = 1e6;

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// ---- writing

std::string with_3_decimals(double value) {
    // 20 digits before the point hold every value that is written here: times below 1e11 and 2^63 ns in ms.
    std::array<char, 32> text{};
    auto const done =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 3);
    return {text.data(), done.ptr};
}

template <class T>
void put_big_endian(std::string& out, T value) {
    for (auto shift = std::numeric_limits<T>::digits; shift > 0;) {
        shift -= 8;
        out += static_cast<char>(value >> shift & 0xffU);
    }
}

/// ZigZag LEB128-64b9B (ZigZagEncoding.java): seven bits in each byte, the lowest first, and all eight in a
/// ninth byte, which therefore is always the last.
void put_zigzag(std::string& out, std::int64_t value) {
    auto rest = static_cast<std::uint64_t>(value) << 1U ^ (value < 0 ? ~std::uint64_t{0} : std::uint64_t{0});
    for (int byte = 0; byte < 8 && rest > 0x7f; ++byte, rest >>= 7U) out += static_cast<char>(rest | 0x80U);
    out += static_cast<char>(rest);
}

/// The counts up to the last that is not 0; a run of two zeros or more is one negative number.
std::string payload_of(HdrCounts const& counts) {
    std::string out;
    std::size_t next = 0;
    for (auto const& bucket : counts.buckets) {
        auto const place = counts.layout.place_of(bucket.low);
        auto const zeros = static_cast<std::int64_t>(place - next);
        if (zeros > 0) put_zigzag(out, zeros == 1 ? 0 : -zeros);
        put_zigzag(out, static_cast<std::int64_t>(bucket.count));
        next = place + 1;
    }
    // As HdrHistogram: an empty histogram has a maximum of 0, and the count of the zeros is written.
    if (counts.buckets.empty()) put_zigzag(out, 0);
    return out;
}

std::string encoded(HdrCounts const& counts) {
    auto const payload = payload_of(counts);
    std::string out;
    put_big_endian(out, inner_cookie);
    put_big_endian(out, static_cast<std::uint32_t>(payload.size()));
    put_big_endian(out, std::uint32_t{0}); // normalizing index offset
    put_big_endian(out, static_cast<std::uint32_t>(counts.layout.significant_digits));
    put_big_endian(out, counts.layout.lowest_discernible);
    put_big_endian(out, counts.layout.highest_trackable);
    put_big_endian(out, std::bit_cast<std::uint64_t>(1.0)); // integer to double conversion ratio
    return out + payload;
}

std::string deflated(std::string const& bytes) {
    auto size = compressBound(static_cast<uLong>(bytes.size()));
    std::vector<Bytef> compressed(size);
    // With room by compressBound() and a valid level the one failure left is that of memory.
    if (compress2(compressed.data(), &size, reinterpret_cast<Bytef const*>(bytes.data()),
            static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION) != Z_OK)
        throw std::bad_alloc();
    return {compressed.begin(), compressed.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::string base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += i <= bytes.size() ? base64_digits[group >> (18 - 6 * i) & 0x3fU] : '=';
    }
    return out;
}

std::string compressed_text(HdrCounts const& counts) {
    auto const body = deflated(encoded(counts));
    std::string out;
    put_big_endian(out, outer_cookie);
    put_big_endian(out, static_cast<std::uint32_t>(body.size()));
    return base64(out + body);
}

/// "Tue Nov 14 22:13:20 UTC 2023", the form of Java's Date. By hand, as strftime() would ask the locale.
std::string date_text(double unix_seconds) {
    using namespace std::chrono;
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    sys_seconds const moment{seconds(static_cast<std::int64_t>(unix_seconds))};
    auto const day = floor<std::chrono::days>(moment);
    year_month_day const date(day);
    hh_mm_ss const time(moment - day);
    auto two = [](auto number) {
        auto const text = std::to_string(number);
        return text.size() < 2 ? "0" + text : text;
    };
    return std::string(days[weekday(day).c_encoding()]) + " " +
           std::string(months[static_cast<unsigned>(date.month()) - 1]) + " " +
           two(static_cast<unsigned>(date.day())) + " " + two(time.hours().count()) + ":" +
           two(time.minutes().count()) + ":" + two(time.seconds().count()) + " UTC " +
           std::to_string(static_cast<int>(date.year()));
}

bool is_tag(std::string_view tag) {
    return std::none_of(tag.begin(), tag.end(),
        [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == ',' || c == 0x7f; });
}

bool is_time(double seconds) {
    return seconds >= 0 && seconds < time_limit;
}

void check_interval(HdrInterval const& interval, std::size_t number) {
    auto reject = [&](std::string what, std::string expected) {
        throw Error(invalid_option("load: HdrHistogram log",
            "interval " + std::to_string(number) + ": " + std::move(what), std::move(expected)));
    };
    if (!is_tag(interval.tag))
        reject("tag \"" + interval.tag + "\"", "a tag without commas, spaces and control characters");
    if (!is_time(interval.start_seconds))
        reject("start " + std::to_string(interval.start_seconds) + " s", "seconds in [0, 1e11)");
    if (!is_time(interval.length_seconds))
        reject("length " + std::to_string(interval.length_seconds) + " s", "seconds in [0, 1e11)");
    if (interval.histogram == nullptr) reject("no histogram", "a histogram");
}

/// HdrHistogram's reader in C takes header lines of up to 127 characters and no comments after the legend:
/// this one stays shorter, and all of them stand in the header.
std::string overflow_comment(HdrInterval const& interval, std::size_t number) {
    auto const& histogram = *interval.histogram;
    if (histogram.overflow() == 0) return {};
    return "#[Interval " + std::to_string(number) + ": " + std::to_string(histogram.overflow()) +
           " values above " + std::to_string(histogram.range().highest) + " stand at " +
           std::to_string(histogram.max()) + "]\n";
}

std::string interval_line(HdrInterval const& interval) {
    auto const counts = hdr_counts(*interval.histogram);
    auto const max = counts.buckets.empty() ? 0 : counts.buckets.back().high;
    return (interval.tag.empty() ? std::string() : "Tag=" + interval.tag + ",") +
           with_3_decimals(interval.start_seconds) + "," + with_3_decimals(interval.length_seconds) + "," +
           with_3_decimals(static_cast<double>(max) / ns_per_ms) + "," + compressed_text(counts) + "\n";
}

// ---- reading

/// Where in the log a failure is, and how it is told.
struct Place {
    std::size_t line = 0;

    [[nodiscard]] Failure bad(std::string const& what, std::string expected, std::string remedy = {}) const {
        Diagnostics d;
        d.stage = "load: HdrHistogram log";
        d.subject = "line " + std::to_string(line) + ": " + what;
        d.expected = std::move(expected);
        d.remedy = std::move(remedy);
        return {errc::malformed_input, std::move(d)};
    }
};

/// A hostile line may be long: what is repeated of it is not.
std::string excerpt(std::string_view text) {
    constexpr std::size_t longest = 40;
    return "\"" + std::string(text.substr(0, longest)) + (text.size() > longest ? "...\"" : "\"");
}

/// Takes what is before the next `separator` off the front of `rest`; all of it when there is none.
std::string_view take_until(std::string_view& rest, char separator) {
    auto const end = std::min(rest.find(separator), rest.size());
    auto const taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

std::optional<double> parse_number(std::string_view text) {
    // Digits first: from_chars would also take a sign, "nan" and "inf".
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    double value = 0;
    auto const [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<double> parse_time(std::string_view text, Place place, std::string const& column) {
    auto const seconds = parse_number(text);
    if (!seconds || !is_time(*seconds))
        return place.bad(column + " " + excerpt(text), "seconds in [0, 1e11)");
    return *seconds;
}

Result<std::string> from_base64(std::string_view text, Place place) {
    if (text.empty() || text.size() % 4 != 0)
        return place.bad("a histogram of " + std::to_string(text.size()) + " characters",
            "base64, a multiple of four characters", "the line may have been cut off");
    std::size_t const padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const digit = i + padding < text.size() ? base64_digits.find(text[i]) : 0;
        if (digit == std::string_view::npos)
            return place.bad("character " + std::to_string(i + 1) + " of the histogram", "base64");
        group = group << 6U | static_cast<std::uint32_t>(digit);
        if (i % 4 != 3) continue;
        for (unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(group >> shift & 0xffU);
        group = 0;
    }
    // RFC 4648, 3.5: the bits that the padding leaves over are zeros, or two texts would mean the same.
    bool const left_over = std::any_of(
        out.end() - static_cast<std::ptrdiff_t>(padding), out.end(), [](char c) { return c != 0; });
    if (left_over) return place.bad("the end of the histogram", "base64 with zeros before its padding");
    out.resize(out.size() - padding);
    return out;
}

/// Big-endian numbers off the front of bytes whose number was checked.
template <class T>
T take_big_endian(std::string_view& bytes) {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value << 8U | static_cast<unsigned char>(bytes[i]));
    bytes.remove_prefix(sizeof(T));
    return value;
}

/// zlib's state of one decompression, which it needs to be given back.
class Inflater {
public:
    explicit Inflater(std::string_view compressed) {
        // zlib does not write to its input; without ZLIB_CONST its type says otherwise.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
        stream_.avail_in = static_cast<uInt>(compressed.size());
        if (inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
    }
    Inflater(Inflater const&) = delete;
    Inflater& operator=(Inflater const&) = delete;
    ~Inflater() { inflateEnd(&stream_); }

    /// Appends what the next chunk holds. zlib's answer: Z_OK as long as there may be more.
    int append_to(std::string& out) {
        std::array<char, 16384> chunk{};
        stream_.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream_.avail_out = static_cast<uInt>(chunk.size());
        auto const answer = inflate(&stream_, Z_NO_FLUSH);
        out.append(chunk.data(), chunk.size() - stream_.avail_out);
        return answer;
    }
    [[nodiscard]] std::size_t left() const noexcept { return stream_.avail_in; }

private:
    z_stream stream_{};
};

Result<std::string> inflated(std::string_view compressed, Place place, std::size_t limit) {
    Inflater inflater(compressed);
    std::string out;
    int answer = Z_OK;
    while (answer == Z_OK) {
        answer = inflater.append_to(out);
        if (out.size() > limit)
            return place.bad("more than " + std::to_string(limit) + " bytes after decompression",
                "a histogram within that limit",
                "raise HdrLogLimits::histogram_bytes if the log is your own");
    }
    if (answer == Z_MEM_ERROR) throw std::bad_alloc();
    if (answer != Z_STREAM_END) return place.bad("the compressed histogram", "a whole zlib stream");
    if (inflater.left() != 0)
        return place.bad(
            std::to_string(inflater.left()) + " bytes after the zlib stream", "the end of the histogram");
    return out;
}

std::string hex(std::uint32_t value) {
    std::array<char, 8> text{};
    auto const done = std::to_chars(text.data(), text.data() + text.size(), value, 16);
    return "0x" + std::string(text.data(), done.ptr);
}

/// The bytes of the V2 encoding out of their compressed envelope.
Result<std::string> open_envelope(std::string_view bytes, Place place, HdrLogLimits const& limits) {
    if (bytes.size() < outer_header_bytes)
        return place.bad("a histogram of " + std::to_string(bytes.size()) + " bytes", "at least 8 bytes");
    auto const cookie = take_big_endian<std::uint32_t>(bytes);
    if (cookie != outer_cookie)
        return place.bad("cookie " + hex(cookie), hex(outer_cookie) + ", a compressed V2 histogram",
            "the older encodings and histograms of doubles are not read");
    auto const length = take_big_endian<std::uint32_t>(bytes);
    if (length != bytes.size())
        return place.bad(std::to_string(bytes.size()) + " compressed bytes",
            "the " + std::to_string(length) + " that the histogram announces");
    // zlib counts its input in 32 bits, and so did the length that was just compared.
    return inflated(bytes, place, limits.histogram_bytes);
}

Result<HdrLayout> checked_layout(
    std::uint32_t digits, std::uint64_t lowest, std::uint64_t highest, Place place) {
    if (digits < 1 || digits > 5) return place.bad(std::to_string(digits) + " significant digits", "1 to 5");
    if (lowest < 1 || lowest > largest_count)
        return place.bad("lowest value " + std::to_string(lowest), "1 to 2^63 - 1");
    if (highest > largest_count || highest / 2 < lowest)
        return place.bad("highest value " + std::to_string(highest),
            "at least twice the lowest, " + std::to_string(lowest) + ", and at most 2^63 - 1");
    HdrLayout const layout{static_cast<int>(digits), lowest, highest};
    if (layout.unit_bits() + layout.sub_bucket_bits() > 62)
        return place.bad(std::to_string(digits) + " digits of values from " + std::to_string(lowest),
            "buckets that 63 bits can hold");
    return layout;
}

/// One number off the front of the payload; nothing if it is cut off or longer than it needs to be.
std::optional<std::int64_t> take_zigzag(std::string_view& payload) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 9 && i < payload.size(); ++i) {
        auto const byte = static_cast<unsigned char>(payload[i]);
        bool const last = i == 8 || byte < 0x80;
        value |= std::uint64_t{i == 8 ? byte : byte & 0x7fU} << 7U * i;
        if (!last) continue;
        if (byte == 0 && i > 0) return std::nullopt;
        payload.remove_prefix(i + 1);
        return static_cast<std::int64_t>(value >> 1U ^ (~(value & 1U) + 1U));
    }
    return std::nullopt;
}

/// Adds the counts of the payload to `counts`. The places are only computed, there is no array of them.
Result<void> take_counts(std::string_view payload, Place place, std::size_t room, HdrCounts& counts) {
    auto const places = counts.layout.places();
    std::uint64_t total = 0;
    for (std::size_t next = 0; !payload.empty();) {
        auto const number = take_zigzag(payload);
        if (!number) return place.bad("a count", "a whole number in ZigZag LEB128");
        // Unsigned, as the smallest negative number has no positive one.
        auto const step = *number < 0 ? ~static_cast<std::uint64_t>(*number) + 1 : std::uint64_t{1};
        if (step > places - next)
            return place.bad("counts past the last bucket", std::to_string(places) + " buckets at most");
        if (*number > 0) {
            auto const count = static_cast<std::uint64_t>(*number);
            if (count > largest_count - total) return place.bad("the sum of the counts", "at most 2^63 - 1");
            if (counts.buckets.size() >= room)
                return place.bad("one bucket with a count more than the limit of the log",
                    "a log within that limit", "raise HdrLogLimits::buckets if the log is your own");
            total += count;
            counts.buckets.push_back(counts.layout.bucket(next));
            counts.buckets.back().count = count;
        }
        next += static_cast<std::size_t>(step);
    }
    return {};
}

Result<HdrCounts> decoded(std::string_view bytes, Place place, std::size_t room) {
    if (bytes.size() < inner_header_bytes)
        return place.bad("a decompressed histogram of " + std::to_string(bytes.size()) + " bytes",
            "at least " + std::to_string(inner_header_bytes));
    auto const cookie = take_big_endian<std::uint32_t>(bytes);
    auto const length = take_big_endian<std::uint32_t>(bytes);
    auto const offset = take_big_endian<std::uint32_t>(bytes);
    auto const digits = take_big_endian<std::uint32_t>(bytes);
    auto const lowest = take_big_endian<std::uint64_t>(bytes);
    auto const highest = take_big_endian<std::uint64_t>(bytes);
    auto const ratio = std::bit_cast<double>(take_big_endian<std::uint64_t>(bytes));
    if (cookie != inner_cookie)
        return place.bad("inner cookie " + hex(cookie), hex(inner_cookie) + ", a V2 histogram");
    if (length != bytes.size())
        return place.bad(std::to_string(bytes.size()) + " bytes of counts",
            "the " + std::to_string(length) + " that the histogram announces");
    if (offset != 0) return place.bad("normalizing index offset " + std::to_string(offset), "0");
    if (ratio != 1.0) return place.bad("conversion ratio " + std::to_string(ratio), "1, whole numbers");
    auto const layout = checked_layout(digits, lowest, highest, place);
    if (layout.has_error()) return layout.error();
    HdrCounts counts{*layout, {}};
    if (auto const taken = take_counts(bytes, place, room, counts); taken.has_error()) return taken.error();
    return counts;
}

Result<HdrCounts> parse_histogram(
    std::string_view text, Place place, HdrLogLimits const& limits, std::size_t room) {
    auto const bytes = from_base64(text, place);
    if (bytes.has_error()) return bytes.error();
    auto const inner = open_envelope(*bytes, place, limits);
    if (inner.has_error()) return inner.error();
    return decoded(*inner, place, room);
}

Result<HdrLogRecord> parse_interval(
    std::string_view line, Place place, HdrLogLimits const& limits, std::size_t room) {
    HdrLogRecord record;
    if (line.starts_with("Tag=")) {
        line.remove_prefix(4);
        auto const tag = take_until(line, ',');
        if (tag.empty() || !is_tag(tag))
            return place.bad("tag " + excerpt(tag), "a tag without spaces and control characters");
        record.tag = tag;
    }
    if (std::count(line.begin(), line.end(), ',') != 3)
        return place.bad(excerpt(line), "start, length, maximum and histogram, with commas between");
    auto const start = parse_time(take_until(line, ','), place, "start");
    if (start.has_error()) return start.error();
    auto const length = parse_time(take_until(line, ','), place, "length");
    if (length.has_error()) return length.error();
    // The maximum is for people: it is checked to be a number, and what it is comes from the histogram.
    auto const max = take_until(line, ',');
    if (!parse_number(max)) return place.bad("maximum " + excerpt(max), "a number that is not negative");
    auto counts = parse_histogram(line, place, limits, room);
    if (counts.has_error()) return counts.error();
    record.start_seconds = *start;
    record.length_seconds = *length;
    record.counts = std::move(*counts);
    return record;
}

/// Comments are free text, but for the version of the format.
bool is_known_comment(std::string_view line) {
    constexpr std::string_view version = "#[Histogram log format version ";
    return !line.starts_with(version) || line.substr(version.size()).starts_with("1.");
}

} // namespace

unsigned HdrLayout::unit_bits() const noexcept {
    return static_cast<unsigned>(std::bit_width(lowest_discernible)) - 1;
}

unsigned HdrLayout::sub_bucket_bits() const noexcept {
    // Single units up to 2 * 10^digits, and from there a power of two up.
    std::uint64_t units = 2;
    for (int i = 0; i < significant_digits; ++i) units *= 10;
    return static_cast<unsigned>(std::bit_width(units - 1));
}

unsigned HdrLayout::ranges() const noexcept {
    auto const first = unit_bits() + sub_bucket_bits();
    auto const needed = static_cast<unsigned>(std::bit_width(highest_trackable));
    return needed > first ? needed - first + 1 : 1;
}

std::size_t HdrLayout::places() const noexcept {
    return (std::size_t{ranges()} + 1) << (sub_bucket_bits() - 1);
}

std::size_t HdrLayout::place_of(std::uint64_t value) const noexcept {
    auto const units = value >> unit_bits();
    auto const bits = static_cast<unsigned>(std::bit_width(units));
    auto const range = bits > sub_bucket_bits() ? bits - sub_bucket_bits() : 0U;
    return (std::size_t{range} << (sub_bucket_bits() - 1)) + static_cast<std::size_t>(units >> range);
}

stats::HistogramBucket HdrLayout::bucket(std::size_t place) const noexcept {
    auto const half_bits = sub_bucket_bits() - 1;
    auto const half = std::uint64_t{place} >> half_bits;
    auto const range = half > 1 ? half - 1 : 0;
    auto const low = (place - (range << half_bits)) << (range + unit_bits());
    return {low, low + ((std::uint64_t{1} << (range + unit_bits())) - 1), 0};
}

HdrCounts hdr_counts(stats::Histogram const& histogram) {
    if (histogram.count() > largest_count)
        throw Error(invalid_option("load: HdrHistogram",
            "a histogram of " + std::to_string(histogram.count()) + " values", "at most 2^63 - 1 values"));
    auto const& range = histogram.range();
    HdrCounts counts;
    auto& layout = counts.layout;
    auto const parts = static_cast<std::uint64_t>(std::ceil(1.0 / range.relative_error));
    layout.significant_digits = 1;
    while (std::uint64_t{1} << (layout.sub_bucket_bits() - 1) < parts) ++layout.significant_digits;
    // HdrHistogram wants a whole range of sub-buckets below 2^62; a finer unit serves as well.
    layout.lowest_discernible = std::min(range.lowest, std::uint64_t{1} << (62 - layout.sub_bucket_bits()));
    auto const highest = histogram.overflow() > 0 ? histogram.max() : range.highest;
    layout.highest_trackable = std::clamp(highest, 2 * layout.lowest_discernible, largest_count);

    auto add = [&](std::uint64_t value, std::uint64_t count) {
        auto bucket = layout.bucket(layout.place_of(std::min(value, largest_count)));
        bucket.count = count;
        // Only the last one can meet its like: the overflow, or what is above 2^63 - 1.
        if (!counts.buckets.empty() && counts.buckets.back().low == bucket.low)
            counts.buckets.back().count += count;
        else
            counts.buckets.push_back(bucket);
    };
    for (auto const& bucket : histogram) add(bucket.high, bucket.count);
    if (histogram.overflow() > 0) add(histogram.max(), histogram.overflow());
    return counts;
}

std::string hdr_log(std::span<HdrInterval const> intervals, double base_unix_seconds) {
    if (!is_time(base_unix_seconds))
        throw Error(invalid_option("load: HdrHistogram log",
            "base time " + std::to_string(base_unix_seconds) + " s", "seconds since 1970 in [0, 1e11)"));
    auto const base = with_3_decimals(base_unix_seconds);
    std::string text = "#[Values are in ns, the maximum of an interval is in ms]\n"
                       "#[Histogram log format version 1.3]\n";
    text += "#[BaseTime: " + base + " (seconds since epoch)]\n";
    text += "#[StartTime: " + base + " (seconds since epoch), " + date_text(base_unix_seconds) + "]\n";
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        check_interval(intervals[i], i + 1);
        text += overflow_comment(intervals[i], i + 1);
    }
    text += "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n";
    for (auto const& interval : intervals) text += interval_line(interval);
    return text;
}

Result<std::vector<HdrLogRecord>> read_hdr_log(std::string_view text, HdrLogLimits const& limits) {
    std::vector<HdrLogRecord> records;
    auto room = limits.buckets;
    for (Place place{1}; !text.empty(); ++place.line) {
        auto line = take_until(text, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with('#')) {
            if (!is_known_comment(line)) return place.bad(excerpt(line), "a log of format version 1.x");
            continue;
        }
        if (line.empty() || line.starts_with("\"StartTimestamp\"")) continue;
        auto record = parse_interval(line, place, limits, room);
        if (record.has_error()) return record.error();
        room -= record->counts.buckets.size();
        records.push_back(std::move(*record));
    }
    return records;
}

} // namespace wasmbench::load
