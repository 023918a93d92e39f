// The scanner of HTTP responses, with Beast's parser as the oracle.

#include "response_scanner.hpp"

#include "beast_scanner.hpp"
#include "fuzz_target.hpp"
#include "scan_pieces.hpp"

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::load;
using test::contradiction;
using test::scan;
using test::Seen;

struct Setting {
    ResponseLimits limits;
    bool head = false;
    bool keep_body = true;
};

Setting setting_of(unsigned flags) {
    Setting s;
    s.head = (flags & 1U) != 0;
    s.keep_body = (flags & 2U) == 0;
    // Small ones are met by small inputs.
    if ((flags & 4U) != 0) s.limits.header = 64;
    if ((flags & 8U) != 0) s.limits.body = 16;
    return s;
}

Seen fast(ResponseScanner& scanner, Setting const& s, std::string_view text, unsigned pieces) {
    scanner.begin(s.head, s.keep_body);
    Pieces sizes(pieces);
    return scan(scanner, text, [&] { return sizes.next(); });
}

Seen strict(Setting const& s, std::string_view text, unsigned pieces) {
    BeastScanner scanner(s.limits, s.head);
    Pieces sizes(pieces);
    return scan(scanner, text, [&] { return sizes.next(); });
}

void check_agreement(Setting const& s, Seen const& scanned, Seen judged) {
    // A body that nobody asked for is only counted.
    if (!s.keep_body && scanned.body.empty()) judged.body.clear();
    auto const what = contradiction(scanned, judged);
    require(what.empty(), "what the scanner accepts, Beast accepts: " + what);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    auto const s = setting_of(in.byte());
    auto const pieces = in.byte();
    auto const text = in.text();

    ResponseScanner scanner(s.limits);
    auto const first = fast(scanner, s, text, pieces);
    check_agreement(s, first, strict(s, text, pieces));
    require(first.body.size() <= s.limits.body, "a body is not above its limit");

    // The second time it knows the header; the third time it is given everything byte by byte, which shows
    // the exact end.
    auto const again = fast(scanner, s, text, pieces);
    require(first.state == again.state && first.status == again.status && first.body == again.body &&
                first.taken == again.taken && first.keep_alive == again.keep_alive &&
                first.surplus == again.surplus,
        "a scanner that was used before finds the same");
    auto const slow = fast(scanner, s, text, 1);
    check_agreement(s, slow, strict(s, text, 1));
    require((first.state == ScanState::complete) == (slow.state == ScanState::complete),
        "the verdict does not depend on the pieces");
    if (slow.state == ScanState::complete) {
        require(first.status == slow.status && first.body == slow.body && first.keep_alive == slow.keep_alive,
            "the content does not depend on the pieces");
        require(!slow.surplus && first.taken >= slow.taken && (first.taken > slow.taken) == first.surplus,
            "the end does not depend on the pieces");
    }
    return 0;
}
