#include "http_text.hpp"

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

std::string_view reason(std::uint16_t status) {
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 500:
        return "Internal Server Error";
    default:
        return "Other"; // a reason means nothing to a client (RFC 9112, section 4)
    }
}

} // namespace

// By hand: strftime writes the names of the locale.
std::string http_date(std::time_t t) {
    constexpr char const* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr char const* months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm tm{};
    ::gmtime_r(&t, &tm);
    auto two = [](int n) {
        return std::string{static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
    };
    return std::string(days[tm.tm_wday]) + ", " + two(tm.tm_mday) + " " + months[tm.tm_mon] + " " +
           std::to_string(tm.tm_year + 1900) + " " + two(tm.tm_hour) + ":" + two(tm.tm_min) + ":" +
           two(tm.tm_sec) + " GMT";
}

std::string response_text(
    std::uint16_t status, std::string_view date, std::string_view body, bool keep_alive) {
    std::string text;
    text.reserve(160 + body.size());
    text.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason(status));
    text.append("\r\nContent-Type: text/plain\r\nContent-Length: ").append(std::to_string(body.size()));
    text.append("\r\nDate: ").append(date);
    if (!keep_alive) text.append("\r\nConnection: close");
    text.append("\r\n\r\n").append(body);
    return text;
}

} // namespace wasmbench::adapters::wasmtime_embedded
