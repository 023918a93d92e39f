#include "fake_engine.hpp"

#include <wasmbench/core/process_table.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <csignal>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wasmbench::adapters::docker::tests {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace fs = std::filesystem;
using Json = nlohmann::json;
using Protocol = asio::local::stream_protocol;
using namespace std::chrono_literals;

struct FakeImage {
    fs::path folder;
    std::string entrypoint;
    std::map<std::string, std::string> labels;
};

struct FakeContainer {
    std::string id, name;
    Json create;
    std::string image;
    std::map<std::string, std::string> labels;
    std::string status = "created";
    int pid = 0;
    int exit_code = 0;
    std::vector<std::string> command;
    fs::path out, err;
};

struct Reply {
    unsigned status = 200;
    std::string body = {};
};

Reply message(unsigned status, std::string const& text) {
    return {status, Json{{"message", text}}.dump()};
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::map<std::string, std::string> query_of(std::string const& target) {
    std::map<std::string, std::string> out;
    auto const mark = target.find('?');
    if (mark == std::string::npos) return out;
    std::istringstream in(target.substr(mark + 1));
    for (std::string pair; std::getline(in, pair, '&');) {
        auto const equals = pair.find('=');
        out[pair.substr(0, equals)] = equals == std::string::npos ? "" : decoded(pair.substr(equals + 1));
    }
    return out;
}

std::string contents(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Unpacks the regular files of an archive; false for what is none.
bool untar(std::string const& tar, fs::path const& folder) {
    fs::create_directories(folder);
    for (std::size_t at = 0; at + 512 <= tar.size();) {
        auto const header = tar.substr(at, 512);
        if (header.find_first_not_of('\0') == std::string::npos) return true;
        if (header.compare(257, 5, "ustar") != 0) return false;
        auto const name = std::string(header.c_str(), ::strnlen(header.c_str(), 100));
        auto const size = std::stoull(header.substr(124, 11), nullptr, 8);
        auto const mode = std::stoul(header.substr(100, 7), nullptr, 8);
        if (at + 512 + size > tar.size()) return false;
        std::ofstream(folder / name, std::ios::binary) << tar.substr(at + 512, size);
        fs::permissions(folder / name, static_cast<fs::perms>(mode));
        at += 512 + (size + 511) / 512 * 512;
    }
    return false; // no end
}

std::string frames(char stream, std::string const& text) {
    if (text.empty()) return {};
    std::string out{stream, 0, 0, 0};
    for (unsigned shift : {24u, 16u, 8u, 0u}) out += static_cast<char>(text.size() >> shift & 255u);
    return out + text;
}

} // namespace

struct FakeEngine::Impl {
    fs::path folder;
    asio::io_context io;
    Protocol::acceptor acceptor{io};
    mutable std::mutex mutex;
    std::condition_variable changed;
    bool closing = false;
    std::list<std::thread> threads;
    std::map<std::string, FakeContainer> containers;
    std::map<std::string, FakeImage> images;
    std::vector<std::string> calls;
    std::optional<std::size_t> fault_at;
    Fault fault = Fault::none;
    std::size_t made = 0;
    std::size_t answering = 0;
    std::string last_create, last_dockerfile;
    std::thread accepting;

    explicit Impl(fs::path const& f)
        : folder(f) {
        Protocol::endpoint const endpoint((folder / "s").string());
        acceptor.open();
        acceptor.bind(endpoint);
        acceptor.listen();
        accepting = std::thread([this] { accept(); });
    }

    ~Impl() {
        {
            std::lock_guard lock(mutex);
            closing = true;
            for (auto& [name, c] : containers)
                if (c.pid != 0) ::kill(c.pid, SIGKILL);
        }
        changed.notify_all();
        ::shutdown(acceptor.native_handle(), SHUT_RDWR);
        accepting.join();
        for (auto& t : threads) t.join(); // only this thread is left to touch the list
    }

    void accept() {
        for (;;) {
            // Not inherited by the containers.
            int const fd = ::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) return;
            std::lock_guard lock(mutex);
            if (closing) {
                ::close(fd);
                return;
            }
            ++answering;
            threads.emplace_back([this, fd] {
                serve(fd);
                std::lock_guard done(mutex);
                --answering;
                changed.notify_all();
            });
        }
    }

    // Until the other side has closed, or this object goes, or `limit` has passed.
    void until_closed(Protocol::socket& socket, std::chrono::milliseconds limit = 1h) {
        auto const end = std::chrono::steady_clock::now() + limit;
        while (std::chrono::steady_clock::now() < end) {
            if (gone(socket)) return;
            std::unique_lock lock(mutex);
            if (changed.wait_for(lock, 2ms, [this] { return closing; })) return;
        }
    }
    static bool gone(Protocol::socket& socket) {
        char c = 0;
        auto const n = ::recv(socket.native_handle(), &c, 1, MSG_PEEK | MSG_DONTWAIT);
        return n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    }

    void serve(int fd) {
        Protocol::socket socket(io, Protocol(), fd);
        boost::beast::flat_buffer buffer;
        http::request_parser<http::string_body> parser;
        parser.body_limit(256 * 1024 * 1024);
        boost::system::error_code ec;
        http::read_header(socket, buffer, parser, ec);
        if (ec) return; // somebody looked whether we listen
        auto meets = Fault::none;
        auto const target = std::string(parser.get().target());
        auto const method = std::string(parser.get().method_string());
        {
            std::lock_guard lock(mutex);
            if (fault_at == calls.size()) meets = fault;
            calls.push_back(method + " " + kind_of(target));
        }
        if (meets == Fault::refuse) return;
        http::read(socket, buffer, parser, ec);
        if (ec) return;
        if (meets == Fault::late) until_closed(socket, 150ms);
        auto const reply = meets == Fault::server_error ? message(500, "the fake engine was told to fail")
                                                        : answer(method, target, parser.get().body(), socket);
        if (meets == Fault::hang) return until_closed(socket);
        if (meets == Fault::garbage) {
            asio::write(socket, asio::buffer(std::string("this is not HTTP\r\n\r\n")), ec);
            return;
        }
        http::response<http::string_body> response;
        response.result(reply.status);
        response.keep_alive(false);
        response.body() = reply.body;
        if (meets == Fault::cut) {
            asio::write(socket, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")), ec);
            return;
        }
        if (reply.status != 204) response.prepare_payload();
        http::write(socket, response, ec);
    }

    // "/v1.41/containers/x/start?t=1" -> "start"
    static std::string kind_of(std::string const& target) {
        auto const path = target.substr(0, target.find('?'));
        std::vector<std::string> parts;
        std::istringstream in(path);
        for (std::string part; std::getline(in, part, '/');)
            if (!part.empty()) parts.push_back(part);
        if (parts.size() < 3) return parts.back();
        bool const last_is_verb = parts.size() == 4 || parts[2] == "create" || parts[2] == "json";
        if (parts.back() == "json") return parts.size() == 4 ? "inspect " + parts[1] : "list " + parts[1];
        return last_is_verb ? parts.back() : parts[1].substr(0, parts[1].size() - 1);
    }

    FakeContainer* find(std::string const& name) {
        for (auto& [key, c] : containers)
            if (c.name == name || c.id == name) return &c;
        return nullptr;
    }

    Reply answer(std::string const& method, std::string const& target, std::string const& body,
        Protocol::socket& socket) {
        auto const path = target.substr(0, target.find('?'));
        auto query = query_of(target);
        if (path == "/version")
            return {200, R"({"Version":"99.1","ApiVersion":"1.41","MinAPIVersion":"1.12"})"};
        std::vector<std::string> parts; // without the version
        std::istringstream in(path);
        for (std::string part; std::getline(in, part, '/');)
            if (!part.empty()) parts.push_back(decoded(part));
        if (parts.size() < 2 || parts[0] != "v1.41") return message(404, "page not found: " + target);
        parts.erase(parts.begin());
        if (parts[0] == "networks") return {200, R"({"IPAM":{"Config":[{"Subnet":"10.9.0.0/24","Gateway":"10.9.0.1"}]}})"};
        if (parts[0] == "info") return {200, R"({"CgroupDriver":"none"})"};
        if (parts[0] == "build") return build(query["t"], body);
        if (parts[0] == "images") {
            if (parts.back() == "json" && parts.size() == 2) return list_images(query);
            return image(method, parts[1]);
        }
        if (parts[0] != "containers" || parts.size() < 2) return message(404, "page not found: " + target);
        if (parts[1] == "json") return list_containers(query);
        if (parts[1] == "create") return create(query["name"], body);
        std::unique_lock lock(mutex);
        auto* c = find(parts[1]);
        if (c == nullptr) return message(404, "No such container: " + parts[1]);
        if (parts.size() == 2) return method == "DELETE" ? remove(lock, c->name) : message(405, "what?");
        auto const& verb = parts[2];
        if (verb == "start") return start(*c);
        if (verb == "wait") return wait(lock, c->name, socket);
        if (verb == "kill") {
            if (c->status != "running") return message(409, "Container " + c->id + " is not running");
            ::kill(c->pid, query["signal"] == "SIGTERM" ? SIGTERM : SIGKILL);
            return {204, {}};
        }
        if (verb == "logs") return {200, frames(1, contents(c->out)) + frames(2, contents(c->err))};
        if (verb == "json") {
            auto args = c->command;
            auto const first = args.empty() ? std::string() : args.front();
            if (!args.empty()) args.erase(args.begin());
            return {200, Json{{"Id", c->id}, {"Path", first}, {"Args", args},
                             {"State", {{"Status", c->status}, {"Running", c->status == "running"},
                                           {"OOMKilled", false}, {"Pid", c->pid}, {"ExitCode", c->exit_code},
                                           {"Error", ""}}}}
                             .dump()};
        }
        return message(404, "page not found: " + target);
    }

    Reply build(std::string const& tag, std::string const& tar) {
        std::unique_lock lock(mutex);
        auto const number = std::to_string(++made);
        lock.unlock();
        FakeImage image;
        image.folder = folder / ("image-" + number);
        if (!untar(tar, image.folder)) return {200, "{\"stream\":\"Step 1\"}\n{\"error\":\"not an archive\"}\n"};
        auto const text = contents(image.folder / "Dockerfile");
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            if (line.rfind("ENTRYPOINT ", 0) == 0) image.entrypoint = Json::parse(line.substr(11)).at(0);
            std::istringstream words(line.rfind("LABEL ", 0) == 0 ? line.substr(6) : "");
            for (std::string word; words >> word;) {
                auto const equals = word.find("\"=\"");
                image.labels[word.substr(1, equals - 1)] = word.substr(equals + 3, word.size() - equals - 4);
            }
        }
        lock.lock();
        last_dockerfile = text;
        images[tag] = image;
        return {200, "{\"stream\":\"Step 1\"}\n{\"aux\":{\"ID\":\"sha256:" + number + "\"}}\n"};
    }

    Reply image(std::string const& method, std::string const& tag) {
        std::lock_guard lock(mutex);
        auto const it = images.find(tag);
        if (it == images.end()) return message(404, "No such image: " + tag);
        if (method == "GET") return {200, Json{{"Id", tag}}.dump()};
        for (auto const& [name, c] : containers)
            if (c.image == tag) return message(409, "image is being used by container " + name);
        fs::remove_all(it->second.folder);
        images.erase(it);
        return {200, "[]"};
    }

    template <class Map>
    static std::string listed(Map const& map, std::string const& filters) {
        auto const wanted = Json::parse(filters).at("label").at(0).template get<std::string>();
        auto out = Json::array();
        for (auto const& [name, object] : map)
            for (auto const& [key, value] : object.labels)
                if (key + "=" + value == wanted) out.push_back({{"Id", name}, {"Labels", object.labels}});
        return out.dump();
    }
    Reply list_images(std::map<std::string, std::string>& query) {
        std::lock_guard lock(mutex);
        return {200, listed(images, query["filters"])};
    }
    Reply list_containers(std::map<std::string, std::string>& query) {
        std::lock_guard lock(mutex);
        return {200, listed(containers, query["filters"])};
    }

    Reply create(std::string const& name, std::string const& body) {
        std::lock_guard lock(mutex);
        last_create = body;
        FakeContainer c;
        c.create = Json::parse(body);
        c.image = c.create.at("Image");
        if (images.count(c.image) == 0) return message(404, "No such image: " + c.image);
        if (containers.count(name) != 0) return message(409, "the name is in use");
        c.name = name;
        c.id = "id-" + name;
        c.labels = c.create.at("Labels").get<std::map<std::string, std::string>>();
        c.out = folder / (name + ".out");
        c.err = folder / (name + ".err");
        ++made;
        auto const id = c.id;
        containers[name] = std::move(c);
        return {201, Json{{"Id", id}}.dump()};
    }

    Reply start(FakeContainer& c) {
        auto const& image = images.at(c.image);
        auto arguments = c.create.at("Cmd").get<std::vector<std::string>>();
        auto const& host = c.create.at("HostConfig");
        for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
            if (arguments[i] == "--address") arguments[i + 1] = "127.0.0.1";
            if (arguments[i] == "--port" && host.contains("PortBindings"))
                arguments[i + 1] = host["PortBindings"]["8080/tcp"][0]["HostPort"];
        }
        c.command = {image.entrypoint};
        c.command.insert(c.command.end(), arguments.begin(), arguments.end());
        auto const program = image.folder.string() + image.entrypoint;
        std::vector<char*> argv;
        for (auto& word : c.command) argv.push_back(word.data());
        argv.push_back(nullptr);
        auto const mark = "FAKE_CONTAINER=" + c.id;
        std::vector<char*> environment{const_cast<char*>(mark.c_str()), nullptr};
        int const out = ::open(c.out.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        int const err = ::open(c.err.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        int const nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        int executed[2]; // closed in the child by its exec: until then it would be taken for this process
        if (::pipe2(executed, O_CLOEXEC) != 0) return message(500, "no pipe");
        int const pid = ::fork();
        if (pid == 0) {
            ::dup2(nothing, 0);
            ::dup2(out, 1);
            ::dup2(err, 2);
            sigset_t none;
            ::sigemptyset(&none);
            ::sigprocmask(SIG_SETMASK, &none, nullptr);
            ::execve(program.c_str(), argv.data(), environment.data());
            ::_exit(127);
        }
        for (int fd : {out, err, nothing, executed[1]}) ::close(fd);
        char c0 = 0;
        while (::read(executed[0], &c0, 1) < 0 && errno == EINTR) {}
        ::close(executed[0]);
        c.pid = pid;
        c.status = "running";
        threads.emplace_back([this, name = c.name, pid, mark] { reap(name, pid, mark); });
        return {204, {}};
    }

    // A container ends with its first process, and everything in it too.
    void reap(std::string const& name, int pid, std::string const& mark) {
        int status = 0;
        while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
        for (auto rest = with_environment_entry(mark); !rest.empty(); rest = with_environment_entry(mark))
            for (auto const& p : rest) {
                ::kill(p.pid, SIGKILL);
                ::waitpid(p.pid, nullptr, 0); // ours if this process is a subreaper
            }
        std::lock_guard lock(mutex);
        auto const it = containers.find(name);
        if (it != containers.end()) {
            it->second.status = "exited";
            it->second.pid = 0;
            it->second.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        }
        changed.notify_all();
    }

    Reply wait(std::unique_lock<std::mutex>& lock, std::string const& name, Protocol::socket& socket) {
        for (;;) {
            auto const it = containers.find(name);
            if (it == containers.end()) return {200, R"({"StatusCode":137})"};
            if (it->second.status != "running")
                return {200, Json{{"StatusCode", it->second.exit_code}}.dump()};
            changed.wait_for(lock, 2ms);
            if (closing || gone(socket)) return message(500, "nobody waits any more");
        }
    }

    Reply remove(std::unique_lock<std::mutex>& lock, std::string const& name) {
        if (auto const& c = containers[name]; c.pid != 0) ::kill(c.pid, SIGKILL);
        changed.wait(lock, [&] {
            auto const it = containers.find(name);
            return it == containers.end() || it->second.pid == 0;
        });
        if (auto const it = containers.find(name); it != containers.end()) {
            fs::remove(it->second.out);
            fs::remove(it->second.err);
            containers.erase(it);
        }
        return {204, {}};
    }
};

FakeEngine::FakeEngine(fs::path const& folder)
    : impl_(std::make_unique<Impl>(folder)) {}
FakeEngine::~FakeEngine() = default;

std::string FakeEngine::address() const {
    return "unix://" + (impl_->folder / "s").string();
}

void FakeEngine::fail(std::size_t n, Fault fault) {
    std::lock_guard lock(impl_->mutex);
    impl_->calls.clear();
    impl_->fault_at = n;
    impl_->fault = fault;
}

std::vector<std::string> FakeEngine::calls() const {
    std::lock_guard lock(impl_->mutex);
    return impl_->calls;
}

void FakeEngine::settle() const {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait(lock, [this] { return impl_->answering == 0; });
}

std::vector<std::string> FakeEngine::containers() const {
    std::lock_guard lock(impl_->mutex);
    std::vector<std::string> out;
    for (auto const& [name, c] : impl_->containers) out.push_back(name);
    return out;
}

std::vector<std::string> FakeEngine::images() const {
    std::lock_guard lock(impl_->mutex);
    std::vector<std::string> out;
    for (auto const& [name, i] : impl_->images) out.push_back(name);
    return out;
}

std::size_t FakeEngine::made() const {
    std::lock_guard lock(impl_->mutex);
    return impl_->made;
}

std::string FakeEngine::last_create() const {
    std::lock_guard lock(impl_->mutex);
    return impl_->last_create;
}

std::string FakeEngine::last_dockerfile() const {
    std::lock_guard lock(impl_->mutex);
    return impl_->last_dockerfile;
}

void FakeEngine::add_container(std::string const& name, std::string const& owner_label) {
    std::lock_guard lock(impl_->mutex);
    FakeContainer c;
    c.id = "id-" + name;
    c.name = name;
    c.labels = {{"wasmbench", "1"}, {"wasmbench.owner", owner_label}};
    impl_->containers[name] = std::move(c);
}

} // namespace wasmbench::adapters::docker::tests
