// The service as a component with one exported function and no import, for a host that speaks HTTP itself.
// Lowered by hand as the Canonical ABI says, like ../component; `wasm-tools component new` checks the
// signature.
#include "../../component/arena.hpp"
#include "../routing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

using wasmbench::workloads::Answer;

// The state of the instance; nothing runs constructors here (see ../component/handler.cpp).
constinit wasmbench::workloads::Service service;
constinit wasmbench::workloads::Arena arena;

// tuple<u16, string> as it lies in memory.
struct Result {
    std::uint16_t status;
    char const* text;
    std::size_t size;
};
static_assert(sizeof(Result) == 12 && offsetof(Result, text) == 4);

// Read by the host after the call and before the next one.
constinit Answer last{200, {}};
constinit Result result{};

} // namespace

extern "C" {

// The host asks for memory for the target here.
[[clang::export_name("cabi_realloc")]] void* cabi_realloc(
    void const* old, std::size_t old_size, std::size_t alignment, std::size_t new_size) {
    void* const fresh = arena.allocate(new_size, alignment);
    auto const* const from = static_cast<unsigned char const*>(old);
    std::copy_n(from, std::min(old_size, new_size), static_cast<unsigned char*>(fresh));
    return fresh;
}

// The result lies in the module's data, so there is nothing to free and no cabi_post_ function.
[[clang::export_name("handle")]] Result const* handle(char const* target, std::size_t size) {
    last = service.answer({target, size});
    arena.reset(); // the target is read
    result = {last.status(), last.body().data(), last.body().size()};
    return &result;
}
}
