#include "removal.hpp"

#include "shielded.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

namespace wasmbench::adapters::docker {
namespace {

// An engine that hangs, of which each try would take as long, or one that was stopped: it is not back in half a second.
bool not_to_be_had(error_code ec) {
    return ec == asio::error::timed_out || ec == asio::error::connection_refused ||
           ec == boost::system::errc::no_such_file_or_directory;
}

} // namespace

asio::awaitable<Result<void>> remove_owed(
    Engine engine, Lifecycle& life, std::string container, std::string image) {
    using Step = Lifecycle::Step;
    life.end();
    asio::steady_timer pause(co_await asio::this_coro::executor);
    std::string reason;
    while (life.next() != Step::finished) {
        bool const is_container = life.next() == Step::remove_container;
        EngineRequest request;
        if (is_container)
            request = remove_container_request(engine.api, container);
        else
            request = remove_image_request(engine.api, image);
        auto answer = co_await engine.client.call(std::move(request), engine.limit);
        auto outcome = Lifecycle::Removal::again;
        if (answer)
            outcome = Lifecycle::judge(answer->status);
        else if (not_to_be_had(answer.error().code))
            outcome = Lifecycle::Removal::hopeless;
        if (outcome != Lifecycle::Removal::gone)
            reason = answer ? error_message(answer->body) : to_line(answer.error());
        life.removal_answered(outcome);
        if (outcome != Lifecycle::Removal::again) continue;
        error_code ignored;
        pause.expires_after(std::chrono::milliseconds(25));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (life.given_up().empty()) co_return Result<void>{};
    Diagnostics d;
    d.stage = "remove what was made";
    for (auto const& what : life.given_up()) {
        auto const& name = what == "container" ? container : image;
        d.subject += (d.subject.empty() ? "" : ", ") + what + " " + name;
        d.remedy += std::string(d.remedy.empty() ? "" : "; ") + "docker " +
                    (what == "container" ? "rm -f " : "rmi -f ") + name;
    }
    d.stderr_tail = reason;
    d.remedy += " (the next run does it too, if the engine answers)";
    co_return Failure{errc::leaked_processes, std::move(d)};
}

BuiltImage::BuiltImage(Engine engine, std::string tag, Duration removal_limit)
    : engine_(std::move(engine))
    , tag_(std::move(tag))
    , removal_limit_(removal_limit) {
    life_.asked(); // a build that fails half-way may have made it, too
}

BuiltImage::~BuiltImage() {
    run_blocking(remove_owed(engine_, life_, {}, tag_), removal_limit_);
}

} // namespace wasmbench::adapters::docker
