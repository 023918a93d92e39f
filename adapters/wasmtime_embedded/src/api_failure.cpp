#include "api_failure.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

std::string_view trimmed(std::string_view s) {
    auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!s.empty() && blank(s.front())) s.remove_prefix(1);
    while (!s.empty() && blank(s.back())) s.remove_suffix(1);
    return s;
}

// Takes "0:" of a numbered cause or frame away.
std::string_view without_number(std::string_view s) {
    auto const digits =
        std::find_if(s.begin(), s.end(), [](char c) { return c < '0' || c > '9'; }) - s.begin();
    auto const n = static_cast<std::size_t>(digits);
    return n > 0 && n < s.size() && s[n] == ':' ? trimmed(s.substr(n + 1)) : s;
}

std::string take_text(CApi const& api, Bytes& bytes) {
    std::string_view text(bytes.data, bytes.size);
    while (!text.empty() && text.back() == '\0') text.remove_suffix(1); // a trap's message ends with one
    std::string out(text);
    api.byte_vec_delete(&bytes);
    return out;
}

} // namespace

std::string one_line(std::string_view message) {
    std::string out;
    while (!message.empty()) {
        auto const end = std::min(message.find('\n'), message.size());
        auto const line = without_number(trimmed(message.substr(0, end)));
        message.remove_prefix(std::min(end + 1, message.size()));
        if (line.empty() || line == "Caused by:" || line.starts_with("0x") ||
            line == "error while executing at wasm backtrace:")
            continue;
        out += (out.empty() ? "" : ": ") + std::string(line);
    }
    return out;
}

Words take_words(CApi const& api, ApiError* error, Trap* trap) {
    Words w;
    Bytes bytes;
    if (error) {
        int status = 0;
        if (api.error_exit_status(error, &status)) w.exit_status = status;
        api.error_message(error, &bytes);
        w.text = one_line(take_text(api, bytes));
        api.error_delete(error);
    }
    if (trap) {
        api.trap_message(trap, &bytes);
        w.text += (w.text.empty() ? "" : ": ") + one_line(take_text(api, bytes));
        api.trap_delete(trap);
    }
    return w;
}

Failure api_failure(errc code, std::string stage, std::string subject, std::string words) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = std::move(subject);
    d.stderr_tail = std::move(words);
    return {code, std::move(d)};
}

} // namespace wasmbench::adapters::wasmtime_embedded
