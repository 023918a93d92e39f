// hello for hosts that run no programs: a wasi:http component that answers with the line.
#include "../../component/arena.hpp"
#include "../../component/respond.hpp"

namespace {

constinit wasmbench::workloads::Arena arena;

} // namespace

extern "C" {

// The host asks for memory here. Nothing is kept between requests, so what it had before is never enlarged.
[[clang::export_name("cabi_realloc")]] void* cabi_realloc(
    void const*, std::size_t, std::size_t alignment, std::size_t new_size) {
    return arena.allocate(new_size, alignment);
}

[[clang::export_name("wasi:http/incoming-handler@0.2.0#handle")]] void handle(
    wasi::Handle request, wasi::Handle outparam) {
    arena.reset();
    wasi::incoming_request_drop(request);
    wasmbench::workloads::respond(outparam, 200, "text/plain", "hello from wasmbench\n");
}
}
