#pragma once

#include "../routing.hpp"

#include <array>
#include <charconv>
#include <ctime>
#include <string>
#include <string_view>

namespace wasmbench::workloads {

/// What a response says about the connection. HTTP/1.1 keeps it open without saying so, HTTP/1.0 has to be
/// told.
enum class ConnectionHeader { none, keep_alive, close };

/// Writes responses, head and body in one piece, so that one system call sends them. The date is written anew
/// only when the second changes: the text has the resolution of a second, and every server that is compared
/// with does the same.
///
/// One writer belongs to one thread.
class ResponseWriter {
public:
    /// Appends the response to `out`. `with_body` is false for HEAD: same head, no body.
    void append(std::string& out, Answer const& answer, ConnectionHeader connection, bool with_body) {
        out += "HTTP/1.1 ";
        out += status_line(answer.status());
        out += "\r\nContent-Type: ";
        out += Service::content_type;
        out += "\r\nContent-Length: ";
        std::array<char, 20> size{};
        out.append(
            size.data(), std::to_chars(size.data(), size.data() + size.size(), answer.body().size()).ptr);
        out += "\r\nDate: ";
        out += date();
        if (connection == ConnectionHeader::keep_alive) out += "\r\nConnection: keep-alive";
        if (connection == ConnectionHeader::close) out += "\r\nConnection: close";
        out += "\r\n\r\n";
        if (with_body) out += answer.body();
    }

private:
    static std::string_view status_line(unsigned status) {
        switch (status) {
        case 200:
            return "200 OK";
        case 400:
            return "400 Bad Request";
        case 404:
            return "404 Not Found";
        case 503:
            return "503 Service Unavailable";
        default:
            return "500 Internal Server Error";
        }
    }

    // IMF-fixdate of RFC 9110 section 5.6.7. The program never calls setlocale, so strftime writes English
    // names.
    std::string_view date() {
        std::time_t const now = std::time(nullptr);
        if (now != second_) {
            second_ = now;
            std::tm parts{};
            ::gmtime_r(&now, &parts);
            date_size_ = std::strftime(date_.data(), date_.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        }
        return {date_.data(), date_size_};
    }

    std::time_t second_ = -1;
    std::array<char, 40> date_{};
    std::size_t date_size_ = 0;
};

} // namespace wasmbench::workloads
