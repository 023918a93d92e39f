// The decoder of chunked bodies: pieces, limits, Beast's parser as the oracle, and bodies that are encoded
// here.

#include "chunk_decoder.hpp"

#include "beast_scanner.hpp"
#include "fuzz_target.hpp"
#include "scan_pieces.hpp"

#include <cstdio>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::load;

struct Limits {
    std::uint64_t body = 1024;
    std::size_t line = 256;
};

struct Decoded {
    ScanState state = ScanState::incomplete;
    std::size_t taken = 0;
    std::string body;
};

/// As a connection does it: what was not taken is given again, with what has come after it.
Decoded decode(std::string_view text, Limits const& limits, unsigned choice) {
    ChunkDecoder decoder;
    decoder.begin(limits.body, limits.line);
    Pieces pieces(choice);
    Decoded d;
    for (std::size_t given = 0; given < text.size() && d.state == ScanState::incomplete;) {
        given += std::min(pieces.next(), text.size() - given);
        std::size_t taken = 0;
        d.state = decoder.decode(text.substr(d.taken, given - d.taken), taken, &d.body);
        require(taken <= given - d.taken, "no more is taken than was given");
        d.taken += taken;
        require(d.body.size() <= limits.body, "a body is not above its limit");
        // A line, its end, and a size of 16 digits.
        require(d.state != ScanState::incomplete || given - d.taken <= limits.line + 2,
            "what waits is not above its limit");
    }
    require(d.state != ScanState::invalid || !decoder.problem().empty(), "a refusal has a reason");
    return d;
}

void check_against_beast(std::string_view text, Limits const& limits, Decoded const& d) {
    if (d.state != ScanState::complete) return;
    BeastScanner judge({8 * 1024, limits.body}, false);
    auto const response =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(text.substr(0, d.taken));
    auto const seen = test::scan(judge, response, [] { return std::size_t{1} << 20U; });
    require(seen.state == ScanState::complete, "Beast finds complete what is complete: " + seen.problem);
    require(seen.body == d.body, "Beast finds the same body");
    require(!seen.surplus, "Beast finds the same end");
}

/// The input as a body, cut into chunks at places that the input chooses.
void check_own_encoding(std::string_view body, unsigned choice) {
    Pieces pieces(choice);
    std::string text;
    for (auto rest = body; !rest.empty();) {
        auto const piece = rest.substr(0, pieces.next());
        rest.remove_prefix(piece.size());
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
        text += size + std::string(piece) + "\r\n";
    }
    text += "0\r\n\r\n";
    auto const whole = decode(text, {body.size(), 256}, choice);
    require(whole.state == ScanState::complete && whole.body == body && whole.taken == text.size(),
        "what was encoded is what is decoded");
    auto const cut = decode(
        std::string_view(text).substr(0, text.size() - 1 - choice % text.size()), {body.size(), 256}, 0);
    require(cut.state == ScanState::incomplete, "what is cut off is not complete");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    auto const flags = in.byte();
    auto const choice = in.byte();
    Limits limits;
    if ((flags & 1U) != 0) limits.body = 8;
    if ((flags & 2U) != 0) limits.line = 16;

    auto const whole = decode(in.text(), limits, 0);
    check_against_beast(in.text(), limits, whole);
    for (unsigned const c : {1U, choice}) {
        auto const parts = decode(in.text(), limits, c);
        require((parts.state == ScanState::complete) == (whole.state == ScanState::complete),
            "the verdict does not depend on the pieces");
        if (whole.state != ScanState::complete) continue;
        require(parts.body == whole.body && parts.taken == whole.taken,
            "body and end do not depend on the pieces");
    }
    check_own_encoding(in.text(), choice);
    return 0;
}
