#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/post.hpp>

#include <stdexcept>

namespace wasmbench::testing {

FakeWorld::FakeWorld()
    : context{io.get_executor(), launcher, connector, clock, scratch.path(), {}, {}, {}} {}

FakeWorld::FakeWorld(FailCount& count)
    : failing_launcher_(std::make_unique<FailingLauncher>(launcher, count))
    , failing_connector_(std::make_unique<FailingConnector>(connector, count))
    , context{io.get_executor(), *failing_launcher_, *failing_connector_, clock, scratch.path(), {}, {}, {}} {
}

FakeWorld::~FakeWorld() {
    // Handlers that wait in the clock refer to the io_context, which goes first.
    clock.abandon();
}

void FakeWorld::cancel() {
    asio::post(io, [running = running_] {
        if (auto const signal = running.lock()) signal->emit(asio::cancellation_type::terminal);
    });
}

void FakeWorld::run_until(std::function<bool()> const& done) {
    testing::run(io, clock, done);
    if (!done()) throw std::runtime_error("the operation waits for something that never happens");
}

} // namespace wasmbench::testing
