#include "machine.hpp"

#include <wasmbench/core/prompt_thread.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <thread>

#ifdef __linux__
#include <sched.h>

using namespace wasmbench;

namespace {

// Asked on a thread that ends with the answer.
bool fifo_is_allowed() {
    bool allowed = false;
    std::thread([&] {
        sched_param const lowest{.sched_priority = 1};
        allowed = ::sched_setscheduler(0, SCHED_FIFO, &lowest) == 0;
    }).join();
    return allowed;
}

} // namespace

TEST_CASE("a prompt thread is an ordinary one again afterwards, and what it starts is ordinary") {
    auto const before = ::sched_getscheduler(0);
    if (before != SCHED_OTHER) SKIP("these tests do not run under the ordinary scheduler");
    {
        PromptThread const prompt;
        auto const during = ::sched_getscheduler(0);
        {
            PromptThread const inner; // does nothing
            CHECK(::sched_getscheduler(0) == during);
        }
        CHECK(::sched_getscheduler(0) == during);
        if (fifo_is_allowed())
            CHECK((during & ~SCHED_RESET_ON_FORK) == SCHED_FIFO);
        else
            WARN("SCHED_FIFO is refused here");
        testing::Machine machine;
        // field 41 of stat: the scheduling policy (proc(5))
        auto const stat = machine.output_of(testing::command("/bin/cat", {"/proc/self/stat"}));
        auto rest = stat.substr(stat.rfind(')') + 2);
        for (int field = 3; field < 41; ++field) rest = rest.substr(rest.find(' ') + 1);
        CHECK(rest.substr(0, rest.find(' ')) == "0");
    }
    CHECK(::sched_getscheduler(0) == SCHED_OTHER);
}

TEST_CASE("it can be ended on another thread, and restores the one that made it") {
    auto prompt = std::make_unique<PromptThread>();
    std::thread([&] { prompt.reset(); }).join();
    CHECK(::sched_getscheduler(0) == SCHED_OTHER);
}
#endif
