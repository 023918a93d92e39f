// memory_walk for hosts that run no programs: a wasi:http component that does the same work when it is
// requested, and answers with the line that the program prints.
#include "../../component/arena.hpp"
#include "../../component/timed_answer.hpp"
#include "../walk.hpp"

namespace {

using namespace wasmbench::workloads;

constinit Arena arena;

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

    constexpr std::size_t bytes = default_mib << 20; // what the manifest asks of the program
    auto* const words = static_cast<std::uint64_t*>(arena.allocate(bytes, MemoryWalk::page_bytes));
    auto const outcome = fill_and_walk({words, bytes / sizeof *words}, monotonic_ns);
    Milliseconds const fill(outcome.fill_ns / 1000), elapsed(outcome.elapsed_ns / 1000);
    Line line;
    line << "mib=" << Decimal(default_mib).text() << " checksum=" << hex(outcome.checksum).text
         << " fill_ms=" << fill.whole() << "." << fill.fraction() << " elapsed_ms=" << elapsed.whole() << "."
         << elapsed.fraction() << "\n";
    respond(outparam, 200, "text/plain", line.text());
}
}
