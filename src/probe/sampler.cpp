#include "sampler_schedule.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/probe/sampler.hpp>

#include <condition_variable>
#include <exception>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include <time.h>

namespace wasmbench::probe {
namespace {

Duration thread_cpu_time() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

void check(SamplerOptions const& options) {
    auto const reject = [](std::string subject, std::string expected) {
        Diagnostics d;
        d.stage = "sampler";
        d.subject = std::move(subject);
        d.expected = std::move(expected);
        throw Error(errc::invalid_option, std::move(d));
    };
    if (options.period < std::chrono::milliseconds(1))
        reject("period " + std::to_string(options.period.count()) + " ns", "1 ms or more");
    if (options.max_samples < 8) reject("max_samples " + std::to_string(options.max_samples), "8 or more");
}

} // namespace

class Sampler::Worker {
public:
    Worker(std::vector<Probe*> probes, ProcessTree tree, SamplerOptions options)
        : probes_(std::move(probes))
        , tree_(std::move(tree))
        , options_(options)
        , thread_([this] { run(); }) {}

    ~Worker() {
        ask_to_stop();
        thread_.join();
    }

    std::vector<Availability> wait_until_started() { return started_.get_future().get(); }

    SamplerReport finish() {
        ask_to_stop();
        return finished_.get_future().get();
    }

private:
    struct Attached {
        Probe* probe;
        std::size_t first_series;
        std::vector<double> values;
    };

    void ask_to_stop() {
        {
            std::lock_guard const lock(mutex_);
            stop_ = true;
        }
        wake_.notify_one();
    }

    void run() {
        try {
            started_.set_value(begin());
        } catch (...) {
            detach();
            started_.set_exception(std::current_exception());
            return;
        }
        try {
            keep_sampling();
            detach();
            report_.cpu_used = thread_cpu_time();
            finished_.set_value(std::move(report_));
        } catch (...) {
            detach();
            finished_.set_exception(std::current_exception());
        }
    }

    std::vector<Availability> begin() {
        std::vector<Availability> said;
        for (auto* probe : probes_) {
            said.push_back(probe->attach(tree_));
            if (!said.back().usable) continue;
            attached_.push_back({probe, report_.series.size(), std::vector<double>(probe->metrics().size())});
            for (auto const& metric : probe->metrics())
                report_.series.push_back({std::string(probe->name()), metric, {}});
        }
        origin_ = SteadyClock::now();
        round(origin_);
        return said;
    }

    void keep_sampling() {
        auto period = options_.period;
        auto slot = origin_;
        for (;;) {
            auto const next = detail::next_slot(origin_, period, slot, SteadyClock::now());
            slot = next.at;
            report_.missed_slots += next.missed;
            {
                std::unique_lock lock(mutex_);
                if (wake_.wait_until(lock, slot, [this] { return stop_; })) break;
            }
            if (make_room()) {
                period *= 2;
                // The slots of the doubled period are those of the old one with an even number.
                slot = origin_ + (slot - origin_) / period * period;
            }
            round(SteadyClock::now());
        }
        round(SteadyClock::now());
        report_.elapsed = SteadyClock::now() - origin_;
    }

    // A place for this round and one for the last.
    bool make_room() {
        bool full = false;
        for (auto const& series : report_.series) full |= series.samples.size() + 2 > options_.max_samples;
        if (!full) return false;
        for (auto& series : report_.series) detail::halve(series.samples);
        ++report_.halvings;
        return true;
    }

    void round(TimePoint now) {
        ++report_.rounds;
        for (auto& [probe, first_series, values] : attached_) {
            probe->sample(now, values);
            for (std::size_t i = 0; i < values.size(); ++i)
                report_.series[first_series + i].samples.push_back({now, values[i]});
            now = SteadyClock::now();
        }
    }

    void detach() noexcept {
        for (auto const& attached : attached_) attached.probe->detach();
        attached_.clear();
    }

    std::vector<Probe*> probes_;
    ProcessTree tree_;
    SamplerOptions options_;
    std::vector<Attached> attached_;
    TimePoint origin_;
    SamplerReport report_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::promise<std::vector<Availability>> started_;
    std::promise<SamplerReport> finished_;
    std::thread thread_; ///< last: it uses all the others
};

Sampler::Sampler() = default;
Sampler::~Sampler() = default;

std::vector<Availability> Sampler::start(
    std::vector<Probe*> probes, ProcessTree const& tree, SamplerOptions options) {
    check(options);
    if (worker_) throw std::logic_error("Sampler::start: already started, call stop() first");
    auto worker = std::make_unique<Worker>(std::move(probes), tree, options);
    auto said = worker->wait_until_started();
    worker_ = std::move(worker);
    return said;
}

SamplerReport Sampler::stop() {
    if (!worker_) return {};
    auto const worker = std::exchange(worker_, nullptr);
    return worker->finish();
}

bool Sampler::running() const noexcept {
    return worker_ != nullptr;
}

} // namespace wasmbench::probe
