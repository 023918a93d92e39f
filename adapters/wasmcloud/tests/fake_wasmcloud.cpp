// nats-server, wadm and the wasmCloud host in one program, as far as the adapter uses them: which one it is follows from
// its arguments. NATS answers for wadm (LatticeScript); the host listens to what is ordered there and, in place of a
// provider with a component, starts the test target. A "component" is a component's header followed by the name of a mode
// of the target.
//
// Every process made here ends by itself after two minutes, whatever becomes of the test.

#include "fake_nats_server.hpp"

#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Words = std::vector<std::string>;

constexpr unsigned lifetime_seconds = 120;
constexpr std::size_t header_size = 8;

std::string value_of(Words const& words, std::string const& flag) {
    auto const at = std::find(words.begin(), words.end(), flag);
    if (at == words.end() || std::next(at) == words.end()) {
        std::fputs(("Error: " + flag + " is missing\n").c_str(), stderr);
        std::exit(2);
    }
    return *std::next(at);
}

int nats_server(Words const& words) {
    asio::io_context io;
    auto const port = static_cast<std::uint16_t>(std::stoi(value_of(words, "-p")));
    // As the real one: its files are in the folder it was given.
    std::ofstream(value_of(words, "-sd") + "/jetstream") << "streams\n";
    try {
        // Pings are for the host: it answers when it is there.
        wasmbench::tests::FakeNatsServer server(
            io, {.nobody = {"host.ping"}}, {value_of(words, "-n"), "2.11.10"}, port);
        asio::signal_set terminate(io, SIGTERM);
        terminate.async_wait([&](error_code, int) { io.stop(); });
        io.run();
    } catch (boost::system::system_error const& e) {
        std::fprintf(stderr, "[1] [FTL] Error listening on port %u: %s\n", port, e.code().message().c_str());
        return 1;
    }
    return 0;
}

int wadm() {
    asio::io_context io;
    asio::signal_set terminate(io, SIGTERM);
    terminate.async_wait([&](error_code, int) { io.stop(); });
    io.run();
    return 0;
}

class Host {
public:
    explicit Host(std::uint16_t nats_port) {
        socket_.connect({asio::ip::address_v4::loopback(), nats_port});
        asio::write(socket_, asio::buffer(std::string("CONNECT {}\r\nSUB wadm.api.*.model.> 1\r\n"
                                                      "SUB wasmbus.ctl.v1.*.host.ping 2\r\n")));
        signals_.async_wait([this](error_code, int number) { signalled(number); });
        read();
        io_.run();
    }
    int status() const { return status_; }

private:
    void read() {
        asio::async_read_until(socket_, incoming_, "\r\n", [this](error_code ec, std::size_t) {
            if (ec) return; // NATS has gone; the host stays
            std::string line;
            std::istream in(&incoming_);
            std::getline(in, line);
            std::istringstream text(line);
            Words words;
            for (std::string w; text >> w;) words.push_back(w);
            if (!words.empty() && words.front() == "MSG")
                message(words.at(1), words.at(3), std::stoul(words.back()));
            else
                read();
        });
    }

    // All of them are requests: MSG SUBJECT SID REPLY SIZE.
    void message(std::string const& subject, std::string const& reply, std::size_t size) {
        auto const missing = size + 2 - std::min(incoming_.size(), size + 2);
        asio::async_read(socket_, incoming_, asio::transfer_exactly(missing), [=, this](error_code ec, std::size_t) {
            if (ec) return;
            std::string data(size + 2, '\0');
            std::istream(&incoming_).read(data.data(), static_cast<std::streamsize>(data.size()));
            if (subject.ends_with("host.ping")) {
                auto const pong = *wasmbench::tests::LatticeScript().reply(subject).data;
                asio::write(socket_, asio::buffer("PUB " + reply + " " + std::to_string(pong.size()) + "\r\n" + pong + "\r\n"));
            }
            if (subject.ends_with(".put")) manifest_ = data;
            if (subject.find(".deploy.") != subject.npos) deploy();
            if (subject.find(".undeploy.") != subject.npos && target_ > 0) ::kill(target_, SIGTERM);
            undeployed_ = undeployed_ || subject.find(".undeploy.") != subject.npos;
            read();
        });
    }

    void deploy() {
        auto const components = nlohmann::json::parse(manifest_)["spec"]["components"];
        auto const file = components[0]["properties"]["image"].get<std::string>().substr(std::string("file://").size());
        auto const address = components[1]["traits"][0]["properties"]["source_config"][0]["properties"]["address"]
                                 .get<std::string>();
        std::ifstream in(file, std::ios::binary);
        auto mode = std::string(std::istreambuf_iterator<char>(in), {}).substr(header_size);
        if (mode == "print") mode = "serve"; // a program is asked by HTTP, too
        if (mode == "hang") mode = "never-ready";
        Words words{WASMBENCH_TEST_TARGET, mode, "--address", "127.0.0.1", "--port", address.substr(address.find(':') + 1)};
        std::vector<char*> argv;
        for (auto& w : words) argv.push_back(w.data());
        argv.push_back(nullptr);
        if (::posix_spawn(&target_, WASMBENCH_TEST_TARGET, nullptr, nullptr, argv.data(), environ) != 0) std::exit(1);
    }

    void signalled(int number) {
        int how = 0;
        if (target_ > 0 && ::waitpid(target_, &how, WNOHANG) == target_) {
            target_ = 0;
            // What the target does by itself is what the host does.
            if (!undeployed_ && !terminated_) {
                status_ = WIFEXITED(how) ? WEXITSTATUS(how) : 1;
                io_.stop();
            }
        }
        if (number == SIGTERM) {
            terminated_ = true;
            if (target_ > 0) ::kill(target_, SIGTERM);
        }
        if (terminated_ && target_ == 0) io_.stop();
        signals_.async_wait([this](error_code, int n) { signalled(n); });
    }

    asio::io_context io_;
    tcp::socket socket_{io_};
    asio::signal_set signals_{io_, SIGTERM, SIGCHLD};
    asio::streambuf incoming_;
    std::string manifest_;
    pid_t target_ = 0;
    bool undeployed_ = false;
    bool terminated_ = false;
    int status_ = 0;
};

} // namespace

int main(int argc, char** argv) {
    Words const words(argv + 1, argv + argc);
    auto has = [&](std::string const& w) { return std::find(words.begin(), words.end(), w) != words.end(); };
    ::alarm(lifetime_seconds);
    if (has("--version")) return std::puts("fake 9.9.9") < 0;
    if (has("--help")) return std::puts("no options of note") < 0;
    if (has("-js")) return nats_server(words);
    if (has("--nats-server")) return wadm();
    if (has("--allow-file-load"))
        return Host(static_cast<std::uint16_t>(std::stoi(value_of(words, "--nats-port")))).status();
    std::fputs("error: neither nats-server, nor wadm, nor the host is started like this\n", stderr);
    return 2;
}
