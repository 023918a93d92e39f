#include "leftovers.hpp"

#include "account_groups.hpp"
#include "shielded.hpp"

#include <wasmbench/adapters/docker.hpp>

#include <boost/asio/error.hpp>

#include <string>
#include <utility>

namespace wasmbench::adapters {
namespace docker {
namespace {

constexpr char const* clearing_stage = "remove what earlier runs left";

enum class Kind { container, image };

// One object that is to go.
struct Orphan {
    Kind kind;
    ListedObject object;
    Owner owner;
};

EngineRequest removal_request(Engine const& engine, Orphan const& o) {
    return o.kind == Kind::container ? remove_container_request(engine.api, o.object.id)
                                     : remove_image_request(engine.api, o.object.id);
}

// Gone already (404) is as good: an image's parents go with it. 409: another request removes it at this moment.
asio::awaitable<Result<void>> remove_orphan(Engine engine, Orphan orphan) {
    auto const request = removal_request(engine, orphan);
    auto answer = co_await engine.client.call(request, engine.limit);
    if (!answer) co_return answer.error();
    if (answer->ok() || answer->status == 404) co_return Result<void>{};
    auto failure = refusal(errc::command_failed, clearing_stage, request, *answer);
    failure.diagnostics.remedy = std::string(orphan.kind == Kind::container ? "docker rm -f " : "docker rmi -f ") + orphan.object.id;
    co_return failure;
}

asio::awaitable<Result<std::vector<Orphan>>> orphans(Engine engine) {
    std::vector<Orphan> out;
    for (auto const kind : {Kind::container, Kind::image}) {
        auto request = kind == Kind::container ? list_containers_request(engine.api, label_ours, "1")
                                               : list_images_request(engine.api, label_ours, "1");
        auto answer = co_await call_ok(engine, std::move(request), engine.limit, errc::prepare_failed, clearing_stage);
        if (!answer) co_return answer.error();
        for (auto& object : parse_list(answer->body).value_or(std::vector<ListedObject>())) {
            auto const label = object.labels.find(std::string(label_owner));
            if (label == object.labels.end()) continue;
            auto const owner = parse_owner(label->second);
            if (owner && is_dead(*owner)) out.push_back({kind, std::move(object), *owner});
        }
    }
    co_return out;
}

// As the command line shows it: "sha256:" and the end of an id say nothing.
std::string short_id(std::string id) {
    if (id.starts_with("sha256:")) id.erase(0, 7);
    return id.substr(0, 12);
}

Result<void> removed_now(Engine const& engine, Orphan const& orphan) {
    auto done = run_blocking(remove_orphan(engine, orphan), 2 * Duration(engine.limit));
    if (done) return *done;
    Failure f{asio::error::timed_out, {}};
    f.diagnostics.stage = clearing_stage;
    f.diagnostics.subject = orphan.object.id;
    return f;
}

} // namespace

asio::awaitable<Result<std::vector<Leftover>>> find_leftovers(Engine engine) {
    auto const found = co_await orphans(engine);
    if (!found) co_return found.error();
    std::vector<Leftover> out;
    for (auto const& o : *found)
        out.push_back({o.kind == Kind::container ? "container" : "image", short_id(o.object.id), o.object.name, o.owner,
            [engine, o] { return removed_now(engine, o); }});
    co_return out;
}

asio::awaitable<Result<void>> remove_leftovers(Engine engine) {
    auto const found = co_await orphans(engine);
    if (!found) co_return found.error();
    for (auto const& o : *found) {
        auto const removed = co_await remove_orphan(engine, o);
        // A refusal is for whoever cleans up by name; an engine that does not answer any more would not do the rest either.
        if (!removed && removed.error().code != errc::command_failed) co_return removed.error();
    }
    co_return Result<void>{};
}

} // namespace docker

Result<std::vector<Leftover>> docker_leftovers(DockerConfig const& config) {
    using namespace docker;
    auto address = engine_address(config.host, config.allow_tcp);
    if (!address) return address.error();
    auto const limit = config.engine_limit;
    auto engine = run_blocking(ask_engine(*address, limit), 2 * Duration(limit));
    auto const late = [&] {
        Failure f{asio::error::timed_out, {}};
        f.diagnostics.stage = clearing_stage;
        f.diagnostics.subject = to_string(*address);
        return f;
    };
    if (!engine) return late();
    if (!*engine) return engine->error();
    auto found = run_blocking(find_leftovers(**engine), 2 * Duration(limit));
    if (!found) return late();
    return std::move(*found);
}

std::vector<Leftover> docker_account_groups() {
    return docker::dead_account_groups();
}

} // namespace wasmbench::adapters
