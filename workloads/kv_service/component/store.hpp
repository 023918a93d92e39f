#pragma once

#include "../answers.hpp"
#include "../store_address.hpp"
#include "wasi_sockets.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

/// An instance's connection to the store: made by its first request and kept for as long as the instance lives, which may
/// be that one request. The environment's STORE says where it listens. All zero before it is used: nothing runs constructors.
class Store {
public:
    Answer count() {
        if (!open_ && !connect()) return store_unreachable;
        wasi::ResultStream written;
        wasi::output_stream_blocking_write_and_flush(out_, increment_command.data(), increment_command.size(), &written);
        if (written.discriminant != 0) {
            drop_error(written.error_case, written.error);
            return lost();
        }
        std::array<char, max_reply> bytes; // of one reply: no more is asked for
        std::size_t filled = 0;
        for (;;) {
            auto const reply = read_reply({bytes.data(), filled});
            if (reply.status == ReplyFront::Status::broken) return lost();
            if (reply.status != ReplyFront::Status::need_more) return answer_of(reply);
            wasi::ResultBytes read;
            wasi::input_stream_blocking_read(in_, bytes.size() - filled, &read);
            if (read.discriminant != 0) {
                drop_error(read.failure.error_case, read.failure.error);
                return lost();
            }
            std::copy_n(read.bytes.data, read.bytes.size, bytes.data() + filled);
            filled += read.bytes.size;
        }
    }

private:
    static void drop_error(std::uint8_t error_case, wasi::Handle error) {
        if (error_case == wasi::ResultStream::last_operation_failed) wasi::error_drop(error);
    }

    Answer lost() {
        wasi::input_stream_drop(in_); // children of the socket go before it
        wasi::output_stream_drop(out_);
        wasi::tcp_socket_drop(socket_);
        open_ = false;
        return store_unreachable;
    }

    static StoreAddress address() {
        wasi::TextList all;
        wasi::get_environment(&all);
        for (std::size_t i = 0; i < all.size; ++i) {
            auto const& pair = all.data[i];
            if (std::string_view{pair.name, pair.name_size} == "STORE")
                return read_store_address({pair.value, pair.value_size});
        }
        return {};
    }

    bool connect() {
        auto const store = address();
        if (!store.valid) return false;
        wasi::ResultHandle made;
        wasi::create_tcp_socket(wasi::family_ipv4, &made);
        if (made.discriminant != 0) return false;
        socket_ = made.value;
        auto const network = wasi::instance_network();
        auto const& a = store.address;
        wasi::ResultSocketCode started;
        wasi::tcp_socket_start_connect(socket_, network, 0, static_cast<std::int32_t>(store.port), a[0], a[1], a[2], a[3], 0,
            0, 0, 0, 0, 0, &started);
        wasi::network_drop(network);
        open_ = started.discriminant == 0 && finish();
        if (!open_) wasi::tcp_socket_drop(socket_);
        return open_;
    }

    bool finish() {
        wasi::ResultStreams streams;
        for (;;) {
            wasi::tcp_socket_finish_connect(socket_, &streams);
            if (streams.discriminant == 0) break;
            if (static_cast<std::uint8_t>(streams.input) != wasi::would_block) return false;
            auto const ready = wasi::tcp_socket_subscribe(socket_);
            wasi::pollable_block(ready);
            wasi::pollable_drop(ready);
        }
        in_ = streams.input;
        out_ = streams.output;
        return true;
    }

    wasi::Handle socket_{}, in_{}, out_{};
    bool open_{};
};

} // namespace wasmbench::workloads
