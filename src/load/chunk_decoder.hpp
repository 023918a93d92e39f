#pragma once

#include "scan_state.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wasmbench::load {

/// Takes a chunked body apart (RFC 9112, section 7.1), piece by piece. It does no I/O and keeps no input:
/// what is not yet whole stays with the caller.
class ChunkDecoder {
public:
    using State = ScanState;

    /// `most_body`: bytes of the decoded body. `most_line`: bytes of what is beside the data in one place,
    /// line ends included: the end of a chunk with the next one's size line, and behind the last one the
    /// whole trailer, too.
    void begin(std::uint64_t most_body, std::size_t most_line) noexcept;

    /// Decodes as much of `input` as is whole, says how much in `taken`, and appends the data to `body` if
    /// there is one. The next call gets the rest with what came after it.
    State decode(std::string_view input, std::size_t& taken, std::string* body);

    /// Why the state is invalid, for a person.
    std::string_view problem() const noexcept { return problem_; }

private:
    enum class Part { size, data, data_end, trailer };

    State invalid(char const* problem) noexcept;
    State size_line(std::string_view line) noexcept;

    Part part_ = Part::size;
    std::uint64_t remaining_ = 0; ///< of the chunk
    std::uint64_t decoded_ = 0;
    std::uint64_t most_body_ = 0;
    std::size_t most_line_ = 0;
    std::size_t beside_ = 0; ///< bytes taken since the last data
    std::string_view problem_;
};

} // namespace wasmbench::load
