#include <algorithm>
#include <cctype>
#include <optional>

#include <support/markup.hpp>

namespace wasmbench::testing {
namespace {

class MarkupReader {
public:
    explicit MarkupReader(std::string_view source)
        : source_(source) {}

    Markup read() {
        while (at_ < source_.size() && out_.fault.empty()) {
            if (source_[at_] != '<')
                text_until(source_.find('<', at_));
            else if (starts("<!--"))
                skip_past("-->");
            else if (starts("<!DOCTYPE"))
                skip_past(">");
            else if (starts("</"))
                end_tag();
            else
                start_tag();
        }
        if (out_.fault.empty() && !open_.empty()) fail("<" + open_.back() + "> is not closed");
        return std::move(out_);
    }

private:
    bool starts(std::string_view s) const { return source_.substr(at_).starts_with(s); }

    void fail(std::string what) {
        if (!out_.fault.empty()) return;
        auto const from = at_ > 60 ? at_ - 60 : 0;
        out_.fault = std::move(what) + " near: " + std::string(source_.substr(from, 140));
    }

    void skip_past(std::string_view end) {
        auto const found = source_.find(end, at_);
        if (found == std::string_view::npos) return fail("no " + std::string(end));
        at_ = found + end.size();
    }

    std::optional<std::string> decoded(std::string_view raw) {
        std::string out;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] != '&') {
                out += raw[i];
                continue;
            }
            bool known = false;
            for (auto const& [entity, character] : {std::pair{std::string_view("&amp;"), '&'}, {"&lt;", '<'},
                     {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}) {
                if (!raw.substr(i).starts_with(entity)) continue;
                out += character;
                i += entity.size() - 1;
                known = true;
                break;
            }
            if (!known) return std::nullopt;
        }
        return out;
    }

    void text_until(std::size_t end) {
        auto const raw = source_.substr(at_, end == std::string_view::npos ? end : end - at_);
        auto const text = decoded(raw);
        if (!text) return fail("a bare & in text");
        if (raw.find('>') != std::string_view::npos) return fail("a bare > in text");
        out_.text += *text;
        at_ += raw.size();
    }

    std::string name() {
        auto const from = at_;
        while (at_ < source_.size() &&
               (std::isalnum(static_cast<unsigned char>(source_[at_])) || source_[at_] == '-'))
            ++at_;
        return std::string(source_.substr(from, at_ - from));
    }

    void end_tag() {
        at_ += 2;
        auto const closed = name();
        if (!starts(">")) return fail("</" + closed + " does not end");
        ++at_;
        if (open_.empty() || open_.back() != closed) return fail("</" + closed + "> closes nothing");
        open_.pop_back();
    }

    void attribute(std::string const& element) {
        auto const attribute = name();
        if (attribute.empty()) return fail("no attribute in <" + element);
        out_.attributes.insert(element + " " + attribute);
        if (!starts("=\"")) return fail("no value in double quotes for " + element + " " + attribute);
        at_ += 2;
        auto const end = source_.find('"', at_);
        if (end == std::string_view::npos) return fail("no end of " + element + " " + attribute);
        auto const value = decoded(source_.substr(at_, end - at_));
        if (!value || value->find('<') != std::string::npos)
            if (attribute != "content" && attribute != "aria-label")
                return fail("what is in " + element + " " + attribute);
        if (attribute == "id") out_.ids.push_back(value.value_or(""));
        at_ = end + 1;
    }

    void start_tag() {
        static std::set<std::string> const empty = {"meta"};
        ++at_;
        auto const element = name();
        if (element.empty()) return fail("< in text");
        ++out_.elements[element];
        while (starts(" ")) {
            ++at_;
            attribute(element);
            if (!out_.fault.empty()) return;
        }
        if (starts("/>")) {
            at_ += 2;
            return;
        }
        if (!starts(">")) return fail("<" + element + " does not end");
        ++at_;
        if (empty.count(element) != 0) return;
        if (element == "script" || element == "style") return skip_past("</" + element + ">");
        open_.push_back(element);
    }

    std::string_view source_;
    std::size_t at_ = 0;
    std::vector<std::string> open_;
    Markup out_;
};

} // namespace

Markup read_markup(std::string_view source) {
    return MarkupReader(source).read();
}

} // namespace wasmbench::testing
