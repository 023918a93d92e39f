// The service as a wasi:http component that opens a connection itself, by wasi:sockets. Without a C library's start-up, as
// http_service's.
#include "../../component/arena.hpp"
#include "../../component/respond.hpp"
#include "store.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace {

using namespace wasmbench::workloads;

// The state of the instance; see http_service/component/handler.cpp.
constinit Store store;
constinit Arena arena;

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
    bool const asks = target.discriminant != 0 && asks_the_store({target.data, target.size});
    wasi::incoming_request_drop(request);
    Answer const answer = asks ? store.count() : no_such_path;
    respond(outparam, answer.status(), Service::content_type, answer.body());
}
}
