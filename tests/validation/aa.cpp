// The same program against itself while a CPU hog uses every core in random halves of the time: how often a comparison
// says that there is a difference, where there is none.

#include "binomial.hpp"
#include "cpu_hogs.hpp"
#include "programs.hpp"
#include "row.hpp"

#include <wasmbench/selfcheck/pairs.hpp>
#include <wasmbench/stats/random.hpp>

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <mutex>
#include <random>
#include <thread>

using namespace wasmbench;
using namespace wasmbench::validation;
using selfcheck::Order;

namespace {

constexpr std::uint32_t pairs = 12;
// Of the interval that has to leave out 1 for a difference to be claimed: the one that reports show, and that of `wasmbench compare`
// unless it is told otherwise.
constexpr double levels[] = {0.95, 0.99};

struct Size {
    std::uint32_t comparisons;
    std::uint32_t sequential; ///< for contrast
    double chance;            ///< the target is missed when as many false differences have less than this chance at 5 %
};
constexpr Size whole{300, 300, 0.05};
constexpr Size quick{60, 20, 0.001};

// Every slot of a tenth of a second a coin decides whether the hogs run in it: the load changes on the scale of a
// comparison, which is what spoils one side more than the other.
class RandomHalves {
public:
    explicit RandomHalves(CpuHogs const& hogs)
        : hogs_(hogs)
        , thread_([this] { toss(); }) {}
    ~RandomHalves() {
        {
            std::lock_guard const lock(mutex_);
            ended_ = true;
        }
        wake_.notify_one();
        thread_.join();
        hogs_.rest();
    }
    RandomHalves(RandomHalves const&) = delete;
    RandomHalves& operator=(RandomHalves const&) = delete;

private:
    void toss() {
        stats::Xoshiro256 random(std::random_device{}());
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, std::chrono::milliseconds(100), [this] { return ended_; }))
            stats::uniform_below(random, 2) == 0 ? hogs_.rest() : hogs_.go_on();
    }

    CpuHogs const& hogs_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool ended_ = false;
    std::thread thread_; // the last: it uses the others
};

struct Seen {
    std::size_t different[std::size(levels)] = {};
    std::size_t comparisons = 0;
    double hogged = 0; ///< of the CPUs' time

    std::string text(std::size_t level) const {
        auto const n = static_cast<double>(comparisons);
        auto const found = different[level];
        return fmt::format("{} of {} = {:.1f} %, at most {:.1f} % (95 % bound); the hogs had {:.0f} % of the CPUs", found, comparisons,
            100 * static_cast<double>(found) / n, 100 * share_at_most(found, comparisons), 100 * hogged);
    }
};

Seen compare(ProgramBench& bench, Workload const& program, CpuHogs const& hogs, std::uint32_t comparisons, Order order) {
    Seen seen;
    auto const before = hogs.cpu_seconds();
    auto const begin = SteadyClock::now();
    {
        RandomHalves const load(hogs);
        for (; seen.comparisons < comparisons; ++seen.comparisons) {
            auto const figures = selfcheck::run_pairs(
                pairs, std::random_device{}(), order, [&](std::size_t) { return bench.run(program); });
            for (std::size_t i = 0; i < std::size(levels); ++i)
                if (selfcheck::differs(figures.ratio(levels[i]))) ++seen.different[i];
        }
    }
    seen.hogged = (hogs.cpu_seconds() - before) / (to_seconds(SteadyClock::now() - begin) * static_cast<double>(hogs.count()));
    return seen;
}

void run(Rows& rows, Size const& size, ProgramBench& bench, CpuHogs const& hogs, std::string const& what, Workload const& program) {
    auto const seen = compare(bench, program, hogs, size.comparisons, Order::paired);
    for (std::size_t i = 0; i < std::size(levels); ++i) {
        bool const good = chance_of_at_least(seen.different[i], seen.comparisons, 0.05) >= size.chance;
        rows.add({"aa", fmt::format("false difference at {:g} %, {}, {} pairs, paired and randomised", 100 * levels[i], what, pairs),
            seen.text(i), fmt::format("<= 5 % (refuted below a chance of {:g} %)", 100 * size.chance),
            good ? Verdict::reached : Verdict::not_reached});
    }
    auto const sequential = compare(bench, program, hogs, size.sequential, Order::sequential);
    for (std::size_t i = 0; i < std::size(levels); ++i)
        rows.add({"aa", fmt::format("false difference at {:g} %, {}, all of A, then all of B", 100 * levels[i], what), sequential.text(i), "",
            Verdict::none});
}

} // namespace

int main(int argc, char** argv) {
    auto const& size = is_quick(argc, argv) ? quick : whole;
    try {
        CpuHogs const hogs(1200, true); // before there are threads
        ProgramBench bench;
        Rows rows;
        run(rows, size, bench, hogs, "hello", hello());
        if (!is_quick(argc, argv)) run(rows, size, bench, hogs, "a 5 ms CPU task", cpu_task(bench.updates_for(0.005)));
        return rows.exit_status();
    } catch (std::exception const& e) {
        std::cerr << "wasmbench-validate-aa: " << e.what() << '\n';
        return 2;
    }
}
