#include <wasmbench/testing/fake_connector.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace wasmbench::testing {
namespace {

constexpr std::uint16_t port_of_nobody = 1;

// Parks `handler` until `when`; then `finish(handler, error_code)` completes it. Executor and cancellation
// are the handler's own.
template <class Handler, class Finish>
FakeClock::Ticket park(
    FakeClock& clock, asio::any_io_executor const& executor, TimePoint when, Handler handler, Finish finish) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto target = asio::get_associated_executor(handler, executor);
    auto complete = [h = std::move(handler), f = std::move(finish)](
                        error_code ec) mutable { f(std::move(h), ec); };
    return clock.park(
        executor, when, asio::bind_cancellation_slot(slot, asio::bind_executor(target, std::move(complete))));
}

class FakeConnection final : public Connection {
public:
    /// `written`: what the client has already sent.
    FakeConnection(FakeClock& clock, asio::any_io_executor executor, ServerBehaviour behaviour,
        std::shared_ptr<ConnectionRecord> record, std::string const& written = {})
        : clock_(clock)
        , executor_(std::move(executor))
        , stream_(std::make_shared<Stream>())
        , record_(std::move(record)) {
        stream_->behaviour = std::move(behaviour);
        if (!written.empty()) write(written);
    }

    ~FakeConnection() override {
        record_->closed = true;
        clock_.release(reading_, asio::error::operation_aborted);
    }

private:
    using Handler = asio::any_completion_handler<void(error_code, std::size_t)>;

    // What the server has still to send. Shared with the read that is pending.
    struct Stream {
        ServerBehaviour behaviour;
        std::size_t piece = 0;             // the one that comes next
        std::size_t offset = 0;            // bytes of it that were read
        TimePoint last = FakeClock::never; // the request was written, or the piece before was sent

        TimePoint next_event() const {
            if (last == FakeClock::never) return FakeClock::never; // a server speaks when it is asked
            if (piece < behaviour.pieces.size())
                return offset > 0 ? last : last + behaviour.pieces[piece].after;
            return behaviour.end == ServerBehaviour::End::hang ? FakeClock::never : last;
        }

        error_code take(asio::mutable_buffer buffer, TimePoint now, std::size_t& n) {
            if (piece == behaviour.pieces.size()) {
                if (behaviour.end == ServerBehaviour::End::reset) return asio::error::connection_reset;
                return asio::error::eof;
            }
            auto const& bytes = behaviour.pieces[piece].bytes;
            if (offset == 0) last = now;
            n = asio::buffer_copy(buffer, asio::buffer(bytes) + offset);
            offset += n;
            if (offset == bytes.size()) {
                ++piece;
                offset = 0;
            }
            return {};
        }
    };

    void write(std::string_view data) {
        record_->written.append(data);
        if (stream_->last == FakeClock::never) stream_->last = clock_.now();
    }

    void do_write(asio::const_buffer data, Handler handler) override {
        write({static_cast<char const*>(data.data()), data.size()});
        park(clock_, executor_, clock_.now(), std::move(handler),
            [n = data.size()](Handler h, error_code ec) { std::move(h)(ec, ec ? 0 : n); });
    }

    void do_read_some(asio::mutable_buffer buffer, Handler handler) override {
        reading_ = park(clock_, executor_, stream_->next_event(), std::move(handler),
            [stream = stream_, &clock = clock_, buffer](Handler h, error_code ec) {
                std::size_t n = 0;
                if (!ec) ec = stream->take(buffer, clock.now(), n);
                std::move(h)(ec, n);
            });
    }

    FakeClock& clock_;
    asio::any_io_executor executor_;
    std::shared_ptr<Stream> stream_;
    std::shared_ptr<ConnectionRecord> record_;
    FakeClock::Ticket reading_ = 0;
};

} // namespace

ServerBehaviour ServerBehaviour::refuses() {
    ServerBehaviour b;
    b.connect = Connect::fail;
    b.connect_error = asio::error::connection_refused;
    return b;
}

ServerBehaviour ServerBehaviour::drops() {
    ServerBehaviour b;
    b.connect = Connect::hang;
    return b;
}

ServerBehaviour ServerBehaviour::silent() {
    ServerBehaviour b;
    b.end = End::hang;
    return b;
}

ServerBehaviour ServerBehaviour::sends(std::string_view bytes, std::size_t piece, Duration gap, End end) {
    ServerBehaviour b;
    b.end = end;
    while (!bytes.empty()) {
        auto const n = piece == 0 ? bytes.size() : std::min(piece, bytes.size());
        b.pieces.push_back({std::string(bytes.substr(0, n)), gap});
        bytes.remove_prefix(n);
    }
    return b;
}

