// How late the harness knows that a target is ready, what the watching costs,
// and whether it slows what it watches; on the machine as it is and with a CPU hog on each core.

#include "cpu_hogs.hpp"
#include "foreign_work.hpp"
#include "row.hpp"
#include "stamped_start.hpp"

#include <wasmbench/selfcheck/pairs.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::validation;

namespace {

struct Size {
    std::uint32_t starts;     // for the error
    std::uint32_t waits;      // for the cost
    std::uint32_t pairs;      // for the slowing
    double p95_us, p99_us;    // targets
    double confidence;        // of the interval that is to cover "not slowed"
};

constexpr Size whole{1000, 20, 100, 150, 300, 0.95};
// The quick targets are those of a watcher that is broken, not of a machine that is disturbed: without being told it is
// milliseconds late.
constexpr Size quick{100, 4, 12, 1500, 5000, 0.999};

constexpr long long_wait_us = 300'000;

double us(Duration d) {
    return to_seconds(d) * 1e6;
}

double error_us(StampedStart const& s) {
    return us(selfcheck::readiness_error(s.timeline, s.truth).value());
}

std::string describe(std::vector<double> const& values) {
    auto const sorted = stats::sorted_copy(values);
    auto const q = [&](double p) { return stats::quantile(sorted, p); };
    return fmt::format("p50 {:.0f}, p95 {:.0f}, p99 {:.0f}, max {:.0f} us of {}", q(0.5), q(0.95), q(0.99), sorted.back(),
        sorted.size());
}

class Part {
public:
    Part(Rows& rows, Size const& size, std::string machine, CpuHogs const* hogs)
        : rows_(rows)
        , size_(size)
        , machine_(std::move(machine))
        , hogs_(hogs) {}

    void error() {
        begin();
        std::vector<double> errors, connected, since_listening, since_answering;
        for (std::uint32_t i = 0; i < size_.starts; ++i) {
            auto const s = told_.watched({});
            auto const ready = s.timeline.at(marks::ready).value();
            errors.push_back(error_us(s));
            connected.push_back(us(s.timeline.at(marks::connected).value() - s.truth.listening));
            since_listening.push_back(us(ready - s.truth.listening));
            since_answering.push_back(us(ready - *s.truth.answering));
        }
        auto const sorted = stats::sorted_copy(errors);
        bool const good = stats::quantile(sorted, 0.95) <= size_.p95_us && stats::quantile(sorted, 0.99) <= size_.p99_us;
        add("error of ready", describe(errors),
            fmt::format("p95 <= {:.0f} us, p99 <= {:.0f} us", size_.p95_us, size_.p99_us), good);
        contrast("connected after listen() had returned: with what the connection takes", describe(connected));
        contrast("ready after listen() had returned: with what the target takes to answer", describe(since_listening));
        contrast("ready after the target began its answer", describe(since_answering));
    }

    void error_untold() {
        std::vector<double> errors;
        for (std::uint32_t i = 0; i < size_.starts / 4; ++i) {
            auto const s = untold_.watched({});
            errors.push_back(error_us(s));
        }
        contrast("error of ready by trying alone, where the system does not tell", describe(errors));
    }

    void cost() {
        begin();
        auto const share = [&](StampBench& bench) {
            Duration cpu{}, wall{};
            for (std::uint32_t i = 0; i < size_.waits; ++i) {
                auto const s = bench.watched({.wait_us = long_wait_us});
                cpu += s.watcher_cpu;
                wall += s.watched;
            }
            return to_seconds(cpu) / to_seconds(wall);
        };
        auto const text = [&](double s) { return fmt::format("{:.1f} % of a core over {} waits of {} ms", 100 * s, size_.waits, long_wait_us / 1000); };
        auto const told = share(told_);
        add("CPU of the watcher while it waits", text(told), "<= 5 %", told <= 0.05);
        contrast("the same by trying alone", text(share(untold_)));
    }

    void slowing() {
        begin();
        // Work and not sleep: only a start that wants the CPU can be slowed.
        constexpr long rounds = 10'000'000;
        StampOrder order{.wait_us = 0, .work = rounds, .say = true};
        auto const trial = [&](std::size_t side) {
            if (side == 0) return to_seconds(told_.unwatched(order));
            auto const s = told_.watched(order);
            return to_seconds(s.truth.listening - s.timeline.at(marks::launch).value());
        };
        auto const pairs = selfcheck::run_pairs(size_.pairs, std::random_device{}(), selfcheck::Order::paired, trial);
        auto const r = pairs.ratio(size_.confidence);
        add("a start that is watched beside one that is not",
            fmt::format("{:+.2f} % [{:+.2f}, {:+.2f}] of {:.1f} ms, {} pairs", 100 * (r.ratio - 1), 100 * (r.interval->low - 1),
                100 * (r.interval->high - 1), 1e3 * stats::quantile(stats::sorted_copy(pairs.baseline), 0.5), size_.pairs),
            fmt::format("the {:g} % interval covers 0", 100 * size_.confidence), r.interval->contains(1.0));
    }

private:
    class Untold final : public Connector {
    public:
        Result<std::uint16_t> free_port(std::string const& host) override { return inner_->free_port(host); }

    private:
        void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override {
            inner_->async_connect(std::move(executor), std::move(endpoint), std::move(handler));
        }
        std::unique_ptr<Connector> inner_ = make_tcp_connector();
    };

    void begin() {
        noise_.emplace();
        hogs_before_ = hogs_ ? hogs_->cpu_seconds() : 0;
    }
    void add(std::string const& what, std::string figure, std::string target, bool good) {
        auto const disturbed = noise_->remark(hogs_ ? hogs_->cpu_seconds() - hogs_before_ : 0);
        if (!disturbed.empty()) figure += "; " + disturbed;
        rows_.add({"readiness", machine_ + ": " + what, std::move(figure), std::move(target),
            good ? Verdict::reached : disturbed.empty() ? Verdict::not_reached : Verdict::noisy});
    }
    void contrast(std::string const& what, std::string figure) {
        rows_.add({"readiness", machine_ + ": " + what, std::move(figure), "", Verdict::none});
    }

    Rows& rows_;
    Size size_;
    std::string machine_;
    CpuHogs const* hogs_;
    double hogs_before_ = 0;
    std::optional<ForeignWork> noise_;
    StampBench told_;
    StampBench untold_{std::make_unique<Untold>()};
};

void run(Rows& rows, Size const& size, std::string const& machine, CpuHogs const* hogs) {
    Part part(rows, size, machine, hogs);
    part.error();
    part.error_untold();
    part.cost();
    part.slowing();
}

} // namespace

int main(int argc, char** argv) {
    auto const& size = is_quick(argc, argv) ? quick : whole;
    try {
        Rows rows;
        run(rows, size, "idle", nullptr);
        CpuHogs const hogs(600);
        run(rows, size, "a hog on each core", &hogs);
        return rows.exit_status();
    } catch (std::exception const& e) {
        std::cerr << "wasmbench-validate-readiness: " << e.what() << '\n';
        return 2;
    }
}
