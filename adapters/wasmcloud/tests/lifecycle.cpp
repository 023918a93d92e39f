#include "lifecycle.hpp"

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace wasmbench::adapters::wasmcloud;
using Step = Lifecycle::Step;
using Steps = std::vector<Step>;

namespace {

// Performs steps until `last` is the next one.
void up_to(Lifecycle& life, Step last) {
    while (life.next() != last) {
        life.begun();
        life.done();
    }
}

Steps undoing(Lifecycle& life) {
    life.end();
    Steps out;
    while (life.next() != Step::finished) {
        out.push_back(life.next());
        life.done();
    }
    return out;
}

} // namespace

TEST_CASE("a life in order, and undone in the other order") {
    Lifecycle life;
    Steps up;
    while (life.next() != Step::run) {
        up.push_back(life.next());
        life.begun();
        life.done();
    }
    CHECK(up == Steps{Step::start_nats, Step::await_nats, Step::start_wadm, Step::await_wadm, Step::start_host,
                    Step::await_host, Step::deploy, Step::await_answer});
    life.done();
    CHECK(life.next() == Step::run); // until it is told to end
    CHECK(undoing(life) ==
          Steps{Step::undeploy, Step::stop_host, Step::stop_wadm, Step::stop_nats, Step::remove_folder});
    life.end();
    CHECK(life.next() == Step::finished);
}

TEST_CASE("what was begun is undone, also when it was not done; what was not begun is not") {
    struct {
        Step begun;
        Steps undone;
    } const cases[] = {
        {Step::start_nats, {Step::stop_nats, Step::remove_folder}},
        {Step::start_wadm, {Step::stop_wadm, Step::stop_nats, Step::remove_folder}},
        {Step::start_host, {Step::stop_host, Step::stop_wadm, Step::stop_nats, Step::remove_folder}},
        {Step::deploy, {Step::undeploy, Step::stop_host, Step::stop_wadm, Step::stop_nats, Step::remove_folder}},
    };
    for (auto const& c : cases) {
        Lifecycle life;
        up_to(life, c.begun);
        life.begun();
        CHECK(undoing(life) == c.undone);
    }
    Lifecycle untouched;
    CHECK(undoing(untouched) == Steps{Step::remove_folder});
}

TEST_CASE("a lattice that has lost a process is not asked to undeploy, but the process is still reaped") {
    for (auto d : {Daemon::nats, Daemon::wadm, Daemon::host}) {
        Lifecycle life;
        up_to(life, Step::run);
        life.lost(d);
        CHECK(undoing(life) == Steps{Step::stop_host, Step::stop_wadm, Step::stop_nats, Step::remove_folder});
    }
    Lifecycle in_between;
    up_to(in_between, Step::run);
    in_between.end();
    in_between.lost(Daemon::host);
    CHECK(in_between.next() == Step::stop_host);
}
