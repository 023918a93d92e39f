#include "fixed_sources.hpp"

#include "invalid_option.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace wasmbench::load::detail {
namespace {

struct Prepared {
    std::string bytes;
    unsigned expected_status = 200;
    BodyCheck check;
    bool head = false;
    bool closes = false;
    double up_to = 1; ///< sum of the shares up to this one
};

bool asks_to_close(Request const& request) {
    return std::any_of(request.headers.begin(), request.headers.end(), [](auto const& h) {
        return boost::iequals(h.first, "Connection") && boost::icontains(h.second, "close");
    });
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): as good as random for each number on its own.
std::uint64_t mixed(std::uint64_t x) noexcept {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

class FixedSource final : public RequestSource {
public:
    FixedSource(std::shared_ptr<std::vector<Prepared> const> targets, std::uint64_t seed)
        : targets_(std::move(targets))
        , seed_(mixed(seed)) {}

    void next(std::uint64_t sequence, Outgoing& out) override {
        auto const& t = targets_->size() == 1 ? targets_->front() : drawn(sequence);
        out.bytes = t.bytes;
        out.expected_status = t.expected_status;
        out.check = &t.check;
        out.head = t.head;
        out.closes = t.closes;
    }

private:
    Prepared const& drawn(std::uint64_t sequence) const {
        auto const u = static_cast<double>(mixed(seed_ ^ sequence) >> 11) * 0x1p-53;
        auto const it = std::upper_bound(targets_->begin(), targets_->end(), u,
            [](double value, Prepared const& t) { return value < t.up_to; });
        return it == targets_->end() ? targets_->back() : *it;
    }

    std::shared_ptr<std::vector<Prepared> const> targets_;
    std::uint64_t seed_;
};

} // namespace

Result<RequestSourceFactory> fixed_sources(
    HttpEndpoint const& endpoint, std::vector<Target> targets, std::uint64_t seed, bool closing) {
    auto prepared = std::make_shared<std::vector<Prepared>>();
    double sum = 0;
    for (auto& t : targets) {
        if (!(t.weight > 0) || !std::isfinite(t.weight))
            return invalid_option("load: mix", "weight = " + std::to_string(t.weight), "a positive number");
        if (t.expected_status < 200 || t.expected_status > 599)
            return invalid_option("load: plan", "expected_status = " + std::to_string(t.expected_status),
                "a final status, 200 to 599");
        if (closing && !asks_to_close(t.request)) t.request.headers.emplace_back("Connection", "close");
        auto text = request_text(endpoint, t.request);
        if (!text) return text.error();
        sum += t.weight;
        prepared->push_back({std::move(*text), t.expected_status, std::move(t.check),
            t.request.method == "HEAD", asks_to_close(t.request), sum});
    }
    for (auto& p : *prepared) p.up_to /= sum;
    return RequestSourceFactory(
        [prepared, seed](HttpEndpoint const&, std::size_t) -> std::unique_ptr<RequestSource> {
            return std::make_unique<FixedSource>(prepared, seed);
        });
}

} // namespace wasmbench::load::detail
