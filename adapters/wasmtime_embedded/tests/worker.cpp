#include "job.hpp"

#include <wasmbench/core/coroutine.hpp>

#include <catch2/catch_test_macros.hpp>

#include <future>

#include <support/real_world.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmtime_embedded;
using namespace std::chrono_literals;
using tests::RealWorld;

namespace {

// Runs until it is interrupted, and not even then when it is deaf.
class TestJob final : public Job {
public:
    TestJob(Clock const& clock, bool endless, bool deaf = false)
        : Job(clock)
        , endless_(endless)
        , deaf_(deaf) {}

    void run(Worker::Notice const&) override {
        mark("ran");
        if (!endless_) return;
        if (deaf_)
            freed.get_future().wait();
        else
            interrupted_.get_future().wait();
        now(); // the clock may be gone
    }
    void interrupt() override {
        if (!asked_.exchange(true)) interrupted_.set_value();
    }

    std::promise<void> freed;

private:
    bool endless_, deaf_;
    std::atomic<bool> asked_{false};
    std::promise<void> interrupted_;
};

testing::Outcome<std::optional<JobEnd>> run(RealWorld& world, std::shared_ptr<Job> job, Duration limit,
    std::optional<Duration> cancel_after = {}, Timeline* timeline = nullptr) {
    auto operation = [](RunContext& context, std::shared_ptr<Job> j, Duration l,
                         Timeline* t) -> asio::awaitable<Result<std::optional<JobEnd>>> {
        auto const end = co_await run_job(context, j, context.clock.now() + l, t);
        co_return std::optional<JobEnd>(end);
    };
    return world.run<std::optional<JobEnd>>(
        [&](auto token) {
            complete_with<std::optional<JobEnd>>(
                world.context, operation(world.context, job, limit, timeline), std::move(token));
        },
        cancel_after);
}

} // namespace

TEST_CASE("a job runs on another thread, to its end") {
    RealWorld world;
    Timeline timeline;
    int announced = 0;
    world.context.on_processes = [&](ProcessTree const& tree) {
        CHECK(tree == ProcessTree{});
        ++announced;
    };
    auto const job = std::make_shared<TestJob>(world.context.clock, false);
    CHECK(run(world, job, 10s, {}, &timeline).value == JobEnd::ended);
    CHECK(announced == 1);
    CHECK(*timeline.at(marks::launch) <= *timeline.at(marks::spawned));
    CHECK(*timeline.at(marks::launch) <= *job->steps.at("ran"));
}

TEST_CASE("a job that is late is interrupted") {
    RealWorld world;
    CHECK(run(world, std::make_shared<TestJob>(world.context.clock, true), 20ms).value == JobEnd::late);
}

TEST_CASE("a cancelled job is interrupted, and the operation is aborted") {
    RealWorld world;
    auto const r = run(world, std::make_shared<TestJob>(world.context.clock, true), 10s, Duration(5ms));
    CHECK(r.error == asio::error::operation_aborted);
}

TEST_CASE("a job that nothing ends is left to itself, and finds neither clock nor executor gone") {
    std::shared_ptr<TestJob> job;
    {
        RealWorld world;
        job = std::make_shared<TestJob>(world.context.clock, true, true);
        CHECK(run(world, job, 10ms).value == JobEnd::stuck);
    }
    std::weak_ptr<TestJob> const seen = job;
    job->freed.set_value();
    job.reset();
    while (!seen.expired()) std::this_thread::yield(); // the thread held the last share of it
    CHECK(seen.expired());
}

TEST_CASE("a context that goes away while a job runs ends it") {
    std::weak_ptr<TestJob> seen;
    {
        RealWorld world;
        auto const job = std::make_shared<TestJob>(world.context.clock, true);
        seen = job;
        auto operation = [](RunContext& context, std::shared_ptr<Job> j) -> asio::awaitable<Result<bool>> {
            co_await run_job(context, j, context.clock.now() + std::chrono::hours(1));
            co_return true;
        };
        complete_with<bool>(world.context, operation(world.context, job), [](error_code, bool) {});
        world.io.poll();
    }
    CHECK(seen.expired());
}
