#pragma once

#include "../../http_service/sockets/request_head.hpp"
#include "../../http_service/sockets/wasi_sockets.hpp"
#include "store.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string_view>

namespace wasmbench::workloads {

/// One client, as http_service's Connection is, that may have to wait for the store: then it reads nothing. Fixed buffers:
/// the module has no C++ library.
class Client {
public:
    enum class State { closed, reading, writing, waiting }; // closed is 0: an array of them needs no bytes in the module

    void open(std::uint32_t fd) {
        fd_ = fd;
        filled_ = pending_ = sent_ = 0;
        closing_ = false;
        state_ = State::reading;
    }
    State state() const { return state_; }
    std::uint32_t fd() const { return fd_; }

    /// Call when the socket can be read. Answers all complete requests, or asks `store` as client `number`.
    void read(Store& store, std::size_t number) {
        __wasi_iovec_t const into = {in_.data() + filled_, in_.size() - filled_};
        std::uint32_t received = 0, flags = 0;
        auto const error = wasi_sockets::wasi_sockets_receive(fd_, &into, 1, 0, &received, &flags);
        if (error == __WASI_ERRNO_AGAIN) return;
        if (error != 0 || received == 0) return close();
        filled_ += received;
        pump(store, number);
    }

    /// Call when the socket can be written.
    void write(Store& store, std::size_t number) {
        send();
        if (state_ == State::reading) pump(store, number);
    }

    /// The store's answer to what it waits for.
    void answered(Answer const& answer, Store& store, std::size_t number) {
        state_ = State::reading;
        append(answer);
        pump(store, number);
    }

private:
    /// What the answer depends on of the request that is answered. All false is 0, see State.
    struct Asked {
        bool keep_alive = false, http_1_0 = false, head_method = false;
    };

    // Until there is no whole request left, the store is asked, or the socket takes no more.
    void pump(Store& store, std::size_t number) {
        do {
            answer(store, number);
            if (pending_ == 0 || state_ == State::waiting) return;
            send();
        } while (state_ == State::reading);
    }

    void send() {
        while (sent_ < pending_) {
            __wasi_ciovec_t const from = {
                reinterpret_cast<std::uint8_t const*>(out_.data()) + sent_, pending_ - sent_};
            std::uint32_t n = 0;
            auto const error = wasi_sockets::wasi_sockets_send(fd_, &from, 1, 0, &n);
            if (error == __WASI_ERRNO_AGAIN) {
                state_ = State::writing;
                return;
            }
            if (error != 0) return close();
            sent_ += n;
        }
        sent_ = pending_ = 0;
        state_ = State::reading;
        if (closing_) close();
    }

    void close() {
        (void)__wasi_fd_close(static_cast<__wasi_fd_t>(fd_));
        state_ = State::closed;
    }

    void answer(Store& store, std::size_t number) {
        std::size_t done = 0;
        while (done < filled_ && !closing_ && state_ == State::reading && out_.size() - pending_ >= max_response) {
            auto const request = read_request({reinterpret_cast<char const*>(in_.data()) + done, filled_ - done});
            if (request.status == RequestFront::Status::need_more) {
                if (filled_ - done < in_.size()) break;
                refuse(); // larger than any request of this service
            } else if (request.status == RequestFront::Status::bad) {
                refuse();
            } else {
                done += request.consumed;
                asked_ = {request.keep_alive, request.http_1_0, request.head_method};
                if (!asks_the_store(request.target))
                    append(no_such_path);
                else if (store.ask(number))
                    state_ = State::waiting;
                else
                    append(store_unreachable);
            }
        }
        std::copy(in_.begin() + static_cast<std::ptrdiff_t>(done),
            in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
        filled_ -= done;
    }

    void refuse() {
        asked_ = {};
        append(bad_request);
    }

    // The answer to what was asked, head and body in one piece, so that one call sends them.
    void append(Answer const& answer) {
        closing_ = !asked_.keep_alive;
        std::time_t const now = std::time(nullptr);
        std::tm parts{};
        ::gmtime_r(&now, &parts);
        char date[40];
        std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        auto const status = answer.status() == 200   ? "200 OK"
                            : answer.status() == 404 ? "404 Not Found"
                            : answer.status() == 503 ? "503 Service Unavailable"
                                                     : "400 Bad Request";
        auto const* const connection = closing_            ? "Connection: close\r\n"
                                       : asked_.http_1_0 ? "Connection: keep-alive\r\n"
                                                           : "";
        auto const type = Service::content_type;
        auto const body = asked_.head_method ? std::string_view{} : answer.body();
        int const n = std::snprintf(out_.data() + pending_, out_.size() - pending_,
            "HTTP/1.1 %s\r\nContent-Type: %.*s\r\nContent-Length: %zu\r\nDate: %s\r\n%s\r\n%.*s", status,
            static_cast<int>(type.size()), type.data(), answer.body().size(), date, connection,
            static_cast<int>(body.size()), body.data());
        pending_ += static_cast<std::size_t>(n);
    }

    static constexpr std::size_t max_response = 256; // the longest is about 200 characters

    std::uint32_t fd_ = 0;
    State state_{};
    bool closing_ = false;
    Asked asked_{};
    std::size_t filled_ = 0, pending_ = 0, sent_ = 0;
    std::array<std::uint8_t, 8192> in_{};
    std::array<char, 4096> out_{};
};

} // namespace wasmbench::workloads
