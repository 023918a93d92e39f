// cpu_hash for hosts that run no programs: a wasi:http component that does the same work when it is requested, and
// answers with the line that the program prints.
#include "../../component/arena.hpp"
#include "../../component/timed_answer.hpp"
#include "../update_loop.hpp"

#include <cstdint>

namespace {

using namespace wasmbench::workloads;

constexpr std::uint64_t iterations = 2'000'000; // what the manifest asks of the program

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

    std::uint64_t const start = monotonic_ns();
    auto const digest = digest_of_updates(iterations);
    std::uint64_t const elapsed_us = (monotonic_ns() - start) / 1000;

    auto const fraction = Decimal(1000 + elapsed_us % 1000); // "1034": the digits behind the first, zeros kept
    Line line;
    line << "iterations=" << Decimal(iterations).text() << " digest=" << hex(digest).data()
         << " elapsed_ms=" << Decimal(elapsed_us / 1000).text() << "." << fraction.text().substr(1) << "\n";
    respond(outparam, 200, "text/plain", line.text());
}
}
