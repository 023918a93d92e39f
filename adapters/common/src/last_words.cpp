#include <wasmbench/adapters/common/last_words.hpp>

namespace wasmbench::adapters {

std::string with_last(std::string text, std::string_view telling) {
    auto const at = text.rfind(telling);
    if (at == std::string::npos) return text;
    auto const line = text.substr(at, text.find('\n', at) - at);
    if (!text.ends_with('\n')) text += '\n';
    return text + line;
}

} // namespace wasmbench::adapters
