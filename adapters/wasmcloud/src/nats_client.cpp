#include "nats_port.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <map>
#include <mutex>
#include <vector>

#include <nats/nats.h>

namespace wasmbench::adapters::wasmcloud {
namespace {

constexpr std::int64_t connect_limit_ms = 2000;

template <class T, void (*destroy)(T*)>
struct Destroy {
    void operator()(T* object) const { destroy(object); }
};
using OptionsPtr = std::unique_ptr<natsOptions, Destroy<natsOptions, natsOptions_Destroy>>;
using Handle = std::unique_ptr<natsConnection, Destroy<natsConnection, natsConnection_Destroy>>;
using Subscription = std::unique_ptr<natsSubscription, Destroy<natsSubscription, natsSubscription_Destroy>>;
using Message = std::unique_ptr<natsMsg, Destroy<natsMsg, natsMsg_Destroy>>;

Failure failed(natsStatus status, std::string stage, std::string subject) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = std::move(subject);
    d.stderr_tail = natsStatus_GetText(status);
    error_code const code = status == NATS_TIMEOUT ? asio::error::timed_out : asio::error::not_connected;
    return {code, std::move(d)};
}

// The way from nats.c's threads to the executor. `open` is what makes it safe: the executor's context is only
// promised to live as long as the connection, and nothing is posted once that is closed.
struct Bridge {
    explicit Bridge(asio::any_io_executor e)
        : executor(std::move(e)) {}

    std::mutex mutex;
    bool open = true; // guarded by the mutex
    asio::any_io_executor executor;

    template <class Function>
    void post(Function f) {
        std::lock_guard lock(mutex);
        if (open) asio::post(executor, std::move(f));
    }
    void close() {
        std::lock_guard lock(mutex);
        open = false;
    }
};

// What a subscription's thread calls. It belongs to nats.c from subscribing until that says that it has ended.
struct Receiver {
    std::shared_ptr<Bridge> bridge;
    std::function<void(std::string subject, std::string data, bool nobody)> receive; // on the executor
};

void on_message(natsConnection*, natsSubscription*, natsMsg* raw, void* closure) {
    Message const message(raw);
    auto& receiver = *static_cast<std::shared_ptr<Receiver>*>(closure);
    auto const* data = natsMsg_GetData(message.get());
    std::string text = data ? std::string(data, static_cast<std::size_t>(natsMsg_GetDataLength(message.get()))) : "";
    receiver->bridge->post([r = receiver, subject = std::string(natsMsg_GetSubject(message.get())),
                               t = std::move(text), nobody = natsMsg_IsNoResponders(message.get())]() mutable {
        r->receive(std::move(subject), std::move(t), nobody);
    });
}

void on_ended(void* closure) {
    delete static_cast<std::shared_ptr<Receiver>*>(closure);
}

class CNatsConnection final : public NatsConnection {
public:
    CNatsConnection(asio::any_io_executor executor, Handle handle)
        : requests_(std::make_shared<Requests>())
        , bridge_(std::make_shared<Bridge>(std::move(executor)))
        , handle_(std::move(handle)) {}

    // Requests are answered on an inbox of this connection: one subscription for all of them.
    Result<void> open_inbox() {
        natsInbox* inbox = nullptr;
        if (auto const s = natsInbox_Create(&inbox); s != NATS_OK) return failed(s, "make a NATS inbox", {});
        inbox_ = inbox;
        natsInbox_Destroy(inbox);
        auto const requests = requests_;
        return receive(inbox_ + ".*", [requests](std::string const& subject, std::string data, bool nobody) {
            error_code const ec = nobody ? error_code(asio::error::service_not_found) : error_code();
            requests->complete(subject.substr(subject.rfind('.') + 1), ec, std::move(data));
        });
    }

    ~CNatsConnection() override {
        bridge_->close();
        *alive_ = false;
        subscriptions_.clear();
        handle_.reset();
        requests_->abort();
    }

    Result<void> subscribe(std::string const& subject, MessageHandler handler) override {
        return receive(subject, [h = std::move(handler)](std::string const& s, std::string const& d, bool) { h(s, d); });
    }

private:
    struct Pending {
        RequestHandler handler;
        asio::executor_work_guard<asio::any_io_executor> work; // the answer comes from outside of the context
    };

    // Only touched on the executor.
    struct Requests {
        std::map<std::string, Pending> pending;
        unsigned count = 0;

