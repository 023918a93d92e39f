#pragma once

#include "../http_service/routing.hpp"
#include "resp.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace wasmbench::workloads {

/// What both programs answer. `target` is the path of a request with its query, if any; the query is ignored.
constexpr bool asks_the_store(std::string_view target) {
    return target.substr(0, target.find('?')) == "/store";
}
inline constexpr Answer no_such_path{404, "not found\n"};
inline constexpr Answer bad_request{400, "bad request\n"};
inline constexpr Answer store_unreachable{503, "the store cannot be reached\n"};
inline constexpr Answer store_refused{503, "the store refused\n"};

/// The answer that a reply of the store gives; `reply` is a number or a refusal.
constexpr Answer answer_of(ReplyFront const& reply) {
    if (reply.status != ReplyFront::Status::number) return store_refused;
    std::array<char, 21> line{};
    auto const end = std::copy(reply.text.begin(), reply.text.end(), line.begin());
    *end = '\n';
    return {200, {line.data(), reply.text.size() + 1}};
}

} // namespace wasmbench::workloads