ServerBehaviour ServerBehaviour::answers(unsigned status, std::string_view body) {
    return sends("HTTP/1.1 " + std::to_string(status) + " Scripted\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
}

FakeConnector::FakeConnector(FakeClock& clock)
    : clock_(clock)
    , free_port_(port_of_nobody) {
    script_[Duration::zero()] = ServerBehaviour::refuses();
}

FakeConnector& FakeConnector::from(Duration since_start, ServerBehaviour behaviour) {
    script_[since_start] = std::move(behaviour);
    return *this;
}

Result<std::uint16_t> FakeConnector::free_port(std::string const&) {
    return free_port_;
}

class FakeListenWatch final : public ListenWatch {
public:
    FakeListenWatch(FakeConnector& connector, asio::any_io_executor executor, std::vector<Duration> times)
        : connector_(connector)
        , clock_(connector.clock_)
        , executor_(std::move(executor))
        , times_(std::move(times))
        , next_(static_cast<std::size_t>(
              std::upper_bound(times_.begin(), times_.end(), clock_.now() - clock_.start()) - times_.begin())) {}

    void dial(HttpEndpoint const& to, std::string_view first) override {
        to_ = to;
        first_ = first;
        dialled_ = {};
    }
    Dialled take_dialled() override { return std::exchange(dialled_, Dialled()); }

private:
    void do_next(asio::any_completion_handler<void(error_code)> handler) override {
        // A hint that came while nobody waited is told at once; several of them are one.
        auto const now = clock_.now() - clock_.start();
        auto when = FakeClock::never;
        if (next_ < times_.size()) when = clock_.start() + times_[next_];
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto target = asio::get_associated_executor(handler, executor_);
        auto finish = [this, now, h = std::move(handler)](error_code ec) mutable {
            if (!ec) {
                auto const told = std::max(now, times_[next_]);
                while (next_ < times_.size() && times_[next_] <= told) ++next_;
                connect(clock_.start() + told);
            }
            to_.reset();
            std::move(h)(ec);
        };
        clock_.park(executor_, when, asio::bind_cancellation_slot(slot, asio::bind_executor(target, std::move(finish))));
    }

    void connect(TimePoint at) {
        if (!to_) return;
        auto const& behaviour = connector_.behaviour_now();
        auto record = connector_.record(*to_);
        if (behaviour.connect != ServerBehaviour::Connect::accept) return;
        record->accepted = true;
        dialled_.connection = std::make_unique<FakeConnection>(clock_, executor_, behaviour, record, first_);
        dialled_.connected = clock_.now();
        dialled_.listening = at;
    }

    FakeConnector& connector_;
    FakeClock& clock_;
    asio::any_io_executor executor_;
    std::vector<Duration> times_;
    std::size_t next_;
    std::optional<HttpEndpoint> to_;
    std::string first_;
    Dialled dialled_;
};

FakeConnector& FakeConnector::tells(std::vector<Duration> since_start) {
    std::sort(since_start.begin(), since_start.end());
    tells_ = std::move(since_start);
    return *this;
}

std::unique_ptr<ListenWatch> FakeConnector::watch_listeners(asio::any_io_executor executor) {
    if (!tells_) return nullptr;
    return std::make_unique<FakeListenWatch>(*this, std::move(executor), *tells_);
}

std::size_t FakeConnector::open() const noexcept {
    return static_cast<std::size_t>(std::count_if(
        records_.begin(), records_.end(), [](auto const& r) { return r->accepted && !r->closed; }));
}

ServerBehaviour const& FakeConnector::behaviour_now() const {
    return std::prev(script_.upper_bound(clock_.now() - clock_.start()))->second;
}

std::shared_ptr<ConnectionRecord> FakeConnector::record(HttpEndpoint endpoint) {
    auto record = std::make_shared<ConnectionRecord>();
    record->endpoint = std::move(endpoint);
    record->at = clock_.now();
    records_.push_back(record);
    return record;
}

void FakeConnector::do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) {
    auto const behaviour = behaviour_now();
    auto const record = this->record(std::move(endpoint));
    auto const when = behaviour.connect == ServerBehaviour::Connect::hang ? FakeClock::never : clock_.now();
    park(clock_, executor, when, std::move(handler),
        [behaviour, record, executor, &clock = clock_](Handler h, error_code ec) {
            if (!ec && behaviour.connect == ServerBehaviour::Connect::fail) ec = behaviour.connect_error;
            if (ec) {
                std::move(h)(ec, nullptr);
                return;
            }
            record->accepted = true;
            std::move(h)(ec, std::make_unique<FakeConnection>(clock, executor, behaviour, record));
        });
}

} // namespace wasmbench::testing
