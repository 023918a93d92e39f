// The service as a wasi:http component. It imports wasi:http and wasi:io and nothing else: no C library
// start-up, no wasi_snapshot_preview1, hence no adapter module in the component, and any wasi:http host runs
// it as it is.
#include "../routing.hpp"
#include "../../component/arena.hpp"
#include "../../component/respond.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using wasmbench::workloads::Answer;
using wasmbench::workloads::Service;

// The state of the instance. A host calls exported functions, so there is no main() that could own it; both
// objects are initialised by the module's data, because nothing runs constructors here.
constinit Service service;
constinit wasmbench::workloads::Arena arena;

} // namespace

extern "C" {

// The host asks for memory here; `old_size` is not 0 only when it enlarges what it had, which then moves.
[[clang::export_name("cabi_realloc")]] void* cabi_realloc(
    void const* old, std::size_t old_size, std::size_t alignment, std::size_t new_size) {
    void* const fresh = arena.allocate(new_size, alignment);
    auto const* const from = static_cast<unsigned char const*>(old);
    std::copy_n(from, std::min(old_size, new_size), static_cast<unsigned char*>(fresh));
    return fresh;
}

// Returns nothing, so there is no cabi_post_ function to write.
[[clang::export_name("wasi:http/incoming-handler@0.2.0#handle")]] void handle(
    wasi::Handle request, wasi::Handle outparam) {
    arena.reset();
    wasi::OptionString target;
    wasi::incoming_request_path_with_query(request, &target);
    Answer const answer = service.answer(
        target.discriminant != 0 ? std::string_view{target.data, target.size} : std::string_view{});
    wasi::incoming_request_drop(request);

    wasmbench::workloads::respond(outparam, answer.status(), Service::content_type, answer.body());
}
}
