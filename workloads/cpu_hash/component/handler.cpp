// cpu_hash for hosts that run no programs: a wasi:http component that does the same work when it is requested, and
// answers with the line that the program prints.
#include "../../component/arena.hpp"
#include "../../component/respond.hpp"
#include "../update_loop.hpp"

#include <cstdint>
#include <string_view>

namespace {

using namespace wasmbench::workloads;

constexpr std::uint64_t iterations = 2'000'000; // what the manifest asks of the program

constinit Arena arena;

extern "C" [[clang::import_module("wasi:clocks/monotonic-clock@0.2.0"), clang::import_name("now")]] std::uint64_t
monotonic_ns();

// A line that is put together piece by piece; what does not fit is cut off.
class Line {
public:
    Line& operator<<(std::string_view piece) {
        for (char c : piece)
            if (size_ < sizeof text_) text_[size_++] = c;
        return *this;
    }
    std::string_view text() const { return {text_, size_}; }

private:
    char text_[256]{};
    std::size_t size_ = 0;
};

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
