// What a Docker engine answers: JSON of any shape, and the stream of a container's output.

#include "engine_answers.hpp"
#include "fuzz_target.hpp"
#include "log_stream.hpp"

#include <wasmbench/core/diagnostics.hpp>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::adapters::docker;

std::string frame(bool err, std::string_view text) {
    std::string out{err ? '\2' : '\1', '\0', '\0', '\0'};
    for (unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(text.size() >> shift & 0xffU);
    return out + std::string(text);
}

void check_stream(std::string_view text, unsigned choice) {
    auto const any = demultiplex(text);
    require(any.out.size() + any.err.size() <= text.size(), "no more came out than went in");

    Pieces pieces(choice);
    ContainerOutput wanted;
    std::string stream;
    for (bool err = false; !text.empty(); err = !err) {
        auto const piece = text.substr(0, pieces.next());
        text.remove_prefix(piece.size());
        (err ? wanted.err : wanted.out) += piece;
        stream += frame(err, piece);
    }
    require(demultiplex(stream) == wanted, "what was put together is taken apart");
    if (!stream.empty())
        require(!demultiplex(stream.substr(0, stream.size() - 1)).complete,
            "a stream that is cut off is not complete");
}

void check_answers(std::string_view text) {
    if (auto const c = parse_state(text)) {
        require(c->command.size() < text.size(), "each word was there");
    }
    if (auto const list = parse_list(text)) require(list->size() < text.size(), "each object was there");
    parse_version(text);
    parse_cgroup_driver(text);
    parse_id(text);
    parse_exit_code(text);
    parse_stats(text);
    parse_gateway(text);
    require(error_message(text).size() <= text.size() + 200, "a message is not longer than the answer");
    auto const build = parse_build(text);
    require(build.image_id.empty() != build.error.empty(), "a build has an image or an error");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    if (auto const choice = in.byte(); choice < 128)
        check_stream(in.text(), choice);
    else
        check_answers(in.text());
    return 0;
}
