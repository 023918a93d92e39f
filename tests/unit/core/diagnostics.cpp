#include <wasmbench/core/diagnostics.hpp>

#include <catch2/catch_test_macros.hpp>

using wasmbench::detail::last_line;
using wasmbench::detail::printable;

TEST_CASE("the last line is the last one that says something", "[core]") {
    CHECK(last_line("") == "");
    CHECK(last_line(" \n\n\t\r\n") == "");
    CHECK(last_line("one") == "one");
    CHECK(last_line("one\ntwo\n") == "two");
    CHECK(last_line("one\ntwo  \r\n \n\n") == "two");
    CHECK(last_line("one\n  two") == "  two");
}

TEST_CASE("control characters in last words do nothing", "[core]") {
    CHECK(last_line("\x1b[31mred\x1b[0m") == "?[31mred?[0m");
    CHECK(last_line("10%\r20%") == "10%?20%");
    CHECK(last_line("a\x7f" "b\x07" "c\tb") == "a?b?c b");
    CHECK(last_line(std::string("a\0b", 3)) == "a?b");
    CHECK(last_line("a\xc2\x9b" "31mb") == "a?31mb"); // U+009B is "ESC [" in one character
    CHECK(last_line("a\x9b" "31mb") == "a?31mb");
}

TEST_CASE("long last words are cut, between characters", "[core]") {
    std::string const fits(240, 'x');
    CHECK(last_line(fits) == fits);
    CHECK(last_line(fits + "y") == fits + "...");
    CHECK(last_line("abcdef", 3) == "abc...");
    CHECK(last_line("ab\u00e9f", 3) == "ab...");  // the two bytes of the third character do not fit
    CHECK(last_line("ab\u00e9", 4) == "ab\u00e9"); // here they do
    CHECK(last_line("first line\nabcdef", 3) == "abc...");
}

TEST_CASE("what is not UTF-8 is replaced, what is stays", "[core]") {
    CHECK(printable("caf\u00e9 \u20ac \U0001F600", '?') == "caf\u00e9 \u20ac \U0001F600");
    CHECK(printable("caf\xe9", '?') == "caf?");               // Latin-1
    CHECK(printable("\xc0\xaf", '?') == "??");                // an overlong "/"
    CHECK(printable("\xe0\x80\xaf", '?') == "???");           // the same in three bytes
    CHECK(printable("\xed\xa0\x80", '?') == "???");           // a surrogate
    CHECK(printable("\xf0\x80\x80\xaf", '?') == "????");      // overlong in four bytes
    CHECK(printable("\xf4\x90\x80\x80", '?') == "????");      // above U+10FFFF
    CHECK(printable("\xf5\x80\x80\x80", '?') == "????");      // no such first byte
    CHECK(printable("a\xe2\x82", '?') == "a??");              // cut off
    CHECK(printable("\xf4\x8f\xbf\xbf\xee\x80\x80", '?') == "\xf4\x8f\xbf\xbf\xee\x80\x80");
    CHECK(printable("\xc2\xa0" "a", '?') == "\xc2\xa0" "a"); // the first after the C1 set
    CHECK(printable("a\nb", ' ') == "a b");
}
