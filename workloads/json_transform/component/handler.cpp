// json_transform for hosts that run no programs: a wasi:http component that does the same work when it is
// requested, and answers with the line that the program prints.
#include "../../component/arena.hpp"
#include "../../component/timed_answer.hpp"
#include "../rounds.hpp"

namespace {

using namespace wasmbench::workloads;

constinit Arena arena;
constinit JsonWorkspace workspace{};

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

    auto const outcome = transform_rounds(workspace, default_rounds, monotonic_ns);
    if (!outcome.problem.empty()) {
        respond(outparam, 500, "text/plain", outcome.problem);
        return;
    }
    Milliseconds const elapsed(outcome.elapsed_ns / 1000);
    Line line;
    line << "rounds=" << Decimal(default_rounds).text() << " digest=" << hex(outcome.digest).data()
         << " elapsed_ms=" << elapsed.whole() << "." << elapsed.fraction() << "\n";
    respond(outparam, 200, "text/plain", line.text());
}
}
