#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include <strings.h>

namespace wasmbench::bench {

/// What one read brought.
struct Scanned {
    std::size_t requests = 0;
    bool close = false; ///< the last of them asks for the end of the connection
};

/// Finds the ends of requests without a body. All connections share one: the clients of a benchmark send the same bytes again
/// and again, so mostly one comparison is all it takes.
class RequestScanner {
public:
    /// `rest` is what the connection's reads before had left over.
    Scanned scan(std::string_view bytes, std::string& rest) {
        if (rest.empty() && bytes == usual_) return {1, usual_close_};
        rest.append(bytes);
        Scanned found;
        std::size_t begin = 0;
        while (true) {
            auto const end = rest.find(end_of_header, begin);
            if (end == std::string::npos) break;
            std::string_view const header(rest.data() + begin, end + end_of_header.size() - begin);
            ++found.requests;
            found.close = asks_for_close(header);
            if (header.size() == bytes.size()) {
                usual_ = header;
                usual_close_ = found.close;
            }
            begin += header.size();
        }
        rest.erase(0, begin);
        return found;
    }

private:
    static constexpr std::string_view end_of_header = "\r\n\r\n";

    /// RFC 9112, 9.3: HTTP/1.0 ends the connection unless it says keep-alive, HTTP/1.1 keeps it unless it says close.
    static bool asks_for_close(std::string_view header) {
        constexpr std::string_view name = "\r\nconnection:";
        bool const old = header.substr(0, header.find('\r')).ends_with("HTTP/1.0");
        for (auto at = header.find("\r\n"); at + end_of_header.size() < header.size(); at = header.find("\r\n", at + 2)) {
            if (::strncasecmp(header.data() + at, name.data(), name.size()) != 0) continue;
            auto value = header.substr(at + name.size());
            value = value.substr(value.find_first_not_of(' '));
            return ::strncasecmp(value.data(), old ? "keep-alive" : "close", old ? 10 : 5) == 0 ? !old : old;
        }
        return old;
    }

    std::string usual_;
    bool usual_close_ = false;
};

} // namespace wasmbench::bench