        void complete(std::string id, error_code ec, std::string data) {
            auto const it = pending.find(id);
            if (it == pending.end()) return;
            auto p = std::move(it->second);
            pending.erase(it);
            auto const executor = p.work.get_executor();
            auto const target = asio::get_associated_executor(p.handler, executor);
            auto finish = [h = std::move(p.handler), ec, d = std::move(data)]() mutable {
                asio::get_associated_cancellation_slot(h).clear();
                std::move(h)(ec, std::move(d));
            };
            // Posted: a cancellation calls this from the handler's own slot.
            asio::post(executor, asio::bind_executor(target, std::move(finish)));
        }
        void abort() {
            while (!pending.empty()) complete(pending.begin()->first, asio::error::operation_aborted, {});
        }
    };

    Result<void> receive(std::string const& subject, std::function<void(std::string, std::string, bool)> function) {
        auto receiver = std::make_shared<Receiver>();
        receiver->bridge = bridge_;
        // What was posted before the connection was closed may run after it.
        receiver->receive = [alive = alive_, f = std::move(function)](std::string s, std::string d, bool nobody) {
            if (*alive) f(std::move(s), std::move(d), nobody);
        };
        auto closure = std::make_unique<std::shared_ptr<Receiver>>(std::move(receiver));
        natsSubscription* raw = nullptr;
        if (auto const s = natsConnection_Subscribe(&raw, handle_.get(), subject.c_str(), on_message, closure.get());
            s != NATS_OK)
            return failed(s, "subscribe", subject);
        Subscription subscription(raw);
        if (auto const s = natsSubscription_SetOnCompleteCB(raw, on_ended, closure.get()); s != NATS_OK) {
            static_cast<void>(closure.release()); // it may still be called: better never freed than too early
            return failed(s, "subscribe", subject);
        }
        static_cast<void>(closure.release());
        subscriptions_.push_back(std::move(subscription));
        return {};
    }

    void do_request(std::string subject, std::string data, RequestHandler handler) override {
        auto const id = std::to_string(++requests_->count);
        auto const reply = inbox_ + "." + id;
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
            slot.assign([requests = requests_, id](asio::cancellation_type) {
                requests->complete(id, asio::error::operation_aborted, {});
            });
        requests_->pending.emplace(id, Pending{std::move(handler), asio::make_work_guard(bridge_->executor)});
        auto const s = natsConnection_PublishRequest(
            handle_.get(), subject.c_str(), reply.c_str(), data.data(), static_cast<int>(data.size()));
        if (s == NATS_OK) return;
        asio::post(bridge_->executor,
            [requests = requests_, id] { requests->complete(id, asio::error::not_connected, {}); });
    }

    std::shared_ptr<Requests> requests_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::shared_ptr<Bridge> bridge_;
    std::string inbox_;
    Handle handle_;
    std::vector<Subscription> subscriptions_;
};

class CNats final : public NatsPort {
    Result<std::unique_ptr<NatsConnection>> connect(asio::any_io_executor executor, std::uint16_t port) override {
        auto const url = "nats://127.0.0.1:" + std::to_string(port);
        natsOptions* raw_options = nullptr;
        auto status = natsOptions_Create(&raw_options);
        OptionsPtr const options(raw_options);
        auto then = [&status](natsStatus next) {
            if (status == NATS_OK) status = next;
        };
        if (status == NATS_OK) {
            then(natsOptions_SetURL(raw_options, url.c_str()));
            then(natsOptions_SetTimeout(raw_options, connect_limit_ms));
            then(natsOptions_SetAllowReconnect(raw_options, false));
            then(natsOptions_SetSendAsap(raw_options, true));
            then(natsOptions_SetName(raw_options, "wasmbench"));
        }
        natsConnection* raw = nullptr;
        if (status == NATS_OK) status = natsConnection_Connect(&raw, raw_options);
        if (status != NATS_OK) return failed(status, "connect to nats-server", url);
        auto connection = std::make_unique<CNatsConnection>(std::move(executor), Handle(raw));
        if (auto opened = connection->open_inbox(); !opened) return opened.error();
        return std::unique_ptr<NatsConnection>(std::move(connection));
    }
};

} // namespace

std::unique_ptr<NatsPort> make_nats_client() {
    return std::make_unique<CNats>();
}

} // namespace wasmbench::adapters::wasmcloud
