#include "log_stream.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::docker;

namespace {

std::string frame(char stream, std::string const& text) {
    std::string out{stream, 0, 0, 0, 0, 0, static_cast<char>(text.size() >> 8u & 255u), static_cast<char>(text.size() & 255u)};
    return out + text;
}

} // namespace

TEST_CASE("frames of two streams are told apart and put together") {
    CHECK(demultiplex("") == ContainerOutput{"", "", true});
    CHECK(demultiplex(frame(1, "one ") + frame(2, "bad") + frame(1, "two\n")) ==
          ContainerOutput{"one two\n", "bad", true});
    std::string const long_text(300, 'x'); // a length of two bytes
    CHECK(demultiplex(frame(2, long_text) + frame(1, "")) == ContainerOutput{"", long_text, true});
}

TEST_CASE("a stream that was cut anywhere gives what is there, and says so") {
    auto const whole = frame(1, "hello") + frame(2, "words");
    for (std::size_t n = 1; n < whole.size(); ++n) {
        auto const o = demultiplex(std::string_view(whole).substr(0, n));
        CAPTURE(n);
        CHECK(o.complete == (n == 13)); // between the frames
        CHECK(std::string("hello").rfind(o.out, 0) == 0);
        CHECK(std::string("words").rfind(o.err, 0) == 0);
    }
}

TEST_CASE("what is no such stream is not taken for one") {
    CHECK(demultiplex("plain text of a terminal") == ContainerOutput{"", "", false});
    CHECK(demultiplex(std::string("\3\0\0\0\0\0\0\1x", 9)) == ContainerOutput{"", "", false});
    CHECK(demultiplex(std::string("\1\0\0\0\xff\xff\xff\xffx", 9)) == ContainerOutput{"x", "", false});
}
