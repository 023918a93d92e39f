#include "../text.hpp"

#include <wasmbench/report/html.hpp>

namespace wasmbench::report {

std::string html_escaped(std::string_view raw) {
    std::string out;
    for (char const c : printable(raw)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace wasmbench::report
