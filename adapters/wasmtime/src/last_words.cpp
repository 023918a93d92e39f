#include "last_words.hpp"

namespace wasmbench::adapters::wasmtime {

std::string with_trap_last(std::string text) {
    auto const at = text.rfind("wasm trap: ");
    if (at == std::string::npos) return text;
    auto const line = text.substr(at, text.find('\n', at) - at);
    if (!text.ends_with('\n')) text += '\n';
    return text + line;
}

} // namespace wasmbench::adapters::wasmtime
