#include "fake_nats.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>

namespace wasmbench::tests {
namespace {

using namespace std::chrono_literals;
using adapters::wasmcloud::NatsConnection;
using testing::FailCount;
using testing::FakeClock;

constexpr auto answer_after = 1ms;
constexpr auto event_gap = 10ms;

error_code next(FailCount* count, std::string_view call) {
    return count ? count->next(call) : error_code();
}

class FakeConnection final : public NatsConnection {
public:
    FakeConnection(
        FakeClock& clock, asio::any_io_executor executor, std::shared_ptr<FakeNats::State> state, FailCount* count)
        : clock_(clock)
        , executor_(std::move(executor))
        , state_(std::move(state))
        , count_(count) {
        ++state_->open;
    }
    ~FakeConnection() override {
        --state_->open;
        for (auto t : pending_) clock_.release(t, asio::error::operation_aborted);
    }

    Result<void> subscribe(std::string const&, MessageHandler handler) override {
        if (auto const ec = next(count_, "nats subscribe")) return Failure{ec, {}};
        *handler_ = std::move(handler);
        return {};
    }

private:
    void do_request(std::string subject, std::string data, RequestHandler handler) override {
        auto ec = next(count_, "nats request");
        std::string lattice;
        state_->requests.push_back(LatticeScript::name_of(subject, lattice));
        state_->data.push_back(std::move(data));
        if (state_->on_request) state_->on_request(state_->requests.back());
        auto const reply = state_->script.reply(subject);
        bool const silent = !reply.data && !reply.nobody && !ec;
        if (!ec && reply.nobody) ec = asio::error::service_not_found;
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto target = asio::get_associated_executor(handler, executor_);
        auto complete = [h = std::move(handler), ec, text = reply.data.value_or("")](error_code waited) mutable {
            auto const outcome = waited ? waited : ec;
            std::move(h)(outcome, outcome ? std::string() : text);
        };
        auto const when = silent ? FakeClock::never : clock_.now() + answer_after;
        pending_.push_back(clock_.park(executor_, when,
            asio::bind_cancellation_slot(slot, asio::bind_executor(target, std::move(complete)))));
        auto at = clock_.now() + event_gap;
        if (ec) return;
        for (auto const& e : reply.events) {
            clock_.call_at(at, [alive = std::weak_ptr(handler_), s = event_subject(reply.lattice, e), t = event_text(e)] {
                if (auto const h = alive.lock(); h && *h) (*h)(s, t);
            });
            at += event_gap;
        }
    }

    FakeClock& clock_;
    asio::any_io_executor executor_;
    std::shared_ptr<FakeNats::State> state_;
    FailCount* count_;
    std::shared_ptr<MessageHandler> handler_ = std::make_shared<MessageHandler>();
    std::vector<FakeClock::Ticket> pending_;
};

} // namespace

Result<std::unique_ptr<NatsConnection>> FakeNats::connect(asio::any_io_executor executor, std::uint16_t) {
    if (auto const ec = next(count_, "nats connect")) return Failure{ec, {}};
    return std::unique_ptr<NatsConnection>(
        std::make_unique<FakeConnection>(clock_, std::move(executor), state_, count_));
}

} // namespace wasmbench::tests
