#include "fake_nats_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <sstream>

namespace wasmbench::tests {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

bool subject_matches(std::string const& pattern, std::string const& subject) {
    std::istringstream p(pattern), s(subject);
    std::string want, have;
    for (;;) {
        bool const more_wanted = bool(std::getline(p, want, '.'));
        bool const more = bool(std::getline(s, have, '.'));
        if (more_wanted && want == ">") return more;
        if (!more_wanted || !more) return more_wanted == more;
        if (want != "*" && want != have) return false;
    }
}

struct FakeNatsServer::Hub : std::enable_shared_from_this<Hub> {
    Hub(asio::io_context& io, LatticeScript s, NatsGreeting g, std::uint16_t port)
        : acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), port))
        , script(std::move(s))
        , greeting(std::move(g)) {}

    void accept();
    std::size_t deliver(std::string const& subject, std::string const& reply, std::string const& data);
    void published(std::string const& subject, std::string const& reply, std::string const& data);

    tcp::acceptor acceptor;
    LatticeScript script;
    NatsGreeting greeting;
    std::vector<std::shared_ptr<Session>> sessions;
    std::vector<std::string> requests;
};

class FakeNatsServer::Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket socket, std::shared_ptr<Hub> hub)
        : socket_(std::move(socket))
        , hub_(std::move(hub)) {}

    void start() {
        auto const hub = hub_.lock();
        send("INFO {\"server_id\":\"FAKE\",\"server_name\":\"" + hub->greeting.name + "\",\"version\":\"" +
             hub->greeting.version + "\",\"headers\":true,\"jetstream\":true,\"max_payload\":1048576,\"proto\":1}\r\n");
        read();
    }
    void close() {
        error_code ignored;
        socket_.close(ignored);
    }
    std::size_t subscriptions() const { return subscribed_.size(); }

    std::size_t deliver(std::string const& subject, std::string const& reply, std::string const& data) {
        std::size_t n = 0;
        for (auto const& [sid, pattern] : subscribed_) {
            if (!subject_matches(pattern, subject)) continue;
            ++n;
            send("MSG " + subject + " " + sid + (reply.empty() ? "" : " " + reply) + " " +
                 std::to_string(data.size()) + "\r\n" + data + "\r\n");
        }
        return n;
    }
    void nobody_listens(std::string const& reply) {
        std::string const status = "NATS/1.0 503\r\n\r\n";
        auto const size = std::to_string(status.size());
        for (auto const& [sid, pattern] : subscribed_)
            if (subject_matches(pattern, reply))
                send("HMSG " + reply + " " + sid + " " + size + " " + size + "\r\n" + status + "\r\n");
    }

private:
    void send(std::string bytes) {
        outgoing_.push_back(std::move(bytes));
        if (outgoing_.size() == 1) write();
    }
    void write() {
        asio::async_write(socket_, asio::buffer(outgoing_.front()), [self = shared_from_this()](error_code ec, std::size_t) {
            if (ec) return self->end();
            self->outgoing_.pop_front();
            if (!self->outgoing_.empty()) self->write();
        });
    }
    void read() {
        asio::async_read_until(socket_, incoming_, "\r\n", [self = shared_from_this()](error_code ec, std::size_t) {
            if (ec) return self->end();
            std::string line;
            std::istream in(&self->incoming_);
            std::getline(in, line);
            line.pop_back();
            self->handle(line);
        });
    }
    void end() {
        auto const hub = hub_.lock();
        if (hub) std::erase(hub->sessions, shared_from_this());
    }

    void handle(std::string const& line) {
        std::istringstream in(line);
        std::vector<std::string> words;
        for (std::string w; in >> w;) words.push_back(w);
        auto const verb = words.empty() ? "" : words.front();
        if (verb == "PING") send("PONG\r\n");
        if (verb == "SUB") subscribed_[words.back()] = words.at(1);
        if (verb == "UNSUB" && words.size() == 2) subscribed_.erase(words.at(1));
        if (verb == "PUB" || verb == "HPUB")
            payload(words);
        else
            read();
    }

    void payload(std::vector<std::string> const& words) {
        bool const headers = words.front() == "HPUB";
        auto const total = std::stoul(words.back());
        auto const skip = headers ? std::stoul(words.at(words.size() - 2)) : 0;
        std::string const reply = words.size() == (headers ? 5u : 4u) ? words.at(2) : "";
        auto const missing = total + 2 - std::min<std::size_t>(incoming_.size(), total + 2);
        asio::async_read(socket_, incoming_, asio::transfer_exactly(missing),
            [self = shared_from_this(), subject = words.at(1), reply, total, skip](error_code ec, std::size_t) {
                if (ec) return self->end();
                std::string bytes(total + 2, '\0');
                std::istream(&self->incoming_).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
                if (auto const hub = self->hub_.lock()) hub->published(subject, reply, bytes.substr(skip, total - skip));
                self->read();
            });
    }

    tcp::socket socket_;
    std::weak_ptr<Hub> hub_;
    asio::streambuf incoming_;
    std::deque<std::string> outgoing_;
    std::map<std::string, std::string> subscribed_; // by subscription id
};

void FakeNatsServer::Hub::accept() {
    acceptor.async_accept([self = weak_from_this()](error_code ec, tcp::socket socket) {
        auto const hub = self.lock();
        if (ec || !hub) return;
        hub->sessions.push_back(std::make_shared<Session>(std::move(socket), hub));
        hub->sessions.back()->start();
        hub->accept();
    });
}

std::size_t FakeNatsServer::Hub::deliver(
    std::string const& subject, std::string const& reply, std::string const& data) {
    std::size_t n = 0;
    for (auto const& s : sessions) n += s->deliver(subject, reply, data);
    return n;
}

void FakeNatsServer::Hub::published(std::string const& subject, std::string const& reply, std::string const& data) {
    auto const n = deliver(subject, reply, data);
    if (reply.empty()) return;
    requests.push_back(subject);
    auto const answer = script.reply(subject);
    if (answer.nobody && n == 0)
        for (auto const& s : sessions) s->nobody_listens(reply);
    if (answer.data) deliver(reply, {}, *answer.data);
    for (auto const& e : answer.events) deliver(event_subject(answer.lattice, e), {}, event_text(e));
}

FakeNatsServer::FakeNatsServer(asio::io_context& io, LatticeScript script, NatsGreeting greeting, std::uint16_t port)
    : hub_(std::make_shared<Hub>(io, std::move(script), std::move(greeting), port)) {
    hub_->accept();
}

FakeNatsServer::~FakeNatsServer() {
    error_code ignored;
    hub_->acceptor.close(ignored);
    close_clients();
}

std::uint16_t FakeNatsServer::port() const {
    return hub_->acceptor.local_endpoint().port();
}

std::vector<std::string> const& FakeNatsServer::requests() const {
    return hub_->requests;
}

void FakeNatsServer::publish(std::string const& subject, std::string const& data) {
    hub_->deliver(subject, {}, data);
}

void FakeNatsServer::close_clients() {
    for (auto const& s : hub_->sessions) s->close();
}

std::size_t FakeNatsServer::clients() const {
    return hub_->sessions.size();
}

std::size_t FakeNatsServer::subscriptions() const {
    std::size_t n = 0;
    for (auto const& s : hub_->sessions) n += s->subscriptions();
    return n;
}

} // namespace wasmbench::tests
